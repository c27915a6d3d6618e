"""The open questions of this room, each with its holder and its clock, and what happens when the time is over."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.decisions import suggesting
from drystone.decisions.models import Question
from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.shell import clocks, site
from drystone.shell.clocks import Clock

_AGAIN = dt.timedelta(days=7)
_OVERDUE = (
    _later("Whose is this? It waits too long"),
    _later("Somebody says that a thing is not theirs, and nobody has settled it. It is yours to settle:"),
)


def declare() -> None:
    """Declare what can be open here."""
    clocks.declare(
        Clock(
            "not-mine", "decisions.Question", "holder", "due",
            _later("Whose a thing is"),
            _later("Goes to the holder of the fallback role, who hears of it every week."),
            pass_on, {"status": "open"},
        )
    )  # fmt: skip
    clocks.declare(
        Clock(
            "likely-owner", "decisions.Suggestion", "person_id", "due",
            _later("Whether something is yours"), _later("The accountable settles it."),
            suggesting.move_on, {"answer": ""},
        )
    )  # fmt: skip


def pass_on(now: dt.datetime) -> int:
    """Pass questions that nobody settled in time to the fallback role's holder, and say it again every week."""
    keeper = directory.holder(site.program().settings.authority.fallback)
    moved = 0
    for question in Question.objects.filter(status="open", due__lte=now).order_by("due", "pk")[:1_000]:
        able = keeper and keeper != question.asked_by and directory.living(keeper)
        holder = keeper if able else question.holder
        with transaction.atomic():
            mine = Question.objects.filter(pk=question.pk, status="open", due=question.due)
            if not mine.update(holder=holder, due=now + _AGAIN):
                continue
            payload = {"before": question.holder, "holder": holder}
            about = ("question", question.question_id)
            audit.record("question-overdue", actor="run", at=now, about=about, payload=payload)
            notices.tell(holder, notices.of(*_OVERDUE, "decisions:question", question.question_id), now=now)
            moved += 1
    return moved
