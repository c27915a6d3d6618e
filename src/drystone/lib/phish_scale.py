"""How hard a phishing message is to detect: the NIST Phish Scale.

Source: S. Dawkins and J. Jacobs, "NIST Phish Scale User Guide", NIST TN 2276 (2023): cues in section 2.1 and table 3,
premise alignment in section 2.2 and tables 4 to 6, difficulty in table 7; first published by M. Steves, K. Greene and
M. Theofanos, "Categorizing human phishing difficulty: a Phish Scale", J. Cybersecurity 6(1), 2020. Bounds and table are
those in which independent implementations of the guide agree. Few cues and a premise that fits the reader's work make a
message hard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Cues = Literal["few", "some", "many"]
Premise = Literal["weak", "medium", "strong"]
Level = Literal["least", "moderately-to-least", "moderately", "very"]

#: The five elements of premise alignment, in the guide's order. The last speaks against the message: it was taught.
ELEMENTS = ("process", "relevance", "situations", "consequences", "training")
#: How far an element applies: not at all, low, moderate, significant, extreme.
SCORES = (0, 2, 4, 6, 8)

_TABLE: dict[tuple[Cues, Premise], Level] = {
    ("few", "strong"): "very",
    ("few", "medium"): "very",
    ("few", "weak"): "moderately",
    ("some", "strong"): "very",
    ("some", "medium"): "moderately",
    ("some", "weak"): "moderately-to-least",
    ("many", "strong"): "moderately",
    ("many", "medium"): "moderately",
    ("many", "weak"): "least",
}


@dataclass(frozen=True, slots=True)
class Rating:
    """A message's difficulty, with what it was found from: cues counted, and the score of its premise (-8 to 32)."""

    level: Level
    cues: int
    cue_category: Cues
    score: int
    premise: Premise


def cue_category(count: int) -> Cues:
    """Return few (1 to 8), some (9 to 14) or many (15 and more). Raises ValueError for less than one cue."""
    if count < 1:
        raise ValueError("a practice message has at least one cue")
    return "few" if count <= 8 else "some" if count <= 14 else "many"


def premise_of(score: int) -> Premise:
    """Return how well a premise of this score aligns: weak (up to 10), medium (11 to 17), strong (18 and more)."""
    return "weak" if score <= 10 else "medium" if score <= 17 else "strong"


def rate(cues: int, alignment: Mapping[str, int]) -> Rating:
    """Return the difficulty of a message with this many cues, and a score for each of ``ELEMENTS``.

    Raises ValueError for no cue, another set of elements, or a score that is none of ``SCORES``.
    """
    if set(alignment) != set(ELEMENTS) or any(value not in SCORES for value in alignment.values()):
        raise ValueError(f"each of {', '.join(ELEMENTS)} has one of the scores {', '.join(map(str, SCORES))}")
    score = sum(alignment[name] for name in ELEMENTS[:4]) - alignment["training"]
    category, premise = cue_category(cues), premise_of(score)
    return Rating(_TABLE[category, premise], cues, category, score, premise)
