"""How long until something happens, where for some it has not happened yet: the Kaplan-Meier estimate.

Source: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", J. Amer. Statist. Assoc. 53
(1958), 457-481.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from math import exp, log, sqrt

from drystone.lib.proportions import NINETY_FIVE


@dataclass(frozen=True, slots=True)
class Observation:
    """How long ``count`` of them were watched, and whether it ``happened`` then or watching ended."""

    time: float
    happened: bool
    count: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """From this time on, ``waiting`` is the share for whom it has not happened; ``events`` happened at this time."""

    time: float
    waiting: float
    at_risk: int
    events: int


def steps(observations: Iterable[Observation]) -> tuple[Step, ...]:
    """Return the estimate as steps down from 1, one for each time at which something happened, earliest first.

    Who stopped being watched at the time of an event counts as still at risk at it, as the authors have it. Raises
    ValueError for a negative time or count.
    """
    told = sorted(observations, key=lambda one: one.time)
    if any(one.time < 0 or one.count < 0 for one in told):
        raise ValueError("times and counts are not negative")
    at_risk = sum(one.count for one in told)
    waiting, found = 1.0, []
    for time, group in groupby(told, key=lambda one: one.time):
        counts: Counter[bool] = Counter()
        for one in group:
            counts[one.happened] += one.count
        if counts[True]:
            waiting *= 1 - counts[True] / at_risk
            found.append(Step(time, waiting, at_risk, counts[True]))
        at_risk -= counts.total()
    return tuple(found)


def waiting_at(curve: Iterable[Step], time: float) -> float:
    """Return the share for whom it has not happened by this time."""
    share = 1.0
    for step in curve:
        if step.time > time:
            break
        share = step.waiting
    return share


def time_until(curve: Iterable[Step], share: float) -> float | None:
    """Return the first time by which it happened for this share (0.5 is the median), or None: not within what was seen.

    Raises ValueError unless 0 < share <= 1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"{share} is no share to wait for")
    # Products of fractions miss the half that they stand for by a hair.
    return next((step.time for step in curve if step.waiting <= 1 - share + 1e-12), None)


def interval(curve: Iterable[Step], time: float) -> tuple[float, float]:
    """Return the ends of the 95 % interval for the share that waits at a time: Greenwood's variance, on log(-log).

    Where nothing happened yet, or it happened to all who were watched, the estimate says nothing of chance: both ends
    are the share itself. Sources: M. Greenwood, "The natural duration of cancer" (1926); J. D. Kalbfleisch and R. L.
    Prentice, "The Statistical Analysis of Failure Time Data" (1980), section 1.4.
    """
    share, spread = 1.0, 0.0
    for step in curve:
        if step.time > time:
            break
        share = step.waiting
        if step.at_risk > step.events:
            spread += step.events / (step.at_risk * (step.at_risk - step.events))
    if share in (0.0, 1.0):
        return share, share
    reach = NINETY_FIVE * sqrt(spread) / abs(log(share))
    return share ** exp(reach), share ** exp(-reach)
