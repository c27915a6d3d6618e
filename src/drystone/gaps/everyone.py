"""What stands and reaches many people at once, for those who are reminded of it: a page of people at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet

from drystone.gaps.models import ExceptionRequest, Gap, GapResponsible, PutOff
from drystone.gaps.own import MOST, SAMPLE, Mine
from drystone.gaps.places import PERSONAL
from drystone.gaps.stages import OWN
from drystone.shell.many import Listed, as_one, aware, listed, moment

_CHUNK = 2_000
_MOMENTS = ("opened_at", "first_seen", "due", "unverified_since")

#: ``own.mine`` for several people. A cross join is an inner one here, which tells SQLite to begin with the people.
_MANY_SQL = """
    select * from (
        select r.person_id, {opened_at} as opened_at, g.gap_id, g.origin, g.check_id, g.activity_id, g.asset_kind,
            g.asset_id, g.asset_name, g.item, g.detail, g.severity, g.criticality, g.outcome, g.status,
            {first_seen} as first_seen, {due} as due, {unverified_since} as unverified_since, r.via,
            count(*) over (partition by r.person_id, g.check_id) as of_check,
            row_number() over (partition by r.person_id, g.check_id order by g.outcome,
                case g.severity when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end,
                case when g.due < %s then 0 else 1 end, g.criticality desc, g.due, g.gap_id) as place
        from gaps_gapresponsible r cross join gaps_gap g
        where r.person_id in {people} and g.gap_id = r.gap_id and g.reach = 'live' and g.status = 'open'
    ) t
    where place <= %s
    order by person_id, outcome,
        case severity when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end,
        case when due < %s then 0 else 1 end, criticality desc, due, gap_id
"""


def people_after(after: str, most: int) -> list[str]:
    """Return the next people, by id, who are responsible for something open that reaches people."""
    # Not a join: this walks the index of people and stops at the last of the page, however many gaps there are.
    standing = Gap.objects.filter(gap_id=OuterRef("gap_id"), status="open", reach="live")
    held = GapResponsible.objects.filter(Exists(standing), person_id__gt=after).order_by("person_id")
    return list(held.values_list("person_id", flat=True).distinct()[:most])


def of_many(person_ids: Sequence[str], *, now: dt.datetime) -> Iterator[tuple[str, dt.datetime, Mine]]:
    """Yield (person id, when it opened, gap) for what is open and reaches these people, as ``own.mine`` orders it.

    What was put off is among it. One query; of one person at most ``own.MOST`` come along.
    """
    if not person_ids:
        return
    sql = _MANY_SQL.format(people=listed(), **{name: moment(f"g.{name}") for name in _MOMENTS})
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(sql, [at, as_one(person_ids), SAMPLE, at])
        last, count = "", 0
        while rows := cursor.fetchmany(_CHUNK):
            for row in rows:
                last, count = (last, count + 1) if row[0] == last else (row[0], 1)
                if count <= MOST:
                    yield row[0], aware(row[1]), _mine(row)


def _mine(row: Sequence[Any]) -> Mine:
    first_seen, due, unverified = row[15:18]
    told = (*row[2:15], aware(first_seen), aware(due), aware(unverified) if unverified else None, *row[18:20])
    return Mine(*told)


def put_off(person_ids: Sequence[str], *, after: dt.date) -> dict[tuple[str, str], dt.date]:
    """Return until when (person, gap) was put off, of those put off beyond a day; see ``queries.put_off``."""
    chosen = PutOff.objects.filter(person_id__in=Listed(person_ids), until__gt=after, asked_at__gte=F("gap__opened_at"))
    rows = chosen.order_by().values_list("person_id", "gap_id").annotate(last=Max("until"))
    return {(person, gap_id): until for person, gap_id, until in rows}


def mended_among(gap_ids: Sequence[str]) -> set[str]:
    """Return which of these gaps a run has found in order since."""
    # By what its state is not: by what it is, a database may read everything that was ever closed, for each page.
    rows = Gap.objects.filter(gap_id__in=Listed(gap_ids), close_reason="fixed").exclude(status__in=["open", "excepted"])
    return set(rows.values_list("gap_id", flat=True))


def still(person_id: str, gap_ids: Sequence[str]) -> list[Gap]:
    """Return which of these gaps are open, reach people, and are somebody's to mend; in the order given."""
    rows = Gap.objects.filter(gap_id__in=gap_ids, status="open", reach="live", responsible__person_id=person_id)
    found = {gap.gap_id: gap for gap in rows}
    return [found[gap_id] for gap_id in gap_ids if gap_id in found]


