"""What the applied run's tables say about each activity: five look-ups, whatever the size of the organisation."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from drystone.lake.engines import Engine
from drystone.measures import counting
from drystone.measures.counting import Counts


@dataclass(slots=True)
class Known:
    """What the tables say about one activity.

    ``whole`` counts its live checks together, ``checks`` each of all. Of its ``things``, ``resolved`` have somebody who
    does it and somebody who answers for it, ``by_fallback`` only the last resort; ``people`` says how many people at
    least own what is resolved, and what is not. ``vouched`` and ``lapsed`` count single things for which somebody's
    word holds, or did; ``whole_word`` is until when it holds for the whole, ``valid`` whether one holds now.
    """

    things: int = 0
    resolved: int = 0
    by_fallback: int = 0
    people: tuple[int, int] = (0, 0)
    unpicked: str = ""
    whole: Counts = field(default_factory=Counts)
    checks: dict[str, Counts] = field(default_factory=dict)
    whole_word: dt.date | None = None
    vouched: int = 0
    lapsed: int = 0
    vacant: list[str] = field(default_factory=list)
    valid: bool = False

    @property
    def quiet_failed(self) -> int:
        """How many outcomes fail in checks that are not live."""
        return sum(one.failed for one in self.checks.values() if one.reach != "live")


#: The run whose facts were read last, and these: many pages ask for them, and a run never changes.
_last: tuple[str, Mapping[str, Known]] = ("", {})


def of_run(run_id: str, engine: Engine, as_of: dt.datetime) -> Mapping[str, Known]:
    """Return what ``read`` does, and look only once for each run; not to be changed."""
    global _last  # One process shows one run; a thread that comes late reads it once more.
    kept, found = _last
    if kept != run_id:
        found = read(engine, as_of)
        _last = run_id, found
    return found


def forget() -> None:
    """Read the run's tables again the next time: for tests, which change what a run says."""
    global _last  # The same.
    _last = ("", {})


def read(engine: Engine, as_of: dt.datetime) -> Mapping[str, Known]:
    """Return what the applied run's tables say about each activity, by id; an activity may be missing."""
    found: defaultdict[str, Known] = defaultdict(Known)
    for key, things, resolved, by_fallback, error, *people in engine.rows(_COVERAGE):
        one = found[key]
        one.things, one.resolved, one.by_fallback, one.unpicked = things, resolved, by_fallback, error or ""
        one.people = (people[0], people[1])
    for (key, check_id), counts in counting.counted(engine, as_of).items():
        if check_id:
            found[key].checks[check_id] = counts
        elif key:
            found[key].whole = counts
    today = as_of.astimezone(dt.UTC).date()
    for key, whole, vouched, lapsed in engine.rows(_WORDS, {"today": today}):
        one = found[key]
        one.whole_word, one.vouched, one.lapsed = whole, vouched, lapsed
        one.valid = bool(vouched) or (whole is not None and whole >= today)
    for key, name in engine.rows(_VACANT):
        found[key].vacant.append(name)
    return dict(found)


_COVERAGE = """
select activity_id, pairs, resolved, by_fallback, error, resolved_people, unresolved_people from coverage
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
