"""Reading gaps, exceptions and attestations. Rows are streamed: a state holds hundreds of thousands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from drystone.directory.pseudonyms import Hide
from drystone.gaps import places
from drystone.gaps.models import Attestation, ExceptionRequest, Gap, GapEvent, GapResponsible, PutOff
from drystone.lib import clock
from drystone.program.vocabulary import NAMED_AFTER_PEOPLE
from drystone.shell.viewer import Viewer

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


def listing(chosen: Filter, *, named: bool = False, hide: Hide = str) -> Iterator[dict[str, Any]]:
    """Yield gaps as the documented JSON rows, the earliest due first; people are ids that mean nothing outside.

    ``named`` is for whoever has said why they look: without it, what may say somebody's name is null, and ``hide``
    takes out of the rest whom it names.
    """
    gaps = iter(_chosen(chosen).order_by("due", "gap_id").iterator(chunk_size=_PAGE))
    while page := list(islice(gaps, _PAGE)):
        people: dict[str, list[str]] = {}
        ids = [gap.gap_id for gap in page]
        for gap_id, person in GapResponsible.objects.filter(gap_id__in=ids).values_list("gap_id", "person_id"):
            people.setdefault(gap_id, []).append(person)
        yield from (as_row(gap, sorted(people.get(gap.gap_id, [])), named=named, hide=hide) for gap in page)


def one(gap_id: str, *, named: bool = False, hide: Hide = str) -> dict[str, Any]:
    """Return one gap as ``listing`` gives it. Raises Gap.DoesNotExist."""
    held = GapResponsible.objects.filter(gap_id=gap_id).values_list("person_id", flat=True)
    return as_row(Gap.objects.get(gap_id=gap_id), sorted(held), named=named, hide=hide)


def mentioned(column: Literal["check_id", "activity_id"]) -> set[str]:
    """Return every check or activity that a gap was ever about, also those that left the program."""
    return set(Gap.objects.order_by().values_list(column, flat=True).distinct())


def people(chosen: Filter) -> list[str]:
    """Return the ids of everyone who is responsible or accountable for one of these gaps, sorted."""
    gaps = _chosen(chosen)
    responsible = GapResponsible.objects.filter(gap_id__in=gaps.values("gap_id")).values_list("person_id", flat=True)
    accountable = gaps.exclude(accountable="").values_list("accountable", flat=True)
    return sorted({*responsible.distinct(), *accountable.distinct()} - {None})


def things(chosen: Filter) -> Iterator[tuple[str, str]]:
    """Yield the kind and id of every thing that one of these gaps is about, each once."""
    rows = _chosen(chosen).order_by().values_list("asset_kind", "asset_id").distinct()
    yield from rows.iterator(chunk_size=_PAGE)


def standing() -> Standing:
    """Count the gaps that stand."""
    counts = dict(Gap.objects.exclude(status="closed").values_list("status").annotate(count=Count("*")))
    held = GapResponsible.objects.filter(gap_id=OuterRef("gap_id"))
    unowned = Gap.objects.filter(~Exists(held), status="open").count()
    return Standing(counts.get("open", 0), counts.get("excepted", 0), unowned)


def statuses(gap_ids: Sequence[str]) -> dict[str, str]:
    """Return the status of those of a few thousand gaps that there are."""
    return dict(Gap.objects.filter(gap_id__in=gap_ids).values_list("gap_id", "status"))


def open_by_activity() -> dict[str, int]:
    """Return how many gaps stand of each activity that has some, whoever's they are; in one query."""
    rows = Gap.objects.filter(status="open").values("activity_id").annotate(n=Count("pk"))
    return {row["activity_id"]: row["n"] for row in rows}


def closed_among(gap_ids: Sequence[str]) -> int:
    """Count which of a few thousand gaps are closed in the state."""
    return Gap.objects.filter(gap_id__in=gap_ids, status="closed").count()


def history(gap_id: str) -> list[dict[str, Any]]:
    """Return what happened to a gap, oldest first."""
    rows = GapEvent.objects.filter(gap_id=gap_id).order_by("at", "id").values("event", "at", "by", "act", "note")
    return [{**row, "at": clock.iso(row["at"])} for row in rows]


def put_off(person_id: str, *, on: dt.date) -> dict[str, dt.date]:
    """Return until when somebody put off which gaps, of those that are still put off on a day of theirs.

    What was put off before a gap closed says nothing of the gap that came back.
    """
    chosen = PutOff.objects.filter(person_id=person_id, until__gt=on, asked_at__gte=F("gap__opened_at"))
    return dict(chosen.order_by().values_list("gap_id").annotate(last=Max("until")))


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


