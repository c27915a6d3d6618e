"""What the page of measures says of habits: coverage and steadiness of each, and what changed in the program."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drystone.habits import figures as habit_figures
from drystone.habits.weeks import week_of
from drystone.measures import changes, keeping
from drystone.measures.changes import Changed
from drystone.measures.coverage import Coverage
from drystone.measures.shares import about
from drystone.measures.steadiness import WEEKS, Steadiness, steadiness
from drystone.program.model import Habit, Program
from drystone.shell import site


@dataclass(frozen=True, slots=True)
class Activity:
    """How many people did something for a habit, week by week, oldest first, in whole multiples of the floor.

    ``people`` is None where nobody counted, ``few`` says where they were some, but too few to say. ``steady`` is None
    where not all of the last weeks were counted; ``counted`` says how many were.
    """

    days: tuple[dt.date, ...]
    people: tuple[int | None, ...]
    few: tuple[bool, ...]
    steady: Steadiness | None

    @property
    def counted(self) -> int:
        """How many of these weeks were counted."""
        return sum(one is not None for one in self.people)

    @property
    def bursts(self) -> tuple[dt.date, ...]:
        """The Mondays of the weeks that are bursts."""
        return tuple(self.days[number] for number in self.steady.bursts) if self.steady else ()


@dataclass(frozen=True, slots=True)
class Row:
    """One habit: its coverage (None: not counted yet) and its activity."""

    habit: Habit
    coverage: Coverage | None
    activity: Activity


@dataclass(frozen=True, slots=True)
class Board:
    """Every habit of the program, in its order; ``whole`` is what people did for any; coverage is of week ``since``."""

    since: dt.date | None
    rows: tuple[Row, ...]
    whole: Activity
    changed: tuple[Changed, ...]


def current(today: dt.date) -> Board:
    """Return what may be shown now, in three queries. The weeks end with the last that is over."""
    program = site.program()
    kept = keeping.newest("coverage")
    told = {one.key: Coverage.of_figures(one.key, one.figures, one.floor) for one in kept}
    did = activities(program, today)
    rows = tuple(Row(habit, told.get(key), did[key]) for key, habit in program.habits.items())
    return Board(kept[0].since if kept else None, rows, did[""], program_changes(today - dt.timedelta(weeks=26)))


def day_of(moment: dt.datetime, program: Program) -> dt.date:
    """Return the day in the organisation's time zone: of a moment (aware)."""
    week = week_of(moment, program)
    return week.monday + (moment - week.begins) // dt.timedelta(days=1) * dt.timedelta(days=1)


def program_changes(since: dt.date) -> tuple[Changed, ...]:
    """Return what changed in the program, week by week, oldest first. One query."""
    return changes.changed([(one.since, one.figures) for one in keeping.read("program", since=since)])


def activities(program: Program, today: dt.date) -> Mapping[str, Activity]:
    """Return the last weeks of every habit, and of all together (""). One query."""
    monday = today - dt.timedelta(days=today.weekday())
    days = tuple(monday - dt.timedelta(weeks=back) for back in range(WEEKS, 0, -1))
    found: defaultdict[str, dict[dt.date, int | None]] = defaultdict(dict)
    for day, habit_id, people in habit_figures.weeks(since=days[0]):
        found[habit_id][day] = people
    floor = program.settings.privacy.group_floor
    return {habit_id: activity(found[habit_id], days, floor) for habit_id in ("", *program.habits)}


def activity(counts: Mapping[dt.date, int | None], days: Sequence[dt.date], floor: int) -> Activity:
    """Say weekly counts as they may be shown; None of a day that is there means: too few to say."""
    few = tuple(day in counts and counts[day] is None for day in days)
    people = tuple(
        floor // 2 if rare else None if day not in counts else about(counts[day] or 0, floor)
        for day, rare in zip(days, few, strict=True)
    )
    known = [one for one in people if one is not None]
    steady = steadiness(known, moved=floor - 1) if len(known) == len(days) else None
    return Activity(tuple(days), people, few, steady)


def coverage_of(habit_id: str, since: dt.date) -> tuple[tuple[dt.date, Coverage], ...]:
    """Return a habit's coverage by week, oldest first. One query."""
    kept = keeping.read("coverage", key=habit_id, since=since)
    return tuple((one.since, Coverage.of_figures(habit_id, one.figures, one.floor)) for one in kept)
