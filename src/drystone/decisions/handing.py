"""Questions whose holder left, or answers for nothing any more, wait for somebody who is here."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.decisions import whose
from drystone.decisions.models import Question
from drystone.decisions.suggesting import ANSWER_WITHIN
from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.lake.engines import Engine
from drystone.program.model import Program
from drystone.shell import clocks

_HANDED = (
    _later("Whose is this?"),
    _later("Whoever was to settle this is no longer the one to ask, and now it is yours to settle:"),
)


def hand_on(engine: Engine, program: Program, *, now: dt.datetime) -> int:
    """Give every open question whose holder cannot settle it any more to who settles it now; returns how many.

    Where nobody is left but the one who asked, the question stays where it is, and is tried again after the next run.
    """
    answering = directory.answering() | {directory.holder(program.settings.authority.fallback)}
    moved = 0
    for question in Question.objects.filter(status="open").order_by("question_id").iterator(chunk_size=500):
        if question.holder in answering and directory.living(question.holder):
            continue
        first = whose.accountable(engine, program, question.asset_kind, question.asset_id)
        holder = whose.settler(engine, program, first=first, by=question.asked_by)
        if holder and holder != question.holder:
            moved += _hand(question, holder, now)
    return moved


def _hand(question: Question, holder: str, now: dt.datetime) -> int:
    """Change the holder of a question that is still open; whoever has it now is told, and has their own time."""
    before = question.holder
    due = clocks.fair(question.due, now=now, within=ANSWER_WITHIN, since=question.asked_at)
    with transaction.atomic():
        open_still = Question.objects.filter(question_id=question.question_id, status="open", holder=before)
        if not open_still.update(holder=holder, due=due):
            return 0
        about, payload = ("question", question.question_id), {"before": before, "holder": holder}
        audit.record("question-handed-on", actor="run", at=now, about=about, payload=payload)
        notices.tell(holder, notices.of(*_HANDED, "decisions:question", question.question_id), now=now)
    return 1
