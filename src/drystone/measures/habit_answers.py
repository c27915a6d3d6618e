"""What the API says of habits: the same, and as much withheld and rounded, as the pages."""

# No postponed annotations: ninja would look their names up in ``shell.apis``, whose wrapper it sees.

import datetime as dt
from typing import Any, Literal

from ninja import Schema

from drystone.measures import changes
from drystone.measures.board import Activity, Board, Row
from drystone.measures.changes import Changed
from drystone.measures.coverage import Coverage, Group
from drystone.measures.practice_answers import RateOut, rate
from drystone.program.model import Program


class ShowingOut(Schema):
    """A department, or everybody (""): how many a habit is for and who shows it, in whole multiples of the floor.

    ``waiting`` and ``unheard`` are the others; null where they may be said together only, and of departments.
    """

    name: str
    people: int | None
    under_fifty: bool
    showing: RateOut
    waiting: int | None
    unheard: int | None


class DidOut(Schema):
    """How many people did something in a week; null where nobody counted, or where ``few`` were too few to say."""

    week_start: dt.date
    people: int | None
    few: bool
    keeps_up: bool | None
    burst: bool


class SteadyOut(Schema):
    """How steady it was: weeks with at least half of an average week, and 1 less Gini's coefficient of the weeks.

    Null until all the weeks were counted.
    """

    kept_up: int | None
    of: int
    evenness: float | None
    weeks: list[DidOut]


class HabitOut(Schema):
    """One habit as it is shown by everybody together; ``coverage`` is null before it was counted."""

    habit: str
    name: str
    coverage: ShowingOut | None
    steadiness: SteadyOut


class ChangeOut(Schema):
    """One thing that changed in the program."""

    what: Literal[
        "habit-new", "habit-gone", "activity-new", "activity-gone", "activity-held", "check-new", "check-gone",
        "check-live", "check-quiet", "check-trial", "lesson-new", "lesson-gone",
    ]  # fmt: skip
    id: str
    words: str


class ChangedOut(Schema):
    """What was different in a week; ``digest`` names the version of the program that its run judged by."""

    week_start: dt.date
    digest: str
    changes: list[ChangeOut]


class BoardOut(Schema):
    """Every habit, what people did for any, and what changed; coverage is of the week ``since``."""

    since: dt.date | None
    habits: list[HabitOut]
    any_habit: SteadyOut
    changed: list[ChangedOut]


class CoveredOut(Schema):
    """A habit's coverage in one week, and in departments that are large enough."""

    week_start: dt.date
    everybody: ShowingOut
    departments: list[ShowingOut]


class OneHabitOut(Schema):
    """One habit over the weeks, oldest first."""

    habit: str
    name: str
    weeks: list[CoveredOut]
    steadiness: SteadyOut
    changed: list[ChangedOut]


def board(one: Board, program: Program, language: str) -> dict[str, Any]:
    """Return what the API says of all habits."""
    return {
        "since": one.since,
        "habits": [_row(row, language) for row in one.rows],
        "any_habit": steady(one.whole),
        "changed": changed(one.changed, program, language),
    }


def covered(week: dt.date, coverage: Coverage) -> dict[str, Any]:
    """Return what the API says of a habit in one week."""
    departments = [_group(group) for group in coverage.departments]
    return {"week_start": week, "everybody": _group(coverage.whole), "departments": departments}


def changed(told: tuple[Changed, ...], program: Program, language: str) -> list[dict[str, Any]]:
    """Return what changed in the program, week by week."""
    return [
        {
            "week_start": one.week_start,
            "digest": one.digest,
            "changes": [
                {"what": change.what, "id": change.id, "words": changes.words(change, program, language)}
                for change in one.changes
            ],
        }
        for one in told
    ]


def _row(row: Row, language: str) -> dict[str, Any]:
    told = _group(row.coverage.whole) if row.coverage else None
    name = row.habit.text(language).name
    return {"habit": row.habit.id, "name": name, "coverage": told, "steadiness": steady(row.activity)}


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "people": group.people,
        "under_fifty": group.unsure,
        "showing": rate(group.showing),
        "waiting": group.waiting,
        "unheard": group.unheard,
    }


def steady(activity: Activity) -> dict[str, Any]:
    """Return what the API says of how steady something was."""
    told = activity.steady
    return {
        "kept_up": told.kept_up if told else None,
        "of": len(activity.days),
        "evenness": told.evenness if told else None,
        "weeks": [
            {
                "week_start": day,
                "people": None if activity.few[number] else activity.people[number],
                "few": activity.few[number],
                "keeps_up": told.kept[number] if told else None,
                "burst": day in activity.bursts,
            }
            for number, day in enumerate(activity.days)
        ],
    }