def told(gap: Gap, *, named: bool, hide: Hide = str) -> tuple[str, str, str]:
    """Return a gap's name of its thing, item and detail, for a page and for a file alike.

    What may say somebody's name is "" where not ``named``: a detail is free text, and things are named after people.
    Of the rest ``hide`` takes out the people it names, for whoever sees pseudonyms (``directory.naming``).
    """
    if named:
        return gap.asset_name or gap.asset_id, gap.item, gap.detail
    if gap.asset_kind in NAMED_AFTER_PEOPLE:
        return "", "", ""
    return hide(gap.asset_name or gap.asset_id), hide(gap.item), ""


def as_row(gap: Gap, responsible: list[str], *, named: bool, hide: Hide = str) -> dict[str, Any]:
    """Return a gap as the documented JSON row; what may say somebody's name is as ``told`` has it."""
    name, item, detail = told(gap, named=named, hide=hide)
    return {
        "gap_id": gap.gap_id,
        "check": gap.check_id,
        "asset_kind": gap.asset_kind,
        "asset_id": gap.asset_id,
        "asset_name": name or None,
        "item": item or None,
        "detail": detail or None,
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


def came_and_went(start: dt.datetime, end: dt.datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the gaps that were opened or closed from ``start`` before ``end`` (aware), in no order.

    Each is (activity_id, check_id, reach, asset_kind, asset_id, came, went, in time). A gap that moved to another thing
    neither came nor went; in time are those closed as fixed by the day they were due, while somebody other than the
    fallback was responsible. One query.
    """
    came = Q(opened_at__gte=start, opened_at__lt=end)
    went = Q(closed_at__gte=start, closed_at__lt=end)
    owned = Exists(GapResponsible.objects.filter(gap_id=OuterRef("gap_id")).exclude(via="fallback"))
    kept = went & Q(close_reason="fixed", closed_at__lte=F("due")) & Q(owned)
    rows = Gap.objects.filter(came | went).exclude(close_reason="moved").order_by()
    told = {
        name: Case(When(test, then=Value(value=True)), default=Value(value=False))
        for name, test in {"came": came, "went": went, "kept": kept}.items()
    }
    names = ("activity_id", "check_id", "reach", "asset_kind", "asset_id", *told)
    return rows.annotate(**told).values_list(*names).iterator(chunk_size=_PAGE)


def lifetimes(
    since: dt.datetime, until: dt.datetime
) -> Iterator[tuple[str, str, dt.datetime, dt.datetime | None, bool]]:
    """Yield how long gaps of live checks stood that were opened from a moment (aware) on, before another: one query.

    Each is (asset_kind, asset_id, opened, closed, fixed); closed is None where it stood at ``until``. What closed for
    any other reason than that it was set straight ended without it. Gaps that moved to another thing are left out.
    """
    rows = Gap.objects.filter(reach="live", origin="check", opened_at__gte=since, opened_at__lt=until).order_by()
    told = rows.exclude(close_reason="moved").values_list(
        "asset_kind", "asset_id", "opened_at", "closed_at", "close_reason"
    )
    for kind, asset_id, opened, closed, reason in told.iterator(chunk_size=_PAGE):
        ended = closed if closed is not None and closed < until else None
        yield kind, asset_id, opened, ended, ended is not None and reason == "fixed"


# What evidence packs need: one activity and a period, people as ids.


def events_of(activity_id: str, *, since: dt.datetime, before: dt.datetime) -> Iterator[tuple[Any, ...]]:
    """Yield (at, event, gap_id, check_id, asset_kind, asset_id, by) of an activity's gaps in a period, oldest first."""
    rows = GapEvent.objects.filter(gap__activity_id=activity_id, at__gte=since, at__lt=before).order_by("at", "id")
    wanted = ("at", "event", "gap_id", "gap__check_id", "gap__asset_kind", "gap__asset_id", "by")
    return rows.values_list(*wanted).iterator(chunk_size=_PAGE)


def exceptions_of(
    activity_id: str, *, since: dt.datetime, before: dt.datetime
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Return columns and rows of what was asked to be accepted, where its time touches the period."""
    columns = (
        "exception_id", "gap_id", "status", "reason", "until", "requested_by", "requested_at", "decided_by",
        "decided_at", "decision_reason", "ended_at",
    )  # fmt: skip
    rows = ExceptionRequest.objects.filter(
        gap__activity_id=activity_id, requested_at__lt=before, until__gte=since.date()
    ).order_by("requested_at", "exception_id")
    return columns, list(rows.values_list(*columns))


def attestations_of(activity_id: str, *, since: dt.datetime, before: dt.datetime) -> list[tuple[Any, ...]]:
    """Return rows of ``ATTESTATION_COLUMNS`` that were valid at some moment of the period, by time."""
    rows = Attestation.objects.filter(activity_id=activity_id, attested_at__lt=before, valid_until__gte=since.date())
    return list(rows.order_by("attested_at").values_list(*ATTESTATION_COLUMNS))


# What whoever answers for an activity is shown before a check speaks to people.


def reached_by(check_id: str) -> int:
    """Return how many people would hear of the open gaps of a check."""
    people = GapResponsible.objects.filter(gap__check_id=check_id, gap__status="open").values("person_id").distinct()
    return people.count()


def sample(check_id: str, count: int) -> list[tuple[str, str, str, str, str, str]]:
    """Return up to ``count`` open gaps: (gap_id, asset_kind, asset_id, asset_name, person_id, via), by gap id."""
    first = (
        GapResponsible.objects.filter(gap__check_id=check_id, gap__status="open")
        .order_by("gap_id", "person_id")
        .values_list("gap_id", "gap__asset_kind", "gap__asset_id", "gap__asset_name", "person_id", "via")
    )
    seen: dict[str, tuple[str, str, str, str, str, str]] = {}
    for row in first.iterator(chunk_size=200):
        seen.setdefault(row[0], row)
        if len(seen) > count:
            seen.popitem()
            break
    return list(seen.values())


@dataclass(frozen=True, slots=True)
class Oldest:
    """An open gap as those see it who answer for its activity."""

    gap_id: str
    check_id: str
    asset_kind: str
    asset_id: str
    asset_name: str
    first_seen: dt.datetime
    due: dt.datetime
    outcome: str
    reach: str


def oldest(viewer: Viewer, activity_id: str, count: int, *, own: bool = False) -> list[Oldest]:
    """Return those open gaps of an activity that stand longest whose page a viewer may open.

    With ``own``, those that they are R or A of.
    """
    rows = places.visible(viewer)
    if own:
        theirs = GapResponsible.objects.filter(gap=OuterRef("pk"), person_id=viewer.person_id)
        rows = rows.filter(Q(accountable=viewer.person_id) | Exists(theirs))
    return _oldest(rows, activity_id, count)


def oldest_of_things(viewer: Viewer, activity_id: str, count: int) -> list[Oldest]:
    """Return what ``oldest`` does, without gaps about a person."""
    return _oldest(places.visible(viewer).exclude(asset_kind__in=places.PERSONAL), activity_id, count)


def _oldest(rows: QuerySet[Gap], activity_id: str, count: int) -> list[Oldest]:
    chosen = rows.filter(activity_id=activity_id, status="open").order_by("first_seen", "gap_id")
    names = ("gap_id", "check_id", "asset_kind", "asset_id", "asset_name", "first_seen", "due", "outcome", "reach")
    return [Oldest(*row) for row in chosen.values_list(*names)[:count]]


def waiting_exceptions(activity_ids: Sequence[str]) -> dict[str, int]:
    """Return how many exceptions wait for a decision, per activity that has some."""
    rows = ExceptionRequest.objects.filter(status="requested", gap__activity_id__in=list(activity_ids))
    return dict(rows.values_list("gap__activity_id").annotate(count=Count("*")))


def last_attested(activity_ids: Sequence[str]) -> dict[str, tuple[dt.datetime, dt.date]]:
    """Return when each activity was attested last, and until when that holds."""
    rows = Attestation.objects.filter(activity_id__in=list(activity_ids)).order_by("attested_at")
    return {row[0]: (row[1], row[2]) for row in rows.values_list("activity_id", "attested_at", "valid_until")}


def known_of(person_id: str) -> QuerySet[Any, Any]:
    """Return the gaps that are about a person or that they answer for, newest first, as a query.

    Closed ones and those on trial too.
    """
    held = GapResponsible.objects.filter(person_id=person_id).values("gap_id")
    about = Q(asset_kind="person", asset_id=person_id)
    chosen = Gap.objects.filter(about | Q(gap_id__in=held)).order_by("-opened_at", "gap_id")
    names = ("gap_id", "check_id", "asset_kind", "asset_id", "asset_name", "item", "origin", "status", "outcome",
             "reach", "opened_at", "due", "closed_at", "close_reason")  # fmt: skip
    told: QuerySet[Any, Any] = chosen.values(*names)
    return told


def said_by(person_id: str) -> QuerySet[Any, Any]:
    """Return the exceptions that a person asked for or decided, and what they attested, newest first, as a query."""
    asked = ExceptionRequest.objects.filter(Q(requested_by=person_id) | Q(decided_by=person_id)).order_by()
    attested = Attestation.objects.filter(attested_by=person_id).order_by()
    told: list[QuerySet[Any, Any]] = [
        rows.values(
            kind=Value(kind, output_field=TextField()),
            said=Cast(key, TextField()),
            at=F(at),
            words=F(words),
        )
        for rows, kind, key, at, words in (
            (asked, "exception", "exception_id", "requested_at", "reason"),
            (attested, "attestation", "attestation_id", "attested_at", "evidence"),
        )
    ]
    return told[0].union(told[1], all=True).order_by("-at")
