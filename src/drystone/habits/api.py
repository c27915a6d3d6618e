"""Lessons and questions in the API, for programs that act for one person: what the site does, by the same rules.

What an answer was told comes back to the one who gave it; nothing here tells anything of anybody else.
"""

# Annotations stay objects here: Ninja makes the API's description of them.

import datetime as dt
import json
from typing import Any, Literal

from ninja import Router, Schema
from ninja.errors import HttpError

from drystone.habits import actions, completing, figures, queries
from drystone.habits.access import gave_answer, knows_item, knows_lesson, may_bring_done
from drystone.habits.asking import Asked, ask
from drystone.lessons.formats import done as completions
from drystone.lib.proportions import Share
from drystone.shell import access, apis, site
from drystone.shell.viewer import EDIT_PROGRAM, Request

router = Router(tags=["habits"])


class DoneLessonOut(Schema):
    """A lesson that I finished, and when."""

    lesson_id: str
    done_at: dt.datetime


class MyLessonsOut(Schema):
    """What is worth doing this week ("" and nothing where nothing is), my pace, and what I finished."""

    lesson_id: str
    item_ids: list[str]
    minutes: float
    pace: str
    done: list[DoneLessonOut]


class LessonOut(Schema):
    """A lesson in my language; story and task are Markdown. ``next_item`` is the question that comes next."""

    lesson_id: str
    language: str
    title: str
    habits: list[str]
    minutes: int
    story: str
    today: str
    begun_at: dt.datetime | None
    done_at: dt.datetime | None
    next_item: str


class ChoiceOut(Schema):
    """An answer to choose: its place in this question, and its words."""

    option: str
    text: str


class AskedOut(Schema):
    """A question as I am asked it now; ``number`` goes back with the answer, which chooses ``choose`` options."""

    item_id: str
    lesson_id: str
    language: str
    kind: str
    number: int
    choose: int
    question: str
    options: list[ChoiceOut]


class ChosenIn(Schema):
    """My answer: the options that I choose, by their places, and the number of the question that I saw."""

    number: int
    options: list[str]


class FeedbackOut(Schema):
    """What is said to an option that I chose."""

    option: str
    feedback: str
    misconception: str


class ToldOut(Schema):
    """My answer, what is said to it, and what works best."""

    answer_id: str
    item_id: str
    at: dt.datetime
    right: bool
    chosen: list[FeedbackOut]
    best: list[ChoiceOut]


class PaceIn(Schema):
    """How much I wish to be reminded: usual, less or none."""

    pace: str


class StatementsIn(Schema):
    """xAPI statements of another learning system; of each only who, which lesson and when are looked at."""

    statements: list[dict[str, Any]]


class TakenInOut(Schema):
    """For how many people and lessons it stands now, how many fitted nobody or several, and what was left out, why."""

    taken: int
    unmatched: int
    left_out: dict[str, int]


class ItemFigureOut(Schema):
    """What first answers say about a variant; null where too few people stand behind it, or behind one side of it.

    ``said`` tells which: hardly anybody (few) or nearly everybody chose the best answer, or nothing may be told.
    """

    item_id: str
    variant: str
    people: int | None
    said: Literal["shown", "few", "nearly-all", "withheld"]
    right: float | None
    right_between: list[float] | None
    discrimination: float | None
    discrimination_between: list[float] | None
    remarks: list[str]


@apis.get(router, "/me/lessons", rule=access.employee, scope="me:read", response=MyLessonsOut)
def lessons(request: Request) -> MyLessonsOut:
    """Return what is worth doing this week, my pace, and what I finished."""
    return _lessons(request)


def _lessons(request: Request) -> MyLessonsOut:
    me = request.viewer.person_id
    due, learner = queries.mine(me, request.now, site.program()), queries.learner(me)
    return MyLessonsOut(
        lesson_id=due.lesson_id if due else "",
        item_ids=list(due.item_ids) if due else [],
        minutes=due.minutes if due else 0,
        pace=learner.pace if learner else "usual",
        done=[DoneLessonOut(lesson_id=lesson_id, done_at=at) for lesson_id, at in queries.done_by(me)],
    )


@apis.post(router, "/me/pace", rule=access.employee, scope="lessons:write", response=MyLessonsOut)
def pace(request: Request, body: PaceIn) -> MyLessonsOut:
    """Choose how much I am reminded."""
    actions.choose_pace(request.viewer.person_id, body.pace)
    return _lessons(request)


@apis.get(router, "/lessons/{lesson_id}", rule=knows_lesson, scope="me:read", response=LessonOut)
def lesson(request: Request, lesson_id: str) -> LessonOut:
    """Return a lesson, and how far I am with it."""
    return _lesson(request, lesson_id)


def _lesson(request: Request, lesson_id: str) -> LessonOut:
    shown = site.program().lessons[lesson_id]
    text = shown.text(request.viewer.language)
    mine = queries.progress(request.viewer.person_id, shown)
    return LessonOut(
        lesson_id=lesson_id,
        language=text.language,
        title=text.title,
        habits=list(shown.habits),
        minutes=shown.minutes,
        story=text.story,
        today=text.today,
        begun_at=mine.begun_at,
        done_at=mine.done_at,
        next_item=mine.next_item,
    )


