"""What stands open of what one person answers for, or does for others by position, and what it may wait for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q

from drystone.gaps import wording
from drystone.gaps.models import TASK, ExceptionRequest, Gap, GapResponsible
from drystone.gaps.stages import OWN
from drystone.program.model import Program
from drystone.program.vocabulary import NAMED_AFTER_PEOPLE

#: Of more than these, the ones that are due first: nobody's week is about more, and memory stays bounded.
MOST = 20_000
_NAMES = ("gap_id", "check_id", "activity_id", "asset_kind", "asset_id", "asset_name", "outcome", "reach", "due",
          "accountable", "origin", "item")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for an exception that waits: whose decision it is, and whether somebody is still asked first."""

    exception_id: str
    decider: str
    hears_first: bool


@dataclass(frozen=True, slots=True)
class Open:
    """An open gap of somebody's. ``nobody``: only the last resort is responsible, or nobody at all.

    ``away``: all who are responsible are away; ``themselves``: they are responsible too.
    ``asked`` is the request for an exception that waits, if one does. Of a task ``position`` is whose it is.
    """

    gap_id: str
    check_id: str
    activity_id: str
    asset_kind: str
    asset_id: str
    asset_name: str
    outcome: str
    reach: str
    due: dt.datetime
    accountable: str
    origin: str
    item: str
    nobody: bool
    away: bool
    themselves: bool = False
    asked: Asked | None = None
    position: str = ""

    def title(self, program: Program) -> str:
        """Return what is to be done, in words."""
        if self.origin == TASK:
            return self.item
        return wording.titled(program, self.check_id, "open", outcome="fail")


def open_of(person_id: str, *, away: Sequence[str], suggested: bool) -> list[Open]:
    """Return what is open of what somebody answers for, or does though it is not their own; the first due first.

    What they do but do not answer for is only what reaches people; what is only suggested is left out unless asked for.
    Two queries, however much it is, and ``MOST`` of it; ``away`` are the people who are.
    """
    if not person_id:
        return []
    held = GapResponsible.objects.filter(person_id=person_id).exclude(via__in=sorted(OWN))
    mine = Q(accountable=person_id) | Q(pk__in=held.values("gap_id"), reach="live")
    if not suggested:
        mine &= ~Q(reach="suggested")
    # Chosen before they are counted for, so that who is responsible is read of those alone.
    first = Gap.objects.filter(mine, status="open").order_by("due", "gap_id").values("pk")[:MOST]
    gaps = Gap.objects.filter(pk__in=first).annotate(
        everybody=Count("responsible"),
        last=Count("responsible", filter=Q(responsible__via="fallback")),
        missing=Count("responsible", filter=Q(responsible__person_id__in=list(away))),
        me=Count("responsible", filter=Q(responsible__person_id=person_id)),
        position=F("task__position_id"),
    )
    rows = gaps.order_by("due", "gap_id").values(*_NAMES, "everybody", "last", "missing", "me", "position")
    asked, found = _asked(mine), list[Open]()
    for row in rows:
        everybody, last, missing, me = (row.pop(name) for name in ("everybody", "last", "missing", "me"))
        away_all = everybody > 0 and everybody == missing
        position = row.pop("position") or ""
        own = {"nobody": everybody == last, "away": away_all, "themselves": me > 0}
        found.append(Open(**row, **own, asked=asked.get(row["gap_id"]), position=position))
    return found


def _asked(mine: Q) -> dict[str, Asked]:
    gaps = Gap.objects.filter(mine, status="open")
    rows = ExceptionRequest.objects.filter(gap_id__in=gaps.values("pk"), status="requested").order_by("-requested_at")
    told = rows.values_list("gap_id", "exception_id", "decider", "ready_at")
    return {gap_id: Asked(one, decider, ready is None) for gap_id, one, decider, ready in told}


def came_in_order(person_id: str, *, since: dt.datetime, most: int) -> list[tuple[str, str]]:
    """Return (check id, thing's name) of what came in order since a moment of what somebody answers for, newest first.

    Nothing that is named after people.
    """
    closed = Gap.objects.filter(accountable=person_id, reach="live", status="closed", close_reason="fixed")
    rows = closed.filter(closed_at__gte=since).exclude(asset_kind__in=sorted(NAMED_AFTER_PEOPLE)).exclude(asset_name="")
    return list(rows.order_by("-closed_at", "gap_id").values_list("check_id", "asset_name")[:most])