def steps_to(person_id: str, gap_ids: Sequence[str]) -> dict[str, str]:
    """Return by which step each of these gaps is somebody's to mend."""
    rows = GapResponsible.objects.filter(gap__gap_id__in=gap_ids, person_id=person_id)
    return dict(rows.values_list("gap__gap_id", "via"))


# What whoever answers for things hears.


@dataclass(frozen=True, slots=True)
class Behind:
    """What is late, or due soon, of one check, of those that one person answers for.

    ``latest`` is the latest due date that has passed, ``coming`` the latest of those soon due.
    """

    accountable: str
    check_id: str
    late: int
    soon: int
    latest: dt.datetime | None
    coming: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """What came in order of what somebody answers for, and how many exceptions wait for their decision."""

    mended: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Suggested:
    """How many activities are only suggested, and how many gaps that would be."""

    activities: int
    gaps: int


NOTHING_SUGGESTED = Suggested(0, 0)


def suggested() -> Suggested:
    """Return what stands open of activities that nobody agreed on yet."""
    rows = Gap.objects.filter(status="open", reach="suggested")
    return Suggested(**rows.aggregate(activities=Count("activity_id", distinct=True), gaps=Count("gap_id")))


def progress(person_ids: Sequence[str], *, since: dt.datetime) -> dict[str, Progress]:
    """Return what came in order since a moment of what these people answer for, and what waits for them."""
    mended = Gap.objects.filter(
        accountable__in=person_ids, reach="live", status="closed", close_reason="fixed", closed_at__gte=since
    )
    waiting = ExceptionRequest.objects.filter(decider__in=person_ids, status="requested", ready_at__isnull=False)
    found = dict(mended.order_by().values_list("accountable").annotate(count=Count("gap_id")))
    asked = dict(waiting.order_by().values_list("decider").annotate(count=Count("exception_id")))
    return {one: Progress(found.get(one, 0), asked.get(one, 0)) for one in person_ids}


def accountables() -> list[str]:
    """Return everybody who answers for something open that reaches people, by id."""
    rows = Gap.objects.filter(status="open", reach="live").exclude(accountable="")
    return sorted(rows.order_by().values_list("accountable", flat=True).distinct())


def behind(person_ids: Sequence[str], *, now: dt.datetime, ahead: dt.timedelta) -> list[Behind]:
    """Return what is late or due soon of what these people answer for, the most late first; one query."""
    late, soon = Q(due__lte=now), Q(due__gt=now)
    rows = _left_to_others().filter(accountable__in=person_ids, due__lte=now + ahead)
    told = rows.order_by().values_list("accountable", "check_id").annotate(
        late=Count("gap_id", filter=late),
        soon=Count("gap_id", filter=soon),
        latest=Max("due", filter=late),
        coming=Max("due", filter=soon),
    )  # fmt: skip
    return sorted((Behind(*row) for row in told), key=lambda one: (one.accountable, -one.late, -one.soon, one.check_id))


def examples(accountable: str, check_id: str, *, before: dt.datetime, most: int) -> list[tuple[str, str, dt.datetime]]:
    """Return (gap id, thing's name, due) of those of a check that are due first, before a moment."""
    chosen = _left_to_others().filter(accountable=accountable, check_id=check_id, due__lte=before)
    rows = chosen.order_by("due", "gap_id")
    return [(gap_id, name, due) for gap_id, name, due in rows.values_list("gap_id", "asset_name", "due")[:most]]