@apis.post(router, "/lessons/{lesson_id}/begin", rule=knows_lesson, scope="lessons:write", response=LessonOut)
def begin(request: Request, lesson_id: str) -> LessonOut:
    """Go on from the story to its questions."""
    actions.begin(request.viewer.person_id, site.program().lessons[lesson_id], now=request.now)
    return _lesson(request, lesson_id)


@apis.post(router, "/lessons/{lesson_id}/skip", rule=knows_lesson, scope="lessons:write", response=MyLessonsOut)
def skip_lesson(request: Request, lesson_id: str) -> MyLessonsOut:
    """Let a lesson be for a while."""
    actions.skip_lesson(request.viewer.person_id, site.program().lessons[lesson_id], now=request.now)
    return _lessons(request)


@apis.get(router, "/me/questions/{item_id}", rule=knows_item, scope="me:read", response=AskedOut)
def question(request: Request, item_id: str) -> AskedOut:
    """Return a question as I am asked it now."""
    asked = _question(request, item_id)
    return AskedOut(
        item_id=item_id,
        lesson_id=asked.lesson.id,
        language=asked.language,
        kind=asked.item.kind,
        number=asked.number,
        choose=len(asked.best),
        question=asked.variant.stem,
        options=[ChoiceOut(option=place, text=one.text) for place, one in asked.choices],
    )


def _question(request: Request, item_id: str) -> Asked:
    asked = queries.question(request.viewer.person_id, item_id, request.viewer.language, site.program())
    assert asked is not None  # The rule has seen it.
    return asked


@apis.post(router, "/me/questions/{item_id}", rule=knows_item, scope="lessons:write", response=ToldOut)
def give_answer(request: Request, item_id: str, body: ChosenIn) -> ToldOut:
    """Answer a question, and read what is said to the answer."""
    asked = _question(request, item_id)
    met = ask(asked.lesson, item_id, body.number, request.viewer.language) if body.number >= 0 else None
    met = met or asked
    answer_id = actions.answer(request.viewer.person_id, met, met.at(body.options), now=request.now)
    return _answer(request, answer_id)


@apis.post(router, "/me/questions/{item_id}/skip", rule=knows_item, scope="lessons:write", response=MyLessonsOut)
def skip_question(request: Request, item_id: str) -> MyLessonsOut:
    """Let a question be for a while."""
    actions.skip_question(request.viewer.person_id, item_id, now=request.now)
    return _lessons(request)


@apis.get(router, "/me/answers/{answer_id}", rule=gave_answer, scope="me:read", response=ToldOut)
def answer(request: Request, answer_id: str) -> ToldOut:
    """Return an answer of mine and what is said to it."""
    return _answer(request, answer_id)


def _answer(request: Request, answer_id: str) -> ToldOut:
    given = queries.answer(answer_id, request.viewer.person_id)
    told = queries.told(given, request.viewer.language, site.program()) if given else None
    if told is None:
        raise HttpError(404, "nothing by that name, for you")
    return ToldOut(
        answer_id=told.answer_id,
        item_id=told.asked.item.id,
        at=told.at,
        right=told.right,
        chosen=[
            FeedbackOut(option=place, feedback=one.feedback, misconception=one.misconception or "")
            for place, one in told.asked.choices
            if one in told.chosen
        ],
        best=[ChoiceOut(option=place, text=one.text) for place, one in told.asked.choices if one.best],
    )


@apis.post(router, "/lessons-done", rule=may_bring_done, scope="lessons:done", response=TakenInOut)
def lessons_done(request: Request, body: StatementsIn) -> TakenInOut:
    """Keep who finished which lesson when in another learning system. The same again changes nothing."""
    program = site.program()
    content = json.dumps(body.statements).encode()
    found = completions.read(content, "statements", lessons=program.lessons, now=request.now, addresses=True)
    with site.reading() as engine:
        kept = completing.keep(found.done, engine, program, now=request.now, actor=request.viewer.person_id)
    return TakenInOut(taken=sum(kept.lessons.values()), unmatched=kept.unmatched, left_out=dict(found.left))


@apis.get(
    router,
    "/lessons-statistics",
    rule=access.power(EDIT_PROGRAM),
    scope="measures:read",
    response=list[ItemFigureOut],
)
def statistics(request: Request) -> list[ItemFigureOut]:
    """Return what first answers say about every question, as `drystone lessons stats --site`: counts, never people."""
    return [
        ItemFigureOut(
            item_id=one.item,
            variant=one.variant,
            people=one.people,
            said=one.said,
            right=one.facility.value if one.facility else None,
            right_between=_ends(one.facility),
            discrimination=one.discrimination.value if one.discrimination else None,
            discrimination_between=_ends(one.discrimination),
            remarks=list(one.remarks),
        )
        for one in figures.statistics(site.program())
    ]


def _ends(share: Share | None) -> list[float] | None:
    return [share.low, share.high] if share else None
