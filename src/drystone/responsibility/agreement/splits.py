"""How one activity's answers split: the most named answer, how often two agree, and the entropy."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Split:
    """How answers to one question split.

    ``share`` is that of the most named answer (the first by name where several tie), ``pairwise`` the share of pairs
    of answers that are the same (None below two answers), ``entropy`` is in bits: 0 for one voice, 1 for two halves.
    """

    answers: int
    most_named: str
    share: float
    pairwise: float | None
    entropy: float


def split(answers: Sequence[str]) -> Split | None:
    """Measure how these answers split; None where there are none. Source: Shannon 1948 for the entropy."""
    if not answers:
        return None
    counts, total = Counter(answers), len(answers)
    most_named = min(counts, key=lambda answer: (-counts[answer], answer))
    same, pairs = sum(count * (count - 1) for count in counts.values()), total * (total - 1)
    entropy = sum(count / total * math.log2(total / count) for count in counts.values())
    return Split(total, most_named, counts[most_named] / total, same / pairs if pairs else None, entropy)
