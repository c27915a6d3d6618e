"""What the applied run's tables say about each activity: five look-ups, whatever the size of the organisation."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from drystone.lake.engines import Engine


@dataclass(slots=True)
class Known:
    """What the tables say about one activity.

    ``checks`` are rows of pass, fail, unknown, not applicable, erred, reach. ``failing`` and ``unheard`` count things
    in live checks, each with how many people own them. ``vouched`` and ``lapsed`` count single things for which
    somebody's word holds, or did; ``whole_word`` is until when it holds for the whole, ``valid`` whether one holds now.
    """

    things: int = 0
    resolved: int = 0
    unpicked: str = ""
    checks: list[tuple[Any, ...]] = field(default_factory=list)
    failing: int = 0
    failing_people: int = 0
    unheard: int = 0
    unheard_people: int = 0
    accepted: int = 0
    gaps: int = 0
    oldest: dt.datetime | None = None
    whole_word: dt.date | None = None
    vouched: int = 0
    lapsed: int = 0
    vacant: list[str] = field(default_factory=list)
    valid: bool = False


def read(engine: Engine, today: dt.date) -> defaultdict[str, Known]:
    """Return what the applied run's tables say about each activity, by id; nothing about one they do not know."""
    found: defaultdict[str, Known] = defaultdict(Known)
    for key, things, resolved, error in engine.rows("select activity_id, pairs, resolved, error from coverage"):
        one = found[key]
        one.things, one.resolved, one.unpicked = things, resolved, error or ""
    for key, *counts in engine.rows(_OUTCOMES):
        found[key].checks.append(tuple(counts))
    for key, *seen in engine.rows(_FINDINGS, {"today": today}):
        one = found[key]
        one.failing, one.failing_people, one.unheard, one.unheard_people, one.accepted = seen[:5]
        one.gaps, one.oldest = seen[5], seen[6].replace(tzinfo=dt.UTC) if seen[6] else None
    for key, whole, vouched, lapsed in engine.rows(_WORDS, {"today": today}):
        one = found[key]
        one.whole_word, one.vouched, one.lapsed = whole, vouched, lapsed
        one.valid = bool(vouched) or (whole is not None and whole >= today)
    for key, name in engine.rows(_VACANT):
        found[key].vacant.append(name)
    return found


_OUTCOMES = """
select k.activity_id, o.pass, o.fail, o.unknown, o.not_applicable, coalesce(o.error, '') <> '', r.reach
from outcome_count o
join (select distinct check_id, activity_id from finding_check where origin = 'check') k using (check_id)
left join check_reach r using (check_id)
"""

#: Things that fail or are not heard of in live checks, the people they are of, and the gaps that stand.
_FINDINGS = """
with live as (
  select f.activity_id, f.check_id, f.asset_kind, f.asset_id, f.outcome
  from finding f semi join (select check_id from check_reach where reach = 'live') using (check_id)
  where f.origin = 'check'
), told as (
  select l.activity_id,
         count(distinct l.asset_id) filter (l.outcome = 'fail') as failing,
         count(distinct a.owner_id) filter (l.outcome = 'fail') as failing_people,
         count(distinct l.asset_id) filter (l.outcome = 'unknown') as unheard,
         count(distinct a.owner_id) filter (l.outcome = 'unknown') as unheard_people
  from live l left join asset a using (asset_kind, asset_id) group by l.activity_id
), accepted as (
  select distinct check_id, asset_id, coalesce(item, '') as item from "exception"
  where status = 'approved' and until >= $today
), standing as (
  select g.activity_id, count(*) filter (x.check_id is null) as gaps,
         count(*) filter (x.check_id is not null and g.reach = 'live') as accepted,
         min(g.opened_at) filter (x.check_id is null) as oldest
  from gap g left join accepted x using (check_id, asset_id, item)
  where g.origin = 'check' group by g.activity_id
)
select coalesce(t.activity_id, s.activity_id), coalesce(failing, 0), coalesce(failing_people, 0),
       coalesce(unheard, 0), coalesce(unheard_people, 0), coalesce(accepted, 0), coalesce(gaps, 0), oldest
from told t full join standing s on s.activity_id = t.activity_id
"""

#: Of each activity: until when the word for the whole holds, and for how many single things one is valid, or lapsed.
_WORDS = """
with newest as (
  select activity_id, asset_kind, asset_id, max(valid_until) as until from attestation group by all
)
select activity_id, max(until) filter (asset_kind = 'activity'),
       count(*) filter (asset_kind <> 'activity' and until >= $today),
       count(*) filter (asset_kind <> 'activity' and until < $today)
from newest group by activity_id
"""

#: The positions that hold R or A of an activity and have nobody but the fallback.
_VACANT = """
select distinct r.activity_id, p.name
from letter_rule r join position p on p.position_id = r.target
where r.letter in ('R', 'A') and r.how = 'position'
  and not exists (select 1 from seat_holder s where s.position_id = p.position_id and s.step <> 'fallback')
order by 1, 2
"""
