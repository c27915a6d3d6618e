"""What stands and reaches one person: for their own page and lists, each one query however much there is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from drystone.gaps.models import TASK, Gap, GapResponsible

#: How many gaps of one check, and in all, a person's page reads.
SAMPLE, MOST = 12, 200


@dataclass(frozen=True, slots=True)
class Mine:
    """A gap as the one sees it who is responsible for it. ``of_check`` counts all that person's gaps of its check."""

    gap_id: str
    origin: str
    check_id: str
    activity_id: str
    asset_kind: str
    asset_id: str
    asset_name: str
    item: str
    detail: str
    severity: str
    criticality: int
    outcome: str
    status: str
    first_seen: dt.datetime
    due: dt.datetime
    unverified_since: dt.datetime | None
    via: str
    of_check: int

    @property
    def by_word(self) -> bool:
        """Whether it is a task: closed by the word of whoever did it, since no run can see it."""
        return self.origin == TASK


#: Written out, because everyone's page asks it: putting it together anew each time would take longer than asking.
_MINE_SQL = """
    select * from (
        select g.gap_id, g.origin, g.check_id, g.activity_id, g.asset_kind, g.asset_id, g.asset_name, g.item, g.detail,
            g.severity, g.criticality, g.outcome, g.status, g.first_seen, g.due, g.unverified_since, r.via,
            count(*) over (partition by g.check_id, g.status) as of_check,
            row_number() over (partition by g.check_id, g.status order by g.outcome,
                case g.severity when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end,
                case when g.due < %(now)s then 0 else 1 end, g.criticality desc, g.due, g.gap_id) as place
        from gaps_gapresponsible r join gaps_gap g on g.gap_id = r.gap_id
        where r.person_id = %(person)s and g.reach = 'live' and g.status in ('open', 'excepted')
    ) t
    where place <= %(sample)s
    order by outcome, case severity when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end,
        case when due < %(now)s then 0 else 1 end, criticality desc, due, gap_id
    limit %(most)s
"""


def mine(person_id: str, *, now: dt.datetime) -> list[Mine]:
    """Return what stands and reaches this person, the most urgent first, in one query.

    Urgent is: known to be wrong, severe, late, on something critical, due soon. Of one check at most ``SAMPLE`` gaps
    come along, ``MOST`` in all, so that whoever answers for ten thousand things gets a page as quickly as anyone.
    """
    rows = Gap.objects.raw(_MINE_SQL, {"person": person_id, "now": now, "sample": SAMPLE, "most": MOST})
    return [Mine(*(getattr(row, name) for name in Mine.__slots__)) for row in rows]


_LISTED_SQL = """
    select g.gap_id, g.origin, g.check_id, g.activity_id, g.asset_kind, g.asset_id, g.asset_name, g.item, g.detail,
        g.severity, g.criticality, g.outcome, g.status, g.first_seen, g.due, g.unverified_since, r.via,
        count(*) over () as of_check
    from gaps_gapresponsible r join gaps_gap g on g.gap_id = r.gap_id
    where r.person_id = %(person)s and g.reach = 'live' and g.status in ('open', 'excepted')
    order by case g.status when 'open' then 0 else 1 end, g.outcome,
        case g.severity when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end,
        case when g.due < %(now)s then 0 else 1 end, g.criticality desc, g.due, g.gap_id
    limit %(most)s offset %(after)s
"""


def listed(person_id: str, *, now: dt.datetime, after: int, most: int) -> tuple[list[Mine], int]:
    """Return everything that stands and reaches a person from a place on, the most urgent first, and how many in all.

    Past the last the count is 0. ``of_check`` of these rows means nothing.
    """
    asked = {"person": person_id, "now": now, "most": most, "after": after}
    rows = list(Gap.objects.raw(_LISTED_SQL, asked))
    found = [Mine(*(getattr(row, name) for name in Mine.__slots__)) for row in rows]
    return found, found[0].of_check if found else 0


def about(person_id: str, asset_ids: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return (asset id, status, outcome) of what stands and reaches a person about some things."""
    held = Gap.objects.filter(
        asset_id__in=asset_ids, responsible__person_id=person_id, reach="live", status__in=["open", "excepted"]
    )
    return list(held.values_list("asset_id", "status", "outcome"))


def with_something_to_do(person_ids: Sequence[str]) -> set[str]:
    """Return those of these people who are responsible for something that is known to be wrong and reaches them."""
    held = GapResponsible.objects.filter(
        person_id__in=person_ids, gap__status="open", gap__outcome="fail", gap__reach="live"
    )
    return set(held.values_list("person_id", flat=True).distinct())
