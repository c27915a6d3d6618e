"""How far several parties agree over many activities: raw agreement, Krippendorff's alpha and Gwet's AC1, side by side.

A unit is an activity, a rating is the one answer of one party; parties may be missing. Labels are nominal: two answers
are the same or they are not. One coefficient alone misleads: where nearly everybody names the same position, alpha is
low although hardly anyone differs (Gwet 2008), so the three always stand together.

Sources: K. Krippendorff, "Computing Krippendorff's alpha-reliability" (2011); K. L. Gwet, "Computing inter-rater
reliability and its variance in the presence of high agreement", British Journal of Mathematical and Statistical
Psychology 61 (2008); the same, "Handbook of Inter-Rater Reliability", 4th edition (2014), chapters 2, 3 and 5 for the
standard errors, which are linearisations over the units.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from drystone.responsibility.agreement.student import quantile

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A figure at most 1, with the bounds of its 95 % interval (both None with fewer than two units)."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The three figures; ``units`` have at least two answers, ``ratings`` counts theirs.

    ``alpha`` is None where every answer is the same: nothing then varies, so that agreement beyond chance is undefined.
    """

    units: int
    ratings: int
    raw: Coefficient
    alpha: Coefficient | None
    ac1: Coefficient


def agreement(units: Sequence[Sequence[str]], *, labels: int) -> Agreement | None:
    """Measure the agreement within units; each is the answers it got, one a party, in any order.

    ``labels`` is how many different answers could have been given, at least two; AC1 needs it. Returns None where no
    unit has two answers. Raises ValueError where more labels occur than were said to be possible.
    """
    counts = _counts([unit for unit in units if unit])
    if counts.shape[1] > labels or labels < 2:
        raise ValueError(f"{counts.shape[1]} different answers, but only {labels} were said to be possible")
    paired = counts[counts.sum(axis=1) >= 2]
    if not paired.shape[0]:
        return None
    return Agreement(
        units=paired.shape[0],
        ratings=int(paired.sum()),
        raw=_estimate(_same_by_unit(counts)),
        alpha=_alpha(paired),
        ac1=_ac1(counts, labels),
    )


def _counts(units: Sequence[Sequence[str]]) -> Floats:
    """Return a unit × label table of how often each answer was given."""
    found = sorted({label for unit in units for label in unit})
    column = {label: index for index, label in enumerate(found)}
    counts = np.zeros((len(units), len(found)))
    for row, unit in enumerate(units):
        np.add.at(counts[row], [column[label] for label in unit], 1.0)
    return counts


def _same_by_unit(counts: Floats) -> Floats:
    """The share of pairs of answers that are the same, so scaled that its mean is that of the units with a pair."""
    answers = counts.sum(axis=1)
    same = (counts * (counts - 1)).sum(axis=1) / np.maximum(answers * (answers - 1), 1)
    scaled: Floats = same * (answers.size / np.count_nonzero(answers >= 2))
    return scaled


def _ac1(counts: Floats, labels: int) -> Coefficient:
    """Gwet's AC1: chance agreement falls as the answers come close to being one only.

    Units with a single answer have no pair, but say how often each label is given.
    """
    answers = counts.sum(axis=1)
    within = counts / answers[:, None]
    share = within.mean(axis=0)
    by_unit = (within * (1 - share)).sum(axis=1) / (labels - 1)
    chance = float((share * (1 - share)).sum() / (labels - 1))
    paired = np.where(answers >= 2, answers.size / np.count_nonzero(answers >= 2), 0.0)
    beyond = (_same_by_unit(counts) - chance * paired) / (1 - chance)
    value = float(beyond.mean())
    return _estimate(beyond - 2 * (1 - value) * (by_unit - chance) / (1 - chance), value)


def _alpha(counts: Floats) -> Coefficient | None:
    """Krippendorff's alpha for nominal labels; its standard error is that of the figure before the last step."""
    answers = counts.sum(axis=1)
    total, usual = float(answers.sum()), float(answers.mean())
    share = counts.sum(axis=0) / total
    chance = float((share**2).sum())
    if math.isclose(chance, 1.0):
        return None
    seen = (counts * (counts - 1)).sum(axis=1) / (usual * (answers - 1))
    observed = float(seen.mean())
    # Pairs are drawn without replacement, which matters where there are few answers (Krippendorff 2011, step D).
    value = (observed + (1 - observed) / total - chance) / (1 - chance)
    plain = (observed - chance) / (1 - chance)
    more = (answers - usual) / usual
    expected = (counts * share).sum(axis=1) / usual - chance * more
    by_unit = (seen - observed * more - chance) / (1 - chance) - 2 * (1 - plain) * (expected - chance) / (1 - chance)
    return _estimate(by_unit - plain + value, value)


def _estimate(by_unit: Floats, value: float | None = None) -> Coefficient:
    """A mean over units with its interval by Student's t; no figure of agreement can be above one."""
    units = by_unit.shape[0]
    value = float(by_unit.mean()) if value is None else value
    if units < 2:
        return Coefficient(value, None, None)
    error = math.sqrt(float(((by_unit - value) ** 2).sum()) / (units * (units - 1)))
    reach = quantile(0.975, units - 1) * error
    return Coefficient(value, max(-1.0, value - reach), min(1.0, value + reach))
