"""This run's gaps, and what they change in the state: all in the engine, from findings and the applied run's gaps.

The rules:

1. A failing finding is a gap. Its id is a hash of origin, check, thing and item, so it is the same gap in every run.
2. Closing follows outcomes, never absence: a pass is *fixed*; out of the population, *no-longer-applies*; the thing
   gone from sources that are all complete, *gone*; the check no longer in the program, *withdrawn*.
3. Whatever is not known keeps a gap open, as unknown since this run: an unknown finding, a check that erred, a thing
   missing from an incomplete source. An unknown opens nothing.
4. A thing's new id (``asset_alias``) moves its gaps: their age goes along.
5. A gap's people are the R of the matrix; where it singles out nobody, its A; where there is no letter at all, the
   holders of the fallback role. The letter of a leaver is for whoever steps in, and due when the handover is over.
6. Nothing changed, nothing written: a gap that is as it was gives no row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from drystone.gaps import redo
from drystone.lake import Build
from drystone.lake.engines import Engine
from drystone.lib import clock
from drystone.program.model import SEVERITIES, Program
from drystone.responsibility import letters_sql

#: The tables that ``compute`` reads: what ``build.seal`` must load for it.
READS = (
    "activity",
    "asset",
    "asset_alias",
    "check_reach",
    "departure",
    "letter_rule",
    "member",
    "position",
    "relation_holder",
    "seat_holder",
    "source_status",
    "stepping_in",
)

#: Makes the engine table ``gap_applies`` (check_id, asset_id, applies boolean, NULL unknown) for the pairs of check_id
#: and asset_id in ``gap_quiet_pair``. A pair that it leaves out counts as still in the population.
Applies = Callable[[Build, Program], None]


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """How many changes of each kind the redo log holds. ``opened`` includes what will turn out to be reopened."""

    opened: int = 0
    closed: int = 0
    moved: int = 0
    unknown: int = 0
    verified: int = 0
    changed: int = 0

    @property
    def total(self) -> int:
        """All rows of the redo log."""
        return self.opened + self.closed + self.moved + self.unknown + self.verified + self.changed


def prepare(build: Build) -> None:
    """Load the applied run's gaps; call it before the engine is sealed, since they lie in files."""
    build.previous_table("gap", "gap_applied", columns=redo.GAP)
    build.engine.execute("create or replace temp table gap_previous as select * from gap_applied")


def unsettled(build: Build) -> frozenset[str]:
    """Return the checks whose population ``compute`` may ask for although nothing that they read has changed.

    Where nothing has changed, what failed fails again; only of what was unknown is it asked whether it still applies.
    """
    asked = "select distinct check_id from gap_previous where origin = 'check' and outcome = 'unknown'"
    return frozenset(str(row[0]) for row in build.engine.rows(asked))


def compute(build: Build, program: Program, *, applies: Applies | None = None) -> ChangeCounts:
    """Write the tables ``gap`` and ``gap_change`` of this run and count the changes. Raises EngineError."""
    engine = build.engine
    if not engine.columns("gap_previous"):
        prepare(build)
    _load_policy(engine, program)
    as_of = {"as_of": clock.naive_utc(build.as_of)}
    engine.execute(_FAIL)
    engine.execute(_BEFORE)
    engine.execute(_QUIET_PAIR)
    engine.execute("create or replace temp table gap_applies (check_id varchar, asset_id varchar, applies boolean)")
    if applies is not None:
        applies(build, program)
    engine.execute(_QUIET)
    engine.execute(_STANDING)
    engine.execute(_NEED)
    engine.execute(_LETTERS)
    fallback = {"fallback": program.settings.authority.fallback or ""}
    build.table("gap", lambda session: session.execute(_GAP, {**as_of, **fallback}), text=build.run_id)
    build.table("gap_change", lambda session: session.execute(_CHANGE), text=build.run_id)
    counted = dict(engine.rows("select event, count(*) from gap_change group by event"))
    return ChangeCounts(**{str(event): int(count) for event, count in counted.items()})


def _load_policy(engine: Engine, program: Program) -> None:
    """The program's due times and checks as two small tables."""
    engine.execute("create or replace temp table gap_due (severity varchar, criticality integer, seconds bigint)")
    engine.execute("create or replace temp table gap_check (check_id varchar, seconds bigint)")
    due: list[tuple[Any, ...]] = [
        (severity, level, int(time.total_seconds()))
        for severity in SEVERITIES
        for level, time in enumerate(program.settings.due[severity], start=1)
    ]
    engine.insert("gap_due", ("severity", "criticality", "seconds"), due)
    checks = [(check.id, int(check.due.total_seconds()) if check.due else None) for check in program.checks.values()]
    engine.insert("gap_check", ("check_id", "seconds"), checks)


