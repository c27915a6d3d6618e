"""Requests for an exception wait for whoever answers for the gap now, not for whoever did when it was asked; and where
something passes to somebody else while an exception stands, they and whoever answers for it are told that it does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.gaps.exceptions import DECIDE_WITHIN
from drystone.gaps.models import ExceptionRequest, GapEvent, GapResponsible
from drystone.lake.engines import Engine
from drystone.program.model import Program
from drystone.responsibility import superior
from drystone.shell import clocks

_BATCH = 500
_HANDED = (
    _later("An exception to decide"),
    _later("Somebody asked to live with something for a while, and it is now yours to decide:"),
)

_STANDS = (
    _later("An exception stands on something of yours"),
    _later(
        "Something was assigned anew while an exception stood on it. See until when, and whether you still want it:"
    ),
)


def tell_of_standing(run_id: str, *, now: dt.datetime) -> int:
    """Tell who is responsible since this run, and who answers for it, that an exception stands; returns how many."""
    moved = GapEvent.objects.filter(act=run_id, event="changed", gap__status="excepted")
    notes = moved.filter(note__contains="responsible").order_by("pk").values_list("gap_id", "note")
    gaps = [gap_id for gap_id, note in notes.iterator(chunk_size=_BATCH) if "responsible" in note.split(", ")]
    told = 0
    with transaction.atomic():
        for asked in _standing(gaps):
            live = asked.gap.reach == "live"
            held = {one.person_id for one in asked.gap.responsible.all()} if live else set()
            for person_id in sorted((held | {asked.gap.accountable}) - {"", asked.requested_by}):
                told += notices.tell(person_id, notices.of(*_STANDS, "gaps:gap", asked.gap_id), now=now)
    return told


def _standing(gaps: Sequence[str]) -> Iterator[ExceptionRequest]:
    """Yield what was granted on these gaps and asked for by somebody who is not responsible any more."""
    for first in range(0, len(gaps), _BATCH):
        granted = ExceptionRequest.objects.filter(gap_id__in=gaps[first : first + _BATCH], status="approved")
        still = GapResponsible.objects.filter(gap=OuterRef("gap"), person_id=OuterRef("requested_by"))
        yield from granted.exclude(Exists(still)).select_related("gap").prefetch_related("gap__responsible")


def hand_on(engine: Engine, program: Program, *, now: dt.datetime) -> int:
    """Let every undecided request wait for who decides it by the applied run; returns how many that changed.

    That is the gap's accountable; the nearest superior of an accountable who asks for themselves; else the holder of
    the fallback role. Where only the one who asked is left it stays, and is tried again after the next run. Whoever has
    it anew has their own time (``clocks.fair``).
    """
    fallback = directory.holder(program.settings.authority.fallback)
    moved = 0
    waiting = ExceptionRequest.objects.filter(status="requested").select_related("gap").order_by("exception_id")
    for asked in waiting.iterator(chunk_size=_BATCH):
        if asked.passed_on and directory.living(asked.decider):
            continue  # Whoever answers for it let their time pass.
        own = asked.requested_by == asked.gap.accountable
        first = (superior(engine, asked.requested_by) or "") if own else asked.gap.accountable
        order = (first, fallback, superior(engine, asked.requested_by) or "")
        decider = next((one for one in order if one and one != asked.requested_by and directory.living(one)), "")
        if decider and (decider, own) != (asked.decider, asked.decider_only):
            moved += _hand(asked, decider, own=own, now=now)
    return moved


def _hand(asked: ExceptionRequest, decider: str, *, own: bool, now: dt.datetime) -> int:
    before, due = asked.decider, asked.due
    if decider != before and due is not None:
        due = clocks.fair(due, now=now, within=DECIDE_WITHIN, since=asked.ready_at or asked.requested_at)
    with transaction.atomic():
        undecided = ExceptionRequest.objects.filter(exception_id=asked.exception_id, status="requested")
        if not undecided.update(decider=decider, decider_only=own, due=due):
            return 0
        payload = {"gap": asked.gap_id, "before": before, "decider": decider}
        audit.record(
            "exception-handed-on", actor="run", at=now, about=("exception", asked.exception_id), payload=payload
        )
        if decider != before:
            notices.tell(decider, notices.of(*_HANDED, "gaps:waiting"), now=now)
    return 1
