"""What somebody could be restricted for, as the room of consequences needs it: many gaps at once, in a few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Exists, OuterRef, QuerySet

from drystone.gaps.models import ExceptionRequest, Gap, GapEvent, GapResponsible
from drystone.gaps.stages import OWN, is_own

_BATCH = 500
_NAMES = ("gap_id", "gap__check_id", "gap__activity_id", "gap__accountable", "gap__asset_kind", "gap__asset_id",
          "gap__asset_name", "gap__status", "gap__close_reason", "gap__outcome", "gap__reach", "gap__opened_at",
          "gap__due", "person_id", "via")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Own:
    """A gap on what is somebody's own. ``asked``: an exception that was asked for waits for its decision."""

    gap_id: str
    check_id: str
    activity_id: str
    accountable: str
    asset_kind: str
    asset_id: str
    asset_name: str
    status: str
    close_reason: str
    outcome: str
    reach: str
    opened_at: dt.datetime
    due: dt.datetime
    person_id: str
    via: str
    asked: bool


def of_gaps(gap_ids: Iterable[str]) -> Iterator[Own]:
    """Yield, for every one of these gaps, those whose own it is; closed gaps too."""
    waiting = iter(sorted(set(gap_ids)))
    while batch := list(islice(waiting, _BATCH)):
        yield from _own(GapResponsible.objects.filter(gap_id__in=batch))


def of_checks(check_ids: Collection[str]) -> Iterator[Own]:
    """Yield what is known to be wrong by these checks and reaches people, with those whose own it is."""
    if check_ids:
        live = {"gap__status": "open", "gap__outcome": "fail", "gap__reach": "live"}
        yield from _own(GapResponsible.objects.filter(gap__check_id__in=sorted(check_ids), **live))


def _own(rows: QuerySet[GapResponsible]) -> Iterator[Own]:
    asked = ExceptionRequest.objects.filter(gap_id=OuterRef("gap_id"), status="requested")
    told = rows.annotate(asked=Exists(asked)).order_by("gap_id", "person_id")
    for row in told.values_list(*_NAMES, "asked").iterator(chunk_size=2_000):
        if is_own(row[len(_NAMES) - 1]):
            yield Own(*row)


def answered_by(person_id: str, gap_ids: Iterable[str]) -> set[str]:
    """Return which of these gaps, closed ones too, somebody answers for."""
    waiting, found = iter(sorted(set(gap_ids))), set[str]()
    while batch := list(islice(waiting, _BATCH)):
        found |= set(Gap.objects.filter(gap_id__in=batch, accountable=person_id).values_list("gap_id", flat=True))
    return found


def owners(check_id: str) -> int:
    """Return how many people an open gap of a check is about what is their own of."""
    rows = GapResponsible.objects.filter(gap__check_id=check_id, gap__status="open", via__in=sorted(OWN))
    return rows.values("person_id").distinct().count()


def happened(gap_id: str, event: str, *, act: str, at: dt.datetime) -> None:
    """Keep in a gap's life what a hook did, once for each ``act``; nothing where the gap is long forgotten."""
    if Gap.objects.filter(gap_id=gap_id).exists():
        GapEvent.objects.get_or_create(gap_id=gap_id, act=act, event=event, defaults={"at": at})
