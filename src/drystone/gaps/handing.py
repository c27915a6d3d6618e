"""Requests for an exception wait for whoever answers for the gap now, not for whoever did when it was asked."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.gaps.models import ExceptionRequest
from drystone.lake.engines import Engine
from drystone.program.model import Program
from drystone.responsibility import superior

_HANDED = (
    _later("An exception to decide"),
    _later("Somebody asked to live with something for a while, and it is now yours to decide:"),
)


def hand_on(engine: Engine, program: Program, *, now: dt.datetime) -> int:
    """Let every undecided request wait for who decides it by the applied run; returns how many that changed.

    That is the gap's accountable; the nearest superior of an accountable who asks for themselves; else the holder of
    the fallback role. Where only the one who asked is left it stays, and is tried again after the next run.
    """
    fallback = directory.holder(program.settings.authority.fallback)
    moved = 0
    waiting = ExceptionRequest.objects.filter(status="requested").select_related("gap").order_by("exception_id")
    for asked in waiting.iterator(chunk_size=500):
        own = asked.requested_by == asked.gap.accountable
        first = (superior(engine, asked.requested_by) or "") if own else asked.gap.accountable
        order = (first, fallback, superior(engine, asked.requested_by) or "")
        decider = next((one for one in order if one and one != asked.requested_by and directory.living(one)), "")
        if decider and (decider, own) != (asked.decider, asked.decider_only):
            moved += _hand(asked, decider, own=own, now=now)
    return moved


def _hand(asked: ExceptionRequest, decider: str, *, own: bool, now: dt.datetime) -> int:
    before = asked.decider
    with transaction.atomic():
        undecided = ExceptionRequest.objects.filter(exception_id=asked.exception_id, status="requested")
        if not undecided.update(decider=decider, decider_only=own):
            return 0
        payload = {"gap": asked.gap_id, "before": before, "decider": decider}
        audit.record(
            "exception-handed-on", actor="run", at=now, about=("exception", asked.exception_id), payload=payload
        )
        if decider != before:
            notices.tell(decider, notices.of(*_HANDED, "gaps:waiting"), now=now)
    return 1
