"""How steady something is that people do week by week: bursts before audits show as bursts.

``kept_up`` counts the weeks with at least half as much as an average week. The usual form of that measure takes the
middle week in place of the average one; where most weeks are empty and two are full, half of the middle week is nothing
and every week keeps up with it, so we take the average.

``evenness`` is 1 less Gini's coefficient of the weekly counts, freed from its bias in few weeks (n / (n - 1)): 1 where
every week is the same, 0 where everything is in one. Source: C. Gini, "Variabilità e mutabilità" (1912); G. Deltas,
"The small-sample bias of the Gini coefficient", Rev. Econ. Stat. 85 (2003).

A burst is a week with over twice as much as the middle week, and more above it than chance leaves (three times its
square root, as for counts that come by themselves).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

#: Over how many weeks one looks.
WEEKS = 12


@dataclass(frozen=True, slots=True)
class Steadiness:
    """``kept_up`` of ``weeks`` weeks kept up; ``bursts`` are their numbers, from 0. Evenness is None where nothing is.

    ``kept`` says it week by week.
    """

    weeks: int
    kept_up: int
    evenness: float | None
    bursts: tuple[int, ...]
    kept: tuple[bool, ...]


def steadiness(counts: Sequence[float], *, moved: float = 0.0) -> Steadiness | None:
    """Say how steady weekly counts are, oldest first; None of fewer than ``WEEKS`` weeks. Looks at the last ``WEEKS``.

    ``moved`` is how far rounding may have moved two counts apart: no burst is made of that. Raises ValueError for a
    negative count.
    """
    if any(count < 0 for count in counts):
        raise ValueError("counts are not negative")
    last = list(counts)[-WEEKS:]
    if len(last) < WEEKS:
        return None
    total = sum(last)
    if not total:
        return Steadiness(WEEKS, 0, None, (), (False,) * WEEKS)
    kept = tuple(count >= total / WEEKS / 2 for count in last)
    return Steadiness(WEEKS, sum(kept), _evenness(last, total), _bursts(last, moved), kept)


def _evenness(counts: Sequence[float], total: float) -> float:
    number = len(counts)
    # Of sorted counts, the sum of all differences between two of them is a weighted sum: no pair has to be looked at.
    apart = sum((2 * place - number - 1) * count for place, count in enumerate(sorted(counts), 1))
    return max(0.0, 1 - apart / (total * (number - 1)))


def _bursts(counts: Sequence[float], moved: float) -> tuple[int, ...]:
    middle = median(counts)
    most = max(2 * middle, middle + 3 * sqrt(max(middle, 1.0))) + moved
    return tuple(number for number, count in enumerate(counts) if count > most)
