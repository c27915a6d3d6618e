"""The pages of objectives, in words for whoever steers: what helps a goal, and what stands in its way.

Activities, things and counts; never a person, and no count of few people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from drystone.catalogue import wording
from drystone.measures.standing import Standing, standings
from drystone.program.model import Activity, Objective, Program
from drystone.shell import site


@dataclass(frozen=True, slots=True)
class Loose:
    """The gaps of an activity; the counts are None where they are of too few people. ``since`` is UTC."""

    things: int | None
    late: int | None
    since: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """An activity that protects an objective, and how it stands."""

    activity_id: str
    name: str
    state: str
    state_words: str | Promise
    held: str | Promise
    loose: Loose | None
    unknown: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """An objective in the list, with how many activities stand how; ``suggested`` ones count nowhere else."""

    objective: Objective
    owner: str
    matters: str | Promise
    firm: int
    loose: int
    missing: int
    unknown: int
    suggested: int

    @property
    def agreed(self) -> int:
        """How many activities protect it that were agreed on."""
        return self.firm + self.loose + self.missing + self.unknown


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page of an objective says."""

    summary: Summary
    firm: tuple[Line, ...]
    loose: tuple[Line, ...]
    missing: tuple[Line, ...]
    unknown: tuple[Line, ...]
    suggested: tuple[Line, ...]
    as_of: dt.datetime | None


def listing() -> list[Summary]:
    """Return every objective with how it stands, what matters most first."""
    program = site.program()
    states = _standings(program)
    found = [_summary(program, one, states) for one in program.objectives.values()]
    return sorted(found, key=lambda one: -one.objective.criticality)


def page(objective_id: str) -> Page:
    """Put the page of an objective together; before the first run everything is unknown."""
    program = site.program()
    objective = program.objectives[objective_id]
    states = _standings(program)
    by_state: dict[str, list[Line]] = {"firm": [], "loose": [], "missing": [], "unknown": [], "suggested": []}
    for activity in _protecting(program, objective):
        state = states[activity.id].state if activity.id in states else "unknown"
        line = _line(activity, states.get(activity.id))
        by_state["suggested" if activity.standing == "suggested" else state].append(line)
    by_state["loose"].sort(key=lambda line: line.loose.since.timestamp() if line.loose and line.loose.since else 0.0)
    current = site.snapshot()
    return Page(
        _summary(program, objective, states),
        **{name: tuple(lines) for name, lines in by_state.items()},
        as_of=current.as_of if current else None,
    )


def _protecting(program: Program, objective: Objective) -> Iterable[Activity]:
    return [one for one in program.activities.values() if objective.id in one.protects]


def _standings(program: Program) -> dict[str, Standing]:
    if site.snapshot() is None:
        return {}
    with site.reading() as engine:
        return standings(program, engine)


def _loose(standing: Standing | None) -> Loose | None:
    if standing is None or not standing.open_gaps:
        return None
    gaps = standing.figures[""].gaps
    return Loose(gaps["open_gaps"], gaps["overdue"], standing.oldest)


def _line(activity: Activity, standing: Standing | None) -> Line:
    state = standing.state if standing else "unknown"
    return Line(
        activity.id,
        activity.name,
        state,
        wording.STATES[state],
        wording.LADDER[activity.held_by][0],
        _loose(standing),
        standing.shown["unknown"] if standing else 0,
    )


def _summary(program: Program, objective: Objective, states: Mapping[str, Standing]) -> Summary:
    counts = dict.fromkeys(("firm", "loose", "missing", "unknown"), 0)
    suggested = 0
    for activity in _protecting(program, objective):
        if activity.standing == "suggested":
            suggested += 1
        else:
            counts[states[activity.id].state if activity.id in states else "unknown"] += 1
    owner = wording.position(program, objective.owner) if objective.owner else ""
    return Summary(objective, owner, wording.CRITICALITY[objective.criticality], **counts, suggested=suggested)
