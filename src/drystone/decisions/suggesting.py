"""Who is said to own a thing is asked before the accountable: it is theirs, or they pass it on, or let their time pass.

1. One at a time, three at most, never who asked, never anybody twice. Each has five days.
2. "It is mine" settles the question: they are its owner by a decision, which every later run keeps to.
3. When nobody is left to ask, the accountable is told and has their whole time. They may settle it before, too.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.decisions.models import Question, Suggestion
from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.lib.errors import UsageError

WITHIN = dt.timedelta(days=5)
#: How long the one who settles a question has, once it is theirs; pages show the clock.
ANSWER_WITHIN = dt.timedelta(days=7)
MOST = 3
_ASKED = (
    _later("Is this yours?"),
    _later("Somebody says that a thing is not theirs, and thinks it is yours. Say whether it is; it takes a minute:"),
)
_TO_SETTLE = (
    _later("Whose is this?"),
    _later("Somebody says that a thing is not theirs, and it is yours to settle. It takes a minute:"),
)


def ask(question: Question, person_id: str, *, at: dt.datetime) -> bool:
    """Ask somebody whether it is theirs, in the caller's transaction; False where they are not to be asked."""
    before = list(Suggestion.objects.filter(question=question).values_list("person_id", "answer"))
    busy = any(not answer for _person, answer in before)
    known = {person for person, _answer in before} | {question.asked_by, question.holder, ""}
    if busy or person_id in known or len(before) >= MOST or not directory.living(person_id):
        return False
    Suggestion.objects.create(question=question, person_id=person_id, asked_at=at, due=at + WITHIN)
    Question.objects.filter(pk=question.pk).update(due=at + WITHIN + ANSWER_WITHIN)
    question.due = at + WITHIN + ANSWER_WITHIN
    notices.tell(person_id, notices.of(*_ASKED, "decisions:question", question.question_id), now=at)
    return True


def to_the_holder(question: Question, *, at: dt.datetime) -> None:
    """Tell the accountable that it is theirs to settle, from now on."""
    question.due = at + ANSWER_WITHIN
    Question.objects.filter(pk=question.pk, status="open").update(due=question.due)
    notices.tell(question.holder, notices.of(*_TO_SETTLE, "decisions:question", question.question_id), now=at)


def current(question_id: str) -> Suggestion | None:
    """Return who is asked now, or None."""
    return Suggestion.objects.filter(question_id=question_id, answer="").first()


def was_asked(question_id: str, person_id: str) -> bool:
    """Whether somebody is asked, or was and said something."""
    return bool(person_id) and Suggestion.objects.filter(question_id=question_id, person_id=person_id).exists()


def take(question_id: str, *, by: str, at: dt.datetime) -> bool:
    """Note that somebody says it is their own; whether that is news. Raises UsageError where they are not asked."""
    mine = _mine(question_id, by)
    if mine.answer != "mine":
        _answer(mine, "mine", at)
        return True
    return False


def pass_on(question_id: str, *, by: str, at: dt.datetime, to: str = "") -> Question:
    """Say that it is not one's own, and perhaps whose. Raises UsageError where one is not asked any more."""
    with transaction.atomic():
        mine = _mine(question_id, by)
        question = mine.question
        if mine.answer == "passed":
            return question
        if to in {question.asked_by, by}:
            raise UsageError(_("they have just said that it is not theirs"), do=_("Name somebody else, or nobody."))
        _answer(mine, "passed", at)
        payload = {"to": to}
        audit.record("question-passed-on", actor=by, at=at, about=("question", question_id), payload=payload)
        if to:
            Question.objects.filter(pk=question.pk).update(likely_owner=to)
            question.likely_owner = to
        if not ask(question, to, at=at):
            to_the_holder(question, at=at)
    return question


def settled(question: Question, *, by: str, at: dt.datetime) -> None:
    """Ask nobody any more about a question that is settled."""
    answer = "mine" if question.status == "accepted" and question.new_owner == by else "passed"
    Suggestion.objects.filter(question=question, answer="").update(answer=answer, answered_at=at)


def _mine(question_id: str, by: str) -> Suggestion:
    rows = Suggestion.objects.select_for_update().select_related("question")
    mine = rows.filter(question_id=question_id, person_id=by).first()
    if mine is None or (mine.question.status != "open" and mine.answer != "mine") or mine.answer == "silent":
        raise UsageError(_("this question is settled"), do=_("Its page says how."))
    return mine


def _answer(mine: Suggestion, answer: str, at: dt.datetime) -> None:
    mine.answer, mine.answered_at = answer, at
    mine.save(update_fields=["answer", "answered_at"])


def move_on(now: dt.datetime) -> int:
    """Ask the accountable where whoever was asked let their time pass; returns how many."""
    late = Suggestion.objects.filter(answer="", due__lte=now).select_related("question").order_by("pk")[:1_000]
    moved = 0
    for one in list(late):
        with transaction.atomic():
            if Suggestion.objects.filter(pk=one.pk, answer="").update(answer="silent", answered_at=now):
                if one.question.status == "open":
                    to_the_holder(one.question, at=now)
                moved += 1
    return moved
