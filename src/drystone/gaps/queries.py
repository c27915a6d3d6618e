"""Reading gaps, exceptions and attestations. Rows are streamed: a state holds hundreds of thousands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from drystone.gaps.models import Attestation, ExceptionRequest, Gap, GapEvent, GapResponsible
from drystone.lib import clock

_PAGE = 5_000

#: The columns of the vocabulary's tables that runs export, in their order.
EXCEPTION_COLUMNS = [
    "exception_id",
    "check_id",
    "asset_kind",
    "asset_id",
    "item",
    "until",
    "status",
    "requested_by",
    "decided_by",
    "decided_at",
    "reason",
]
ATTESTATION_COLUMNS = ["activity_id", "asset_kind", "asset_id", "attested_by", "attested_at", "evidence", "valid_until"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which gaps; empty fields leave nothing out. ``person`` is who is responsible."""

    person: str = ""
    check: str = ""
    activity: str = ""
    statuses: Sequence[str] = ("open", "excepted")


@dataclass(frozen=True, slots=True)
class Standing:
    """How many gaps stand now. ``unowned`` are open ones that are nobody's."""

    open: int
    excepted: int
    unowned: int


def listing(chosen: Filter, *, named: bool = False) -> Iterator[dict[str, Any]]:
    """Yield gaps as the documented JSON rows, the earliest due first; people are ids that mean nothing outside.

    ``named`` is for whoever has said why they look: then a gap about a person bears the person's name.
    """
    gaps = iter(_chosen(chosen).order_by("due", "gap_id").iterator(chunk_size=_PAGE))
    while page := list(islice(gaps, _PAGE)):
        people: dict[str, list[str]] = {}
        ids = [gap.gap_id for gap in page]
        for gap_id, person in GapResponsible.objects.filter(gap_id__in=ids).values_list("gap_id", "person_id"):
            people.setdefault(gap_id, []).append(person)
        yield from (_row(gap, sorted(people.get(gap.gap_id, [])), named=named) for gap in page)


def mentioned(column: Literal["check_id", "activity_id"]) -> set[str]:
    """Return every check or activity that a gap was ever about, also those that left the program."""
    return set(Gap.objects.order_by().values_list(column, flat=True).distinct())


def people(chosen: Filter) -> list[str]:
    """Return the ids of everyone who is responsible or accountable for one of these gaps, sorted."""
    gaps = _chosen(chosen)
    responsible = GapResponsible.objects.filter(gap_id__in=gaps.values("gap_id")).values_list("person_id", flat=True)
    accountable = gaps.exclude(accountable="").values_list("accountable", flat=True)
    return sorted({*responsible.distinct(), *accountable.distinct()} - {None})


def standing() -> Standing:
    """Count the gaps that stand."""
    counts = dict(Gap.objects.exclude(status="closed").values_list("status").annotate(count=Count("*")))
    held = GapResponsible.objects.filter(gap_id=OuterRef("gap_id"))
    unowned = Gap.objects.filter(~Exists(held), status="open").count()
    return Standing(counts.get("open", 0), counts.get("excepted", 0), unowned)


def closed_among(gap_ids: Sequence[str]) -> int:
    """Count which of a few thousand gaps are closed in the state."""
    return Gap.objects.filter(gap_id__in=gap_ids, status="closed").count()


def history(gap_id: str) -> list[dict[str, Any]]:
    """Return what happened to a gap, oldest first."""
    rows = GapEvent.objects.filter(gap_id=gap_id).order_by("at", "id").values("event", "at", "by", "act", "note")
    return [{**row, "at": clock.iso(row["at"])} for row in rows]


def exceptions() -> list[tuple[Any, ...]]:
    """Return every exception as a row of ``EXCEPTION_COLUMNS``, by id, ended ones too; moments are naive UTC."""
    asked = ExceptionRequest.objects.select_related("gap").order_by("exception_id")
    return [
        (
            one.exception_id, one.gap.check_id, one.gap.asset_kind, one.gap.asset_id, one.gap.item or None, one.until,
            one.status, one.requested_by, one.decided_by or None, _naive(one.decided_at), one.reason,
        )
        for one in asked.iterator(chunk_size=_PAGE)
    ]  # fmt: skip


