"""How fast gaps are set straight: the Kaplan-Meier estimate, with those that still stand counted too.

1. Gaps of live checks that were opened in the ``WATCHED`` before a week. Set straight is the event; what is still open
   or accepted, and what ended another way (the thing is gone, the check withdrawn), was watched that long without it.
2. Of the whole organisation only. Between two points of the curve, and after the last, stand gaps of nobody or of at
   least ``floor`` people.
3. Shares are said in whole steps of a twentieth, or of ``floor`` gaps where that is more: two weeks' curves never
   differ by one gap. The ends of the interval are moved out to the next step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from drystone.lib import survival
from drystone.measures.shares import about

WATCHED = dt.timedelta(weeks=26)
#: Where the curve may have points, in days.
GRID = (1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180)
#: After the last day of the grid.
EVER = 10_000


@dataclass(frozen=True, slots=True)
class Point:
    """By so many days this share was set straight, and between which ends chance leaves it (95 %)."""

    days: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Closing:
    """About how many gaps were watched (a multiple of the floor), and the curve; empty where too few are behind it."""

    gaps: int
    points: tuple[Point, ...]

    @property
    def half(self) -> int | None:
        """The first day by which half were set straight, None where that is not known."""
        return next((point.days for point in self.points if point.share >= 0.5), None)

    def as_figures(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {"gaps": self.gaps, "points": [[one.days, one.share, one.low, one.high] for one in self.points]}

    @classmethod
    def of_figures(cls, figures: Mapping[str, Any]) -> Closing:
        """Read what was kept."""
        return cls(figures["gaps"], tuple(Point(*point) for point in figures["points"]))


def shown(told: Sequence[survival.Observation], behind: Mapping[tuple[int, int], int], limit: int) -> Closing:
    """Return what may be shown; ``behind`` says whose gaps were set straight after one day of the grid, until another.

    Only pairs of days between which something was set straight are in it; the last day is ``EVER``.
    """
    watched = sum(one.count for one in told)
    steps = survival.steps(told)
    step = max(0.05, limit / max(limit, about(watched, limit)))
    points, last = [], 0
    for day in GRID:
        between, after = behind.get((last, day)), behind.get((day, EVER), 0)
        if between is None or not all(people == 0 or people >= limit for people in (between, after)):
            continue
        low, high = survival.interval(steps, day)
        points.append(
            Point(
                day,
                min(1.0, round(step * round((1 - survival.waiting_at(steps, day)) / step), 4)),
                max(0.0, round(step * floor((1 - high) / step), 4)),
                min(1.0, round(step * ceil((1 - low) / step), 4)),
            )
        )
        last = day
    return Closing(about(watched, limit), tuple(points))