def _left_to_others() -> QuerySet[Gap]:
    """What reaches people and is others' to do: whoever does it themselves hears of it as their own."""
    themselves = GapResponsible.objects.filter(gap_id=OuterRef("gap_id"), person_id=OuterRef("accountable"))
    return Gap.objects.filter(~Exists(themselves), status="open", reach="live")


def late_of(led_by: Mapping[str, str], *, now: dt.datetime) -> list[Behind]:
    """Return what is late of these people's own things, by whoever leads them and by check; as numbers of things."""
    rows = GapResponsible.objects.filter(
        person_id__in=list(led_by), via__in=sorted(OWN), gap__status="open", gap__reach="live", gap__outcome="fail",
        gap__due__lte=now,
    )  # fmt: skip
    found: dict[tuple[str, str], set[str]] = {}
    latest: dict[tuple[str, str], dt.datetime] = {}
    for person_id, gap_id, check_id, due in rows.values_list("person_id", "gap_id", "gap__check_id", "gap__due"):
        key = (led_by[person_id], check_id)
        found.setdefault(key, set()).add(gap_id)
        latest[key] = max(latest.get(key, due), due)
    told = [Behind(*key, late=len(gaps), soon=0, latest=latest[key], coming=None) for key, gaps in found.items()]
    return sorted(told, key=lambda one: (one.accountable, -one.late, one.check_id))


def stranded(away: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """Return (accountable, gap id, check id, thing's name) of critical open gaps that only people who are away hold."""
    if not away:
        return []
    held = Gap.objects.filter(status="open", reach="live", outcome="fail", severity="critical").exclude(accountable="")
    theirs = held.annotate(
        everybody=Count("responsible"), missing=Count("responsible", filter=Q(responsible__person_id__in=away))
    ).filter(missing__gt=0, everybody=F("missing"))
    rows = theirs.annotate(first=Min("due")).order_by("first", "gap_id")
    return list(rows.values_list("accountable", "gap_id", "check_id", "asset_name"))


# What whoever is told (I) hears.


@dataclass(frozen=True, slots=True)
class News:
    """What happened to an activity lately: gaps that came, that came in order, and that were accepted for a while.

    A count is 0 where too few people are behind it to be told, as where there is none. ``own``: of what is its
    reader's alone.
    """

    activity_id: str
    opened: int = 0
    mended: int = 0
    accepted: int = 0
    own: bool = False


def happened(since: dt.datetime) -> dict[str, QuerySet[Gap]]:
    """Return the gaps that a count of ``News`` is of, by its name; none that is about a person."""
    live = Gap.objects.filter(reach="live").exclude(asset_kind__in=sorted(PERSONAL)).order_by()
    excepted = ExceptionRequest.objects.filter(status="approved", decided_at__gte=since)
    return {
        "opened": live.filter(status="open", opened_at__gte=since),
        "mended": live.filter(status="closed", close_reason="fixed", closed_at__gte=since),
        "accepted": live.filter(status="excepted", pk__in=excepted.values("gap_id")),
    }


def news(*, since: dt.datetime, floor: int) -> dict[str, News]:
    """Return what happened since a moment to every activity of which there is something to tell; three queries.

    No count is about fewer than ``floor`` people: whoever is told holds no other letter on the things.
    """
    found: dict[str, dict[str, int]] = {}
    for name, rows in happened(since).items():
        counted = rows.values_list("activity_id").annotate(
            count=Count("gap_id", distinct=True), people=Count("responsible__person_id", distinct=True)
        )
        for activity_id, count, people in counted:
            if people >= floor:
                found.setdefault(activity_id, {})[name] = count
    return {activity_id: told(activity_id, counts) for activity_id, counts in found.items()}


def told(activity_id: str, counts: Mapping[str, int], *, own: bool = False) -> News:
    """Return the news that these counts are, by their names."""
    opened, mended, accepted = (counts.get(name, 0) for name in ("opened", "mended", "accepted"))
    return News(activity_id, opened, mended, accepted, own=own)