_FAIL = f"""
create or replace temp table gap_fail as
select {redo.GAP_ID.format(origin="origin", check_id="check_id", asset_id="asset_id", item="coalesce(item, '')")}
         as gap_id,
       origin, check_id, coalesce(any_value(activity_id), '') as activity_id, any_value(asset_kind) as asset_kind,
       asset_id, coalesce(item, '') as item, min(detail) as detail,
       arg_max(severity, list_position(['low', 'medium', 'high', 'critical'], severity)) as severity
from finding
where outcome = 'fail' and asset_id is not null
group by origin, check_id, asset_id, coalesce(item, '')
"""

_BEFORE = f"""
create or replace temp table gap_before as
select * exclude (_order) from (
  select b.gap_id as was,
         case when a.asset_id is null then b.gap_id
              else {redo.GAP_ID.format(origin="b.origin", check_id="b.check_id", asset_id="a.asset_id", item="b.item")}
         end as gap_id,
         b.* exclude (gap_id, asset_id, opened_at),
         coalesce(a.asset_id, b.asset_id) as asset_id,
         min(b.opened_at) over same as opened_at,
         row_number() over (same order by a.asset_id is not null, b.opened_at, b.gap_id) as _order
  from gap_previous b
  left join (
    select asset_kind, old_id, max(asset_id) as asset_id from asset_alias x
    where old_id is distinct from asset_id
      and not exists (select 1 from asset s where s.asset_kind = x.asset_kind and s.asset_id = x.old_id)
    group by asset_kind, old_id
  ) a on a.asset_kind = b.asset_kind and a.old_id = b.asset_id
  window same as (partition by b.origin, b.check_id, coalesce(a.asset_id, b.asset_id), b.item)
)
where _order = 1 or was <> gap_id
"""

#: Of several gaps that became one, the first in order stands for it.
_BEFORE_ONE = """(
  select * from gap_before
  qualify row_number() over (partition by gap_id order by was <> gap_id, opened_at, was) = 1
)"""

_QUIET_PAIR = f"""
create or replace temp table gap_quiet_pair as
select distinct b.check_id, b.asset_id
from {_BEFORE_ONE} b anti join gap_fail f using (gap_id)
where b.origin = 'check'
"""

_QUIET = f"""
create or replace temp table gap_quiet as
with thing as (
  select asset_kind, asset_id from asset
  union select 'activity', activity_id from activity
  union select 'position', position_id from position
), unsure as (
  select distinct m.asset_kind, m.asset_id
  from member m join source_status s on s.source_id = m.source
  where s.status <> 'complete'
), unknown as (
  select check_id, asset_id, coalesce(item, '') as item from finding where outcome = 'unknown' group by all
)
select b.*, case
    when b.origin = 'check' and c.check_id is null then 'withdrawn'
    when o.error is not null and o.error <> '' then null
    when u.check_id is not null or w.check_id is not null then null
    when b.origin = 'check' and t.asset_id is null and n.asset_id is not null then null
    when b.origin = 'check' and t.asset_id is null then 'gone'
    when p.check_id is not null and p.applies is null then null
    when p.check_id is not null and not p.applies then 'no-longer-applies'
    else 'fixed'
  end as close_reason
from {_BEFORE_ONE} b
anti join gap_fail f using (gap_id)
left join gap_check c on c.check_id = b.check_id
left join (select check_id, any_value(cast(error as varchar)) as error from outcome_count group by check_id) o
       on o.check_id = b.check_id
left join unknown u on u.check_id = b.check_id and u.asset_id = b.asset_id and u.item = b.item
left join (select distinct check_id, asset_id from unknown where item = '') w
       on w.check_id = b.check_id and w.asset_id = b.asset_id
left join thing t on t.asset_kind = b.asset_kind and t.asset_id = b.asset_id
left join unsure n on n.asset_kind = b.asset_kind and n.asset_id = b.asset_id
left join gap_applies p on p.check_id = b.check_id and p.asset_id = b.asset_id
"""

_STANDING = f"""
create or replace temp table gap_standing as
select f.*, 'fail' as outcome, b.opened_at, cast(null as timestamp) as unverified_since,
       cast(null as varchar) as asset_name
from gap_fail f left join {_BEFORE_ONE} b using (gap_id)
union all by name
select gap_id, origin, check_id, activity_id, asset_kind, asset_id, item, detail, severity, 'unknown' as outcome,
       opened_at, unverified_since, asset_name
from gap_quiet where close_reason is null
"""

_NEED = """
create or replace temp table gap_need as select distinct activity_id, asset_kind, asset_id from gap_standing
"""

_LETTERS = f"""
create or replace temp table gap_letter as
with held as (
  select activity_id, asset_kind, asset_id, letter, person_id, min(ordinal) as place, arg_min(via, ordinal) as via
  from ({letters_sql("gap_need")}) where letter in ('R', 'A')
  group by all
)
select activity_id, asset_kind, asset_id,
       list(person_id order by place, person_id) filter (letter = 'R') as responsible,
       list(via order by place, person_id) filter (letter = 'R') as responsible_via,
       min(person_id) filter (letter = 'A') as accountable,
       min(via) filter (letter = 'A') as accountable_via
from held
group by activity_id, asset_kind, asset_id
"""

