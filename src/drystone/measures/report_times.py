"""How fast reports come, are seen and are answered: medians, nine in ten, and the curve, with open ones counted too.

1. Kaplan-Meier, of reports that were told in the ``WATCHED`` before a week. The second clock is the event; what has not
   struck was watched until the week began, or until the report was closed.
2. A time is known as its earliest and its latest. Both ends are counted through: as if each had been the shortest that
   it can have been, and as if each had been the longest. Every figure is the span between the two, and its interval
   goes from the lower end of the one to the upper end of the other.
3. Between two points of the curve, and after the last, lie no reports or at least ``limit``. Shares come in steps of a
   twentieth, or of ``limit`` reports where that is more; times are read off these points; counts come in multiples of
   ``limit``. What differs between two weeks differs by a whole step. The interval of a time is all at which that of its
   share takes the share in (R. Brookmeyer and J. Crowley, "A confidence interval for the median survival time",
   Biometrics 38, 1982, on log(-log)).
4. Nobody may count who told, so five reports may be one person's: of a kind or of a month nothing is said under twice
   the floor, nor where what is left of the whole would say it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil, floor
from typing import Any, Protocol

from drystone.lib import survival
from drystone.lib.proportions import share as proportion
from drystone.measures.floor import ALL, Cell, withhold
from drystone.measures.shares import SURE, about

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
#: Where the curve may have points, in seconds.
GRID = (
    _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE,
    _HOUR, 2 * _HOUR, 4 * _HOUR, 8 * _HOUR, 16 * _HOUR,
    _DAY, 2 * _DAY, 3 * _DAY, 7 * _DAY, 14 * _DAY, 30 * _DAY, 60 * _DAY, 120 * _DAY,
)  # fmt: skip
MEDIAN, NINE_IN_TEN = 0.5, 0.9


class Lasting(Protocol):
    """How long it was between two clocks of a report, in seconds; without ``struck``, how long it was watched."""

    @property
    def shortest(self) -> float: ...
    @property
    def longest(self) -> float: ...
    @property
    def struck(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Point:
    """By so many seconds this share had come so far: between ``least`` and ``most`` by what is known of the times, and
    between ``low`` and ``high`` by what chance leaves (95 %)."""

    seconds: int
    least: float
    most: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Time:
    """By when a share had come so far, in seconds, likewise; None is not within what was seen."""

    least: int | None
    most: int | None
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Times:
    """About how many reports, how many of them still wait, how long half and nine in ten took, and the curve.

    ``half`` and ``most`` are None, and ``points`` empty, where too few are behind them.
    """

    reports: int
    waiting: int
    half: Time | None = None
    most: Time | None = None
    points: tuple[Point, ...] = ()

    @property
    def unsure(self) -> bool:
        """Whether so few are behind it that it says little."""
        return self.reports < SURE

    @classmethod
    def of_figures(cls, told: Mapping[str, Any]) -> Times:
        """Read what was kept."""
        times = {name: Time(**told[name]) if told[name] else None for name in ("half", "most")}
        points = tuple(Point(**one) for one in told["points"])
        return cls(told["reports"], told["waiting"], points=points, **times)


@dataclass(frozen=True, slots=True)
class Sliced:
    """A pair of clocks: all reports (None: too few), each kind and each month (as 2026-05) of which that may be said.

    ``of`` is about how many reports there were at all; those of which the first clock is not known are not in it.
    """

    of: int
    whole: Times | None
    kinds: Mapping[str, Times]
    months: Mapping[str, Times]

    def as_figures(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return asdict(self)

    @classmethod
    def of_figures(cls, told: Mapping[str, Any]) -> Sliced:
        """Read what was kept."""
        slices = {name: {key: Times.of_figures(one) for key, one in told[name].items()} for name in ("kinds", "months")}
        return cls(told["of"], Times.of_figures(told["whole"]) if told["whole"] else None, **slices)


def sliced(told: Sequence[tuple[str, str, Lasting]], of: int, limit: int) -> Sliced:
    """Return what may be shown of (kind, month, how long) of every report of a pair; ``limit`` is the floor."""
    slices: tuple[defaultdict[str, list[Lasting]], ...] = (defaultdict(list), defaultdict(list))
    for *names, one in told:
        for name, group in zip(names, slices, strict=True):
            group[str(name)].append(one)
    whole = [one for _kind, _month, one in told]
    kinds, months = (_parts(group, len(whole), limit) for group in slices)
    return Sliced(about(of, limit), shown(whole, limit) if len(whole) >= limit else None, kinds, months)


def _parts(groups: Mapping[str, Sequence[Lasting]], whole: int, limit: int) -> dict[str, Times]:
    cells = [Cell((name,), len(group)) for name, group in sorted(groups.items())]
    left = withhold([*cells, Cell((ALL,), whole)], floor=2 * limit)
    names = [one.group[0] for one in left if one.count is not None and one.group[0] != ALL]
    return {name: shown(groups[name], limit) for name in names}


def shown(told: Sequence[Lasting], limit: int) -> Times:
    """Return what may be shown of some reports."""
    fast = survival.steps(survival.Observation(one.shortest, one.struck) for one in told)
    slow = survival.steps(survival.Observation(one.longest, one.struck) for one in told)
    edges = _edges(told, limit)
    reports = about(len(told), limit)
    waiting = min(reports, about(sum(not one.struck for one in told), limit))
    if not edges:
        return Times(reports, waiting)
    step = max(0.05, limit / max(limit, reports))
    points = tuple(_point(fast, slow, edge, step) for edge in edges)
    half, most = (_time(points, part) for part in (MEDIAN, NINE_IN_TEN))
    return Times(reports, waiting, half, most, points)


def _edges(told: Sequence[Lasting], limit: int) -> list[int]:
    """Where the curve has points: nobody's, or enough reports' times lie between any two of them and after the last."""
    ends = [[one.shortest for one in told if one.struck], [one.longest for one in told if one.struck]]
    edges: list[int] = []
    last = -1
    for edge in GRID:
        between = [sum(last < at <= edge for at in times) for times in ends]
        after = [sum(at > edge for at in times) for times in ends]
        if any(between) and all(count == 0 or count >= limit for count in (*between, *after)):
            edges.append(edge)
            last = edge
    return edges


def _point(fast: Sequence[survival.Step], slow: Sequence[survival.Step], seconds: int, step: float) -> Point:
    least, most = (1 - survival.waiting_at(curve, seconds) for curve in (slow, fast))
    low, high = 1 - _most_waiting(slow, seconds), 1 - survival.interval(fast, seconds)[0]
    return Point(
        seconds,
        _stepped(round(least / step), step),
        _stepped(round(most / step), step),
        _stepped(floor(low / step + 1e-9), step),
        _stepped(ceil(high / step - 1e-9), step),
    )


def _most_waiting(curve: Sequence[survival.Step], seconds: int) -> float:
    """The upper end of the interval for the share that waits.

    Where nobody waits any more, of which Greenwood's variance says nothing, as many may as Wilson's interval leaves for
    none of those who were the last.
    """
    told = [step for step in curve if step.time <= seconds]
    if not told or told[-1].waiting > 0:
        return survival.interval(curve, seconds)[1]
    before = told[-2].waiting if len(told) > 1 else 1.0
    return before * proportion(0, told[-1].at_risk).high


def _stepped(steps: int, step: float) -> float:
    return min(1.0, max(0.0, round(step * steps, 4)))


def _time(points: Sequence[Point], share: float) -> Time:
    """Read off the curve when a share had come so far: what is shown says all that is said."""

    def at(name: str) -> int | None:
        return next((point.seconds for point in points if getattr(point, name) >= share), None)

    reached = at("high")
    low = max((point.seconds for point in points if reached is None or point.seconds < reached), default=0)
    return Time(at("most"), at("least"), low, at("low"))
