"""Quantiles of Student's t, so that an interval needs no statistics library."""

from __future__ import annotations

import math
from statistics import NormalDist


def quantile(share: float, freedom: int) -> float:
    """Return the point below which ``share`` of Student's t with ``freedom`` degrees lies, for a share above one half.

    Found by bisection on the distribution's exact finite series for whole degrees of freedom (Abramowitz & Stegun,
    "Handbook of Mathematical Functions", 26.7.3 and 26.7.4); above 200 degrees by the expansion 26.7.5.
    """
    if not 0.5 < share < 1 or freedom < 1:
        raise ValueError("a share between one half and one, and at least one degree of freedom")
    normal = NormalDist().inv_cdf(share)
    if freedom > 200:
        return normal + (normal**3 + normal) / (4 * freedom)
    low, high = 0.0, 1.0
    while _within(high, freedom) < 2 * share - 1:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < 2 * share - 1 else (low, middle)
    return (low + high) / 2


def _within(point: float, freedom: int) -> float:
    """The share that lies between minus and plus ``point``."""
    angle = math.atan(point / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = 0.0 if freedom == 1 else term
    for step in range(2 + odd, freedom - 1, 2):
        term *= cosine**2 * (step - 1) / step
        total += term
    return 2 / math.pi * (angle + sine * total) if odd else sine * total