_GAP = f"""
create or replace table gap as
with fallback as (
  select list(distinct person_id order by person_id) as people
  from seat_holder where position_id = $fallback and person_id is not null
), named as (
  select asset_kind, asset_id, name, criticality from asset
  union all select 'activity', activity_id, name, null from activity
  union all select 'position', position_id, name, null from position
), thing as (
  select asset_kind, asset_id, any_value(name) as name, any_value(criticality) as criticality
  from named semi join gap_standing using (asset_kind, asset_id) group by asset_kind, asset_id
), handover as (
  select p.position_id, any_value(d.until) as until, list(s.person_id order by s.ordinal) as people,
         list(s.step order by s.ordinal) as steps
  from (select position_id, max(until) as until from departure group by position_id) d
  join position p using (position_id) left join stepping_in s on s.position_id = p.position_id
  where s.person_id is not null group by p.position_id
), joined as (
  select s.*, coalesce(t.name, s.asset_name, s.asset_id) as label,
         least(4, greatest(1, coalesce(t.criticality, 2))) as level,
         coalesce(s.opened_at, $as_of) as since,
         coalesce(r.reach, case when s.origin = 'check' then 'suggested' else 'live' end) as reaches,
         l.accountable as letter_a, l.accountable_via,
         h.until, h.people is not null as handed, fb.people[1] as keeper,
         coalesce(l.responsible, case when l.accountable is not null then [l.accountable] end, h.people, fb.people, [])
           as people,
         coalesce(l.responsible_via, case when l.accountable is not null then [l.accountable_via] end, h.steps,
                  list_transform(fb.people, lambda x: 'fallback'), []) as steps,
         c.seconds as own_seconds
  from gap_standing s
  left join thing t using (asset_kind, asset_id)
  left join gap_letter l using (activity_id, asset_kind, asset_id)
  left join gap_check c on c.check_id = s.check_id
  left join handover h on s.check_id = 'letter-of-a-leaver' and h.position_id = s.asset_id
  left join (select check_id, any_value(reach) as reach from check_reach group by check_id) r
         on r.check_id = s.check_id
  cross join fallback fb
)
select {", ".join(f"cast({{{name}}} as {kind}) as {name}" for name, kind in redo.GAP.items())}
from joined j left join gap_due d on d.severity = j.severity and d.criticality = j.level
order by gap_id
""".format(
    **{name: f"j.{name}" for name in redo.GAP}
    | {
        "asset_name": "j.label",
        "item": "coalesce(j.item, '')",
        "detail": "coalesce(j.detail, '')",
        "criticality": "j.level",
        "reach": "j.reaches",
        "opened_at": "j.since",
        "due": "case when j.until is not null then j.until + interval 1 day"
        " else j.since + to_seconds(coalesce(j.own_seconds, d.seconds, 2592000)) end",
        "unverified_since": "case when j.outcome = 'unknown' then coalesce(j.unverified_since, $as_of) end",
        "accountable": "coalesce(j.letter_a, case when j.handed then j.keeper end,"
        " case when len(j.people) = 1 then j.people[1] end, '')",
        "via": "coalesce(j.steps[1], j.accountable_via, '')",
        "responsible": "j.people",
        "responsible_via": "j.steps",
    }
)

_COMPARED = tuple(name for name in redo.GAP if name not in {"gap_id", "origin", "opened_at"})

_CHANGE = f"""
create or replace table gap_change as
with row_of as (
  select 'moved' as event, cast(null as varchar) as close_reason, b.gap_id as moved_to, cast(null as varchar) as note,
         {", ".join(f"b.{name}" if name != "gap_id" else "b.was as gap_id" for name in redo.GAP)}
  from gap_before b where b.was <> b.gap_id
  union all
  select 'closed', q.close_reason, null, null, {", ".join(f"q.{name}" for name in redo.GAP)}
  from gap_quiet q where q.close_reason is not null
  union all
  select case when b.gap_id is null then 'opened'
              when b.outcome = 'fail' and g.outcome = 'unknown' then 'unknown'
              when b.outcome = 'unknown' and g.outcome = 'fail' then 'verified'
              else 'changed' end,
         null, null,
         case when b.gap_id is not null then concat_ws(', ', {
    ", ".join(f"case when g.{name} is distinct from b.{name} then '{name}' end" for name in _COMPARED)
}) end,
         {", ".join(f"g.{name}" for name in redo.GAP)}
  from gap g left join {_BEFORE_ONE} b on b.gap_id = g.gap_id
  where b.gap_id is null or ({" or ".join(f"g.{name} is distinct from b.{name}" for name in _COMPARED)})
)
select row_number() over (
         order by list_position(['moved', 'closed', 'unknown', 'verified', 'changed', 'opened'], event), gap_id
       ) as n, *
from row_of order by n
"""