def attestations() -> list[tuple[Any, ...]]:
    """Return every attestation as a row of ``ATTESTATION_COLUMNS``, by id; moments are naive UTC."""
    rows = Attestation.objects.order_by("attestation_id").values_list(*ATTESTATION_COLUMNS)
    return [tuple(_naive(one) if isinstance(one, dt.datetime) else one for one in row) for row in rows.iterator()]


def _chosen(chosen: Filter) -> QuerySet[Gap]:
    gaps = Gap.objects.filter(status__in=chosen.statuses)
    if chosen.person:
        gaps = gaps.filter(responsible__person_id=chosen.person)
    if chosen.check:
        gaps = gaps.filter(check_id=chosen.check)
    if chosen.activity:
        gaps = gaps.filter(activity_id=chosen.activity)
    return gaps


def _naive(moment: dt.datetime | None) -> dt.datetime | None:
    return clock.naive_utc(moment) if moment else None


def _row(gap: Gap, responsible: list[str], *, named: bool) -> dict[str, Any]:
    return {
        "gap_id": gap.gap_id,
        "check": gap.check_id,
        "asset_kind": gap.asset_kind,
        "asset_id": gap.asset_id,
        "asset_name": gap.asset_name if named or gap.asset_kind != "person" else gap.asset_id,
        "item": gap.item or None,
        "detail": gap.detail or None,
        "severity": gap.severity,
        "status": gap.status,
        "first_seen": clock.iso(gap.first_seen),
        "due": clock.iso(gap.due),
        "responsible": responsible,
        "accountable": gap.accountable or None,
        "via": gap.via or None,
        "activity": gap.activity_id or None,
        "origin": gap.origin,
        "outcome": gap.outcome,
        "reach": gap.reach,
        "unverified_since": clock.iso(gap.unverified_since) if gap.unverified_since else None,
        "reopened_count": gap.reopened_count,
        "closed_at": clock.iso(gap.closed_at) if gap.closed_at else None,
        "close_reason": gap.close_reason or None,
    }


# What a week's figures need (room measures).


@dataclass(frozen=True, slots=True)
class Flow:
    """The gaps of one check and reach: how many stand, and how many came and went within a time.

    ``open`` includes ``overdue``; ``in_time`` are those closed as fixed by the day they were due, while somebody other
    than the fallback was responsible.
    """

    activity_id: str
    check_id: str
    reach: str
    open: int
    overdue: int
    excepted: int
    opened: int
    closed: int
    in_time: int


def flows(start: dt.datetime, end: dt.datetime, *, as_of: dt.datetime) -> list[Flow]:
    """Count gaps per activity, check and reach: standing at ``as_of``, opened and closed from ``start`` before ``end``.

    All moments are aware. A gap that moved to another thing neither came nor went. One query.
    """
    within = Q(closed_at__gte=start, closed_at__lt=end) & ~Q(close_reason="moved")
    owned = Exists(GapResponsible.objects.filter(gap_id=OuterRef("gap_id")).exclude(via="fallback"))
    counted = (
        Gap.objects.exclude(close_reason="moved")
        .order_by()
        .values("activity_id", "check_id", "reach")
        .annotate(
            standing=Count("gap_id", filter=Q(status="open")),
            late=Count("gap_id", filter=Q(status="open", due__lt=as_of)),
            accepted=Count("gap_id", filter=Q(status="excepted")),
            came=Count("gap_id", filter=Q(opened_at__gte=start, opened_at__lt=end)),
            went=Count("gap_id", filter=within),
            kept=Count("gap_id", filter=within & Q(close_reason="fixed", closed_at__lte=F("due")) & Q(owned)),
        )
        .values_list("activity_id", "check_id", "reach", "standing", "late", "accepted", "came", "went", "kept")
    )
    return [Flow(*row) for row in counted]
