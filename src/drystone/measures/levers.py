"""Which habits would free the most: what would close, and which ways to slip it answers, were a habit everybody's.

Of each habit: the open gaps of its live checks, how many of them are past their day, the goals that lean on the
activities of these checks, the kinds of slip (playbooks) that name it, and the beliefs in its way that are common.
Gaps are counted once a week, in whole multiples of the floor, and not where fewer people than the floor own them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drystone.lake.engines import Engine
from drystone.lib.clock import naive_utc
from drystone.measures.shares import about
from drystone.program.model import Habit, Program


@dataclass(frozen=True, slots=True)
class Lever:
    """One habit. ``gaps`` and ``overdue`` are None where too few people own them.

    ``goals`` are ids of objectives, ``slips`` of playbooks, ``beliefs`` of misconceptions.
    """

    habit: Habit
    gaps: int | None
    overdue: int | None
    goals: tuple[str, ...]
    slips: tuple[str, ...]
    beliefs: tuple[str, ...]


def counted(engine: Engine, program: Program, *, as_of: dt.datetime) -> dict[str, dict[str, Any]]:
    """Count the gaps of every habit in one look-up; what is returned may be shown."""
    floor = program.settings.privacy.group_floor
    checks = {check.id: check.habit for check in program.checks.values() if check.habit}
    at = {"today": as_of.astimezone(dt.UTC).date(), "now": naive_utc(as_of), "checks": [*checks],
          "habits": [*checks.values()]}  # fmt: skip
    found = {key: {"gaps": 0, "overdue": 0, "people": [0, 0]} for key in program.habits}
    for habit_id, gaps, overdue, people, late in engine.rows(_GAPS, at):
        found[habit_id] = {"gaps": gaps, "overdue": overdue, "people": [people, late]}
    return {key: _shown(one, floor) for key, one in found.items()}


def _shown(one: Mapping[str, Any], floor: int) -> dict[str, int | None]:
    people, late = one["people"]
    gaps = about(one["gaps"], floor) if people == 0 or people >= floor else None
    whole = gaps is not None and (late == 0 or late >= floor)
    return {"gaps": gaps, "overdue": about(one["overdue"], floor) if whole else None}


def ranked(
    program: Program, figures: Mapping[str, Mapping[str, Any]], beliefs: Sequence[tuple[str, str]]
) -> tuple[Lever, ...]:
    """Return the habits, what would free the most first; ``beliefs`` are common ones, with the habit of each.

    By gaps, then by kinds of slip, then by goals; a habit whose gaps are withheld stands as if it had none.
    """
    made = [_lever(habit, program, figures.get(habit.id, {}), beliefs) for habit in program.habits.values()]
    return tuple(sorted(made, key=lambda one: (-(one.gaps or 0), -len(one.slips), -len(one.goals))))


def _lever(habit: Habit, program: Program, told: Mapping[str, Any], beliefs: Sequence[tuple[str, str]]) -> Lever:
    activities = {check.activity for check in program.checks.values() if check.habit == habit.id}
    leans = {goal for key in activities if key in program.activities for goal in program.activities[key].protects}
    return Lever(
        habit,
        told.get("gaps"),
        told.get("overdue"),
        tuple(key for key in program.objectives if key in leans),
        tuple(book.id for book in program.playbooks.values() if book.habit == habit.id),
        tuple(belief for belief, of in beliefs if of == habit.id),
    )


_GAPS = """
with accepted as (
  select distinct check_id, asset_id, coalesce(item, '') as item from "exception"
  where status = 'approved' and until >= $today
), of_habit as (select unnest($checks) as check_id, unnest($habits) as habit_id)
select h.habit_id, count(*), count(*) filter (where g.due < $now), count(distinct a.owner_id),
       count(distinct a.owner_id) filter (where g.due < $now)
from gap g join of_habit h using (check_id) join check_reach r using (check_id)
left join asset a on a.asset_kind = g.asset_kind and a.asset_id = g.asset_id
left join accepted x on x.check_id = g.check_id and x.asset_id = g.asset_id and x.item = coalesce(g.item, '')
where g.origin = 'check' and r.reach = 'live' and x.check_id is null
group by h.habit_id
"""
