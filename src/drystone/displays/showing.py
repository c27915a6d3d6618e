"""A team's week: what anybody who passes by may read. The rules:

1. A thing to do is shown where at least ``floor`` people of the team own such a thing, and at least ``floor`` do not:
   less would say it of single people, and so would all. How many things that is, is said in whole multiples of the
   floor, the nearest, so that neither another week nor the screen of a larger group tells of one person by comparison.
2. Things that are about one person (screening) are never among them. What is on trial, accepted or not known is not.
3. The stones are the whole organisation's, of the activities behind the team's habits: no figure of the team.
4. The question is the same for everybody in a week. No answer is taken; last week's comes with its best answer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from drystone.directory import screens, speaking_up
from drystone.directory.teams import Group
from drystone.gaps.places import PERSONAL
from drystone.habits import queries as habits
from drystone.habits.asking import Asked
from drystone.habits.weeks import week_of
from drystone.lake.engines import Engine
from drystone.lib.clock import naive_utc
from drystone.measures import wall as walls
from drystone.measures.courses import Stone
from drystone.measures.shares import about
from drystone.program.model import SEVERITIES, Check, Habit, Program
from drystone.shell import site

MOST_THINGS, MOST_STONES, _HABITS = 3, 4, 5
#: What matters most to those without a computer of their own, where the program has it; else its first habits.
_FIRST = (
    "report-early", "pause-before-acting", "check-by-a-second-way", "walk-strangers-in", "own-name-own-login",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """Something for several people of a team to do: ``count`` is about how many things it is, rounded."""

    check: Check
    count: int


@dataclass(frozen=True, slots=True)
class Week:
    """What a team's screen shows. ``screens`` are where badges work, ``asked`` is this week's question."""

    things: tuple[Thing, ...]
    habits: tuple[Habit, ...]
    stones: tuple[Stone, ...]
    asked: Asked | None
    before: Asked | None
    screens: tuple[str, ...]
    promise: str


def week(group: Group, *, now: dt.datetime, language: str) -> Week:
    """Return a group's week in a language, which is the active one; one look-up in the lake beside the wall's."""
    program = site.program()
    things: tuple[Thing, ...] = ()
    snapshot = site.snapshot()
    if snapshot is not None:
        with site.reading() as engine:
            things = _things(engine, program, group, as_of=snapshot.as_of)
    own = _habits(program, things)
    monday = week_of(now, program).monday
    return Week(
        things=things,
        habits=own,
        stones=_stones(program, own),
        asked=habits.of_the_week(program, monday, language),
        before=habits.of_the_week(program, monday - dt.timedelta(days=7), language),
        screens=badge_screens(group),
        promise=speaking_up.promise(program),
    )


def badge_screens(group: Group) -> tuple[str, ...]:
    """Return where a group's people sign in with a badge: the names of screens that are theirs, or everybody's."""
    return tuple(one.name for one in screens.every() if one.enrolled_at and one.team in {"", group.team})


def _things(engine: Engine, program: Program, group: Group, *, as_of: dt.datetime) -> tuple[Thing, ...]:
    floor = program.settings.privacy.group_floor
    told = {"department": group.department, "team": group.team, "today": as_of.astimezone(dt.UTC).date(),
            "now": naive_utc(as_of), "personal": sorted(PERSONAL)}  # fmt: skip
    found = []
    for check_id, count, people, size in engine.rows(_WAITS, told):
        check = program.checks.get(check_id)
        if check is not None and people >= floor and size - people >= floor:
            found.append(Thing(check, max(floor, about(count, floor))))
    found.sort(key=lambda one: (-SEVERITIES.index(one.check.severity), -one.count, one.check.id))
    return tuple(found[:MOST_THINGS])


def _habits(program: Program, things: tuple[Thing, ...]) -> tuple[Habit, ...]:
    behind = [one.check.habit for one in things if one.check.habit]
    named = dict.fromkeys((*behind, *_FIRST, *program.habits))
    return tuple(program.habits[one] for one in named if one in program.habits)[:_HABITS]


def _stones(program: Program, own: tuple[Habit, ...]) -> tuple[Stone, ...]:
    wall = walls.current()
    if wall is None:
        return ()
    names = {habit.id for habit in own}
    wanted = {check.activity for check in program.checks.values() if check.habit in names}
    found = [stone for course in wall.domains for stone in course.stones if stone.activity_id in wanted]
    return tuple(sorted(found, key=lambda one: -one.weight)[:MOST_STONES])


_WAITS = """
with accepted as (
  select distinct check_id, asset_id, coalesce(item, '') as item from "exception"
  where status = 'approved' and until >= $today
), team as (
  select person_id from person where coalesce(status, 'active') <> 'left' and (end_date is null or end_date >= $today)
    and coalesce(department, '') = $department and ($team = '' or coalesce(team, '') = $team)
)
select g.check_id, count(*), count(distinct a.owner_id), (select count(*) from team)
from gap g join check_reach r using (check_id) join asset a using (asset_kind, asset_id)
join team t on t.person_id = a.owner_id
left join accepted x on x.check_id = g.check_id and x.asset_id = g.asset_id and x.item = coalesce(g.item, '')
where g.origin = 'check' and r.reach = 'live' and g.outcome = 'fail' and x.check_id is null
  and g.opened_at <= $now and not list_contains($personal, g.asset_kind)
group by g.check_id
"""
