"""Counts what the applied run says of each check, of each activity and of the whole, and the people behind every count.

Every figure of an activity, on any page, in the API and in the weeks that are kept, begins here; what may be shown of
it is said by ``figures``.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from drystone.lake.engines import Engine
from drystone.lib.clock import naive_utc

#: Activity id and check id; a check id of "" is the activity (its live checks), both "" everything that is live.
Key = tuple[str, str]


@dataclass(slots=True)
class Counts:
    """Counts of one check, one activity or the whole.

    ``people`` says how many different people own what a part of them counts: ``fail``, ``unknown``, ``open_gaps``,
    ``overdue``, ``waits`` (open and not overdue), ``excepted``, ``unverified`` (standing, and not heard from). What is
    not there is nobody's. ``failing`` and ``unheard`` count things, where ``failed`` and ``unknown`` count one for each
    check. ``oldest`` is when the first open gap was opened (UTC).
    """

    reach: str = ""
    kind: str = ""
    passed: int = 0
    failed: int = 0
    unknown: int = 0
    not_applicable: int = 0
    erred: bool = False
    failing: int = 0
    unheard: int = 0
    open_gaps: int = 0
    overdue: int = 0
    excepted: int = 0
    oldest: dt.datetime | None = None
    people: dict[str, int] = field(default_factory=dict)

    def few(self, floor: int) -> frozenset[str]:
        """Return the parts that somebody is behind, but fewer people than the floor."""
        return frozenset(part for part, people in self.people.items() if 0 < people < floor)


def counted(engine: Engine, as_of: dt.datetime) -> defaultdict[Key, Counts]:
    """Count in two look-ups; ``engine`` sees the applied run's tables, ``as_of`` is the moment (aware) it judged by."""
    found: defaultdict[Key, Counts] = defaultdict(Counts)
    for activity_id, check_id, kind, reach, erred, *outcomes in engine.rows(_OUTCOMES):
        one = found[activity_id, check_id] = Counts(reach, kind)
        _add(one, outcomes, erred=erred)
        for key in ((activity_id, ""), ("", "")) if reach == "live" and activity_id else ():
            found[key].reach = "live"
            _add(found[key], outcomes, erred=erred)
    at = {"today": as_of.astimezone(dt.UTC).date(), "now": naive_utc(as_of)}
    for activity_id, check_id, part, rows, things, people, oldest in engine.rows(_PARTS, at):
        one = found[activity_id, check_id]
        one.people[part] = people
        if part in _THINGS:
            setattr(one, _THINGS[part], things)
        elif part in _GAPS:
            setattr(one, part, rows)
        if part == "open_gaps":
            one.oldest = oldest.replace(tzinfo=dt.UTC)
    return found


def _add(whole: Counts, outcomes: list[Any], *, erred: bool) -> None:
    whole.passed += outcomes[0]
    whole.failed += outcomes[1]
    whole.unknown += outcomes[2]
    whole.not_applicable += outcomes[3]
    whole.erred |= erred


_THINGS = {"fail": "failing", "unknown": "unheard"}
_GAPS = frozenset({"open_gaps", "overdue", "excepted"})

_OUTCOMES = """
select coalesce(k.activity_id, ''), k.check_id, any_value(coalesce(k.asset_kind, '')),
       any_value(coalesce(r.reach, '')), any_value(coalesce(o.error, '') <> ''), any_value(coalesce(o.pass, 0)),
       any_value(coalesce(o.fail, 0)), any_value(coalesce(o.unknown, 0)), any_value(coalesce(o.not_applicable, 0))
from finding_check k join outcome_count o using (check_id) left join check_reach r using (check_id)
where k.origin = 'check' group by k.activity_id, k.check_id
"""

#: What each check found (what fails in one item and is unknown in another fails: 'fail' < 'unknown') and gaps
#: that stand, once for each part that they belong to; then of each check, of an activity's live ones, of all live ones.
_PARTS = """
with accepted as (
  select distinct check_id, asset_id, coalesce(item, '') as item from "exception"
  where status = 'approved' and until >= $today
), standing as (
  select coalesce(g.activity_id, '') as activity_id, g.check_id, g.asset_kind, g.asset_id, g.opened_at,
         g.due < $now as late, g.outcome = 'unknown' as unheard, x.check_id is not null as excepted
  from gap g left join accepted x using (check_id, asset_id, item) where g.origin = 'check'
), told as (
  select coalesce(activity_id, '') as activity_id, check_id, asset_kind, asset_id, null::timestamp as opened_at,
         [min(outcome)] as parts
  from finding where origin = 'check' group by all
  union all
  select activity_id, check_id, asset_kind, asset_id, opened_at,
         [if(excepted, 'excepted', 'open_gaps'), if(excepted, null, if(late, 'overdue', 'waits')),
          if(unheard, 'unverified', null)]
  from standing
), each as (
  select t.activity_id, t.check_id, coalesce(r.reach, '') as reach, unnest(t.parts) as part, t.asset_id,
         a.owner_id as person_id, t.opened_at
  from told t left join asset a using (asset_kind, asset_id) left join check_reach r using (check_id)
), named as (select * from each where part is not null)
select activity_id, check_id, part, count(*), count(distinct asset_id), count(distinct person_id), min(opened_at)
from named group by activity_id, check_id, part
union all
select activity_id, '', part, count(*), count(distinct asset_id), count(distinct person_id), min(opened_at)
from named where reach = 'live' and activity_id <> '' group by activity_id, part
union all
select '', '', part, count(*), count(distinct asset_id), count(distinct person_id), min(opened_at)
from named where reach = 'live' and activity_id <> '' group by part
"""
