"""How long something takes on average within a bounded time, where some were not watched to the end, with its spread.

The mean is the area under the Kaplan-Meier estimate up to a time. Its variance adds up what each observation moves the
area by (the influence function of the estimate), first within a cluster: several observations of one person are not so
many people. Sources: P. Royston and M. K. B. Parmar, "Restricted mean survival time", BMC Med. Res. Methodol. 13
(2013), 152; E. W. Lee, L. J. Wei and D. A. Amato, "Cox-type regression analysis for large numbers of small groups of
correlated failure time observations" (1992), for adding up within clusters; F. E. Satterthwaite (1946) for the freedom
of a difference; M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions" (1964), 26.7.5, for Student's t.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean within a bounded time, the variance of its estimate, and from how many clusters."""

    value: float
    variance: float
    clusters: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One mean less another, with the ends of its interval, and how large a difference would have been seen.

    ``detectable`` is the true difference that four of five such comparisons would have told from none.
    """

    value: float
    low: float
    high: float
    detectable: float

    @property
    def told(self) -> bool:
        """Whether the interval leaves no difference out: something was detected."""
        return self.low > 0 or self.high < 0


def restricted_mean(times: _Floats, happened: NDArray[np.bool_], clusters: NDArray[np.int64], until: float) -> Mean:
    """Return the mean time until something happened, counting at most ``until`` of each.

    ``times`` are how long each was watched, ``happened`` whether it happened then, ``clusters`` whose it is (from
    0 on). Raises ValueError where there is nothing, a time is negative, or ``until`` is not positive.
    """
    if not len(times) or until <= 0 or float(times.min()) < 0:
        raise ValueError("a mean needs times that are not negative, and a bound")
    seen = np.minimum(times, until)
    ended = happened & (times <= until)
    at, events = np.unique(seen[ended], return_counts=True)
    at_risk = len(seen) - np.searchsorted(np.sort(seen), at, side="left")
    hazard = events / at_risk
    waiting = np.cumprod(1 - hazard)
    widths = np.diff(np.append(at, until))
    steps = waiting * widths
    first = float(at[0]) if len(at) else until
    # The area that is still to come after each step, with that step's own factor taken out of it again.
    ahead = np.cumsum(steps[::-1])[::-1]
    pull = np.divide(ahead, (1 - hazard) * at_risk, out=np.zeros_like(ahead), where=hazard < 1)
    passed = np.concatenate([[0.0], np.cumsum(pull * hazard)])
    moved = passed[np.searchsorted(at, seen, side="right")]
    moved[ended] -= pull[np.searchsorted(at, seen[ended])]
    each = np.bincount(clusters, weights=moved)
    number = len(np.unique(clusters))
    spread = float(np.sum(each**2)) * (number / (number - 1) if number > 1 else 1.0)
    return Mean(first + float(np.sum(steps)), spread, number)


def difference(one: Mean, other: Mean, *, confidence: float = 0.95, power: float = 0.8) -> Difference:
    """Return one mean less another of other clusters, with an interval of this confidence by Student's t.

    Raises ValueError where either is of fewer than two clusters.
    """
    if min(one.clusters, other.clusters) < 2:
        raise ValueError("a spread is known of two clusters or more")
    value, total = one.value - other.value, one.variance + other.variance
    parts = sum(mean.variance**2 / (mean.clusters - 1) for mean in (one, other))
    freedom = total**2 / parts if parts else 1.0
    reach, spread = student(0.5 + confidence / 2, freedom), sqrt(total)
    detectable = (reach + student(power, freedom)) * spread
    return Difference(value, value - reach * spread, value + reach * spread, detectable)


def student(share: float, freedom: float) -> float:
    """Return the point under which this share of Student's t lies; within a hundredth from four degrees of freedom."""
    z = NormalDist().inv_cdf(share)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return z + sum(term / freedom ** (power + 1) for power, term in enumerate(terms))


def uneven(counts: list[int]) -> bool:
    """Whether drawing by even lots would hardly ever (one time in a thousand) give such counts: then it was not even.

    Pearson's chi-squared over at most four counts. A draw that came out so says that something went wrong with it.
    """
    expected = sum(counts) / len(counts)
    if not expected:
        return False
    distance = sum((count - expected) ** 2 / expected for count in counts)
    return distance > _CHI_SQUARED[len(counts)]


#: The points beyond which one in a thousand lies, by the number of counts (one more than the degrees of freedom).
_CHI_SQUARED = {2: 10.828, 3: 13.816, 4: 16.266}
