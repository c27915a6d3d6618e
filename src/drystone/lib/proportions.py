"""Shares with their uncertainty: Wilson's interval for one share, Newcombe's for the difference of two.

Sources: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927); R. G. Newcombe,
"Interval estimation for the difference between independent proportions", method 10 (1998).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

#: The standard normal's two-sided 95 % point.
NINETY_FIVE = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """A share or a difference of shares, with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


def share(count: int, of: int) -> Share:
    """Return ``count`` of ``of`` with Wilson's interval. Raises ValueError unless 0 <= count <= of and of > 0."""
    if not 0 <= count <= of or of == 0:
        raise ValueError(f"{count} of {of} is no share")
    value = count / of
    squared = NINETY_FIVE**2
    middle = (value + squared / (2 * of)) / (1 + squared / of)
    reach = NINETY_FIVE * sqrt(value * (1 - value) / of + squared / (4 * of * of)) / (1 + squared / of)
    # At the ends the interval touches 0 or 1 exactly; arithmetic would miss them by a hair.
    return Share(
        value, 0.0 if count == 0 else max(0.0, middle - reach), 1.0 if count == of else min(1.0, middle + reach)
    )


def difference(first: Share, second: Share) -> Share:
    """Return the first share less the second, for two groups that share nobody, with Newcombe's interval."""
    value = first.value - second.value
    below = sqrt((first.value - first.low) ** 2 + (second.high - second.value) ** 2)
    above = sqrt((first.high - first.value) ** 2 + (second.value - second.low) ** 2)
    return Share(value, value - below, value + above)
