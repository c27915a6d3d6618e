"""Who may open lessons and questions: everybody who is here. An answer is its giver's alone."""

from __future__ import annotations

from collections.abc import Callable

from served import KINDS, NOW, Served

LESSON = "blame-costs-time"
_EVERYONE = {**dict.fromkeys(KINDS, 200), "anonymous": 302}
_ANSWERED = {**dict.fromkeys(KINDS, 302)}
_NOBODY = {**dict.fromkeys(KINDS, 404), "anonymous": 302}

TABLE: dict[str, dict[str, int]] = {
    "habits:lessons": _EVERYONE,
    "habits:lesson": _EVERYONE,
    "habits:begin": _ANSWERED,
    "habits:skip-lesson": _ANSWERED,
    "habits:question": _EVERYONE,
    "habits:skip-question": _ANSWERED,
    "habits:answer": {**_NOBODY, "employee": 200},
    "habits:pace": _ANSWERED,
}


def item() -> str:
    """Return a question of the lesson."""
    from drystone.shell import site

    return site.program().lessons[LESSON].items[0].id


def answer_of_the_employee(served: Served) -> str:
    """Return an answer that the employee gave; it is given where it was not."""
    from drystone.habits import actions, queries
    from drystone.habits.models import Answer
    from drystone.shell import site

    me = served.people["employee"]
    given = Answer.objects.filter(person_id=me).values_list("answer_id", flat=True).first()
    if given:
        return str(given)
    asked = queries.question(me, item(), "en", site.program())
    assert asked is not None
    wrong = next(option.id for option in asked.options if not option.best)
    return actions.answer(me, asked, [wrong], now=NOW)


def _lesson(_served: Served) -> dict[str, str]:
    return {"lesson_id": LESSON}


def _item(_served: Served) -> dict[str, str]:
    return {"item_id": item()}


ARGUMENTS: dict[str, Callable[[Served], dict[str, str]]] = {
    "habits:lesson": _lesson,
    "habits:begin": _lesson,
    "habits:skip-lesson": _lesson,
    "habits:question": _item,
    "habits:skip-question": _item,
    "habits:answer": lambda served: {"answer_id": answer_of_the_employee(served)},
}


def _chosen(_served: Served) -> dict[str, str]:
    return {"number": "0", "option": "1"}


def chosen_over_the_api(served: Served) -> dict[str, object]:
    """Return the same answer as a program gives it."""
    return {"number": 0, "options": [_chosen(served)["option"]]}


POSTS: dict[str, dict[str, str] | Callable[[Served], dict[str, str]]] = {
    "habits:question": _chosen,
    "habits:begin": {},
    "habits:skip-lesson": {},
    "habits:skip-question": {},
    "habits:pace": {"pace": "less"},
}

HIDDEN: dict[str, str] = {
    "habits:answer": "the page asks for the answer of whoever asks, and finds none of anybody else"
}
