"""Asking for an exception, answering and ending it, with those concerned told: the steps behind every door.

The site, the API and the command line each say who does it; the exception, its event, its entry in the log and what is
sent stand or fall together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _later

from drystone.directory import notices
from drystone.gaps import acts, consulting, exceptions, waiting

_ASKED = (
    _later("Somebody asks you for an exception"),
    _later("Somebody asks to leave something as it is until a day, and it is yours to decide. Their reason is here:"),
)
_ANSWERED = (
    _later("Your exception was decided"),
    _later("You asked for an exception, and there is an answer. Read it here:"),
)
_ENDED = (
    _later("Your exception was ended"),
    _later("An exception that you asked for was ended before its day; what it was about is open again. See it here:"),
)


def ask(wish: exceptions.Wish, *, by: str, superior: str | None, now: dt.datetime) -> str:
    """Ask for an exception and return its id; the same wish asked twice is one, and told once.

    ``superior`` is the nearest living manager of ``by``. Raises UsageError, and ClosedError for a closed gap.
    """
    return ask_all([wish], by=by, superior=superior, now=now)[0]


def ask_all(wishes: Sequence[exceptions.Wish], *, by: str, superior: str | None, now: dt.datetime) -> list[str]:
    """Ask for exceptions, all or none, and return their ids; who decides several is told once. Raises as ``ask``."""
    made: list[str] = []
    new: list[str] = []
    with transaction.atomic():
        for wish in wishes:
            before = waiting.newest(wish.gap_id, by=by)
            made.append(acts.ask_exception(wish, by=by, at=now, superior=superior))
            new += [made[-1]] if made[-1] != before else []
        consulting.begin(waiting.several(new), now=now)
        # Whoever decides hears of it once they can: of the others when those who are asked first have answered.
        for decider in sorted({one.decider for one in waiting.several(new) if one.ready_at is not None}):
            notices.tell(decider, notices.of(*_ASKED, "gaps:waiting"), now=now)
    return made


def decide(verdict: exceptions.Verdict, *, by: str, now: dt.datetime) -> None:
    """Approve or refuse; deciding the same way twice is deciding once. Raises UsageError."""
    asked = waiting.one(verdict.exception_id)
    if asked is not None and (asked.status, asked.decided_by) == (verdict.status, by):
        return
    act = exceptions.approve if verdict.status == "approved" else exceptions.refuse
    with transaction.atomic():
        act(verdict.exception_id, by=by, at=now, reason=verdict.reason)
        if asked is not None:
            notices.tell(asked.requested_by, notices.of(*_ANSWERED, "gaps:waiting"), now=now)


def finish(exception_id: str, *, by: str, now: dt.datetime) -> None:
    """End an exception early; ending it twice is ending it once. Raises UsageError where it was refused."""
    asked = waiting.one(exception_id)
    if asked is not None and asked.status == "ended":
        return
    with transaction.atomic():
        exceptions.end(exception_id, by=by, at=now)
        if asked is not None and asked.requested_by != by:
            notices.tell(asked.requested_by, notices.of(*_ENDED, "gaps:waiting"), now=now)
