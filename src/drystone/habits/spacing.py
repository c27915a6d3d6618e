"""When something is worth asking again: FSRS with two grades, guessing allowed for, and a last interval.

The rules:

1. An answer is right or wrong. FSRS (Ye et al., "A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition
   Scheduling", KDD 2022; version 6 by the package ``fsrs``) says what each would mean for a memory: its *stability* is
   the number of days after which it is recalled with probability 0.9.
2. Who does not know may guess: with ``chance`` a right answer is right by luck. How much a right answer proves is the
   share of the right answers that come from knowing, ``known = r / (r + (1 - r) * chance)``, where r is how likely they
   were to recall it just before, by FSRS, and ``FIRST`` where nothing was known.
3. So stability grows by that much only: to ``before * (grown / before) ** known``; at a first answer ``before`` is what
   a wrong one would have left. A wrong answer is believed as it is.
4. It is asked again when, by this reckoning, the probability of recall has fallen to ``ASKED_AT``, so that it is still
   ``TARGET`` when the question comes: after one day at least and ``LONGEST`` days at most, as what teaching leaves has
   gone after four to six months (Reinheimer et al., SOUPS 2020).
5. Nothing is drawn by lot: the same answers at the same moments give the same days.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from fsrs import Card, Rating, Scheduler, State

#: How likely a person should recall an item when it comes back.
TARGET: Final = 0.8
#: A week's rhythm brings a question days after it is worth asking, luck passes for knowing, and nobody forgets as FSRS
#: expects of everybody: in the simulated year (tests/habits/test_year.py) these together take eight or nine points.
ASKED_AT: Final = 0.88
LONGEST: Final = 120
#: For how many days a question rests at least, once its habit was shown.
SHOWN: Final = 14
#: How likely somebody who has just read the story knows what they were never asked.
FIRST: Final = 0.7

_SCHEDULER = Scheduler(
    desired_retention=ASKED_AT, learning_steps=(), relearning_steps=(), maximum_interval=LONGEST, enable_fuzzing=False
)
_DECAY = -_SCHEDULER.parameters[20]
_FACTOR = 0.9 ** (1 / _DECAY) - 1


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of somebody's memory of an item at a moment (aware, UTC), and in how many days to ask again."""

    stability: float
    difficulty: float
    at: dt.datetime
    interval: int = 1

    @property
    def due(self) -> dt.datetime:
        """From when on it is worth asking again."""
        return self.at + dt.timedelta(days=self.interval)


def recall(memory: Memory, at: dt.datetime) -> float:
    """Return how likely they recall it at a moment, from 0 to 1 (FSRS; whole days count)."""
    return _SCHEDULER.get_card_retrievability(_card(memory, memory.at), at)


def proves(chance: float, prior: float) -> float:
    """Return which share of right answers comes from knowing, where so many know and the others guess."""
    return prior / (prior + (1 - prior) * chance)


def review(memory: Memory | None, *, right: bool, chance: float, at: dt.datetime) -> Memory:
    """Return the memory after an answer at a moment (aware, UTC); ``chance`` is that of a right one by luck."""
    new = _SCHEDULER.review_card(_card(memory, at), Rating.Good if right else Rating.Again, at)[0]
    assert new.stability is not None
    assert new.difficulty is not None
    stability = new.stability
    if right:
        before = memory.stability if memory else _SCHEDULER.parameters[0]
        known = proves(chance, recall(memory, at) if memory else FIRST)
        stability = before * (stability / before) ** known
    return Memory(stability, new.difficulty, at, interval(stability))


def interval(stability: float) -> int:
    """Return after how many days recall has fallen to ``ASKED_AT``, from 1 to ``LONGEST``."""
    days: float = stability / _FACTOR * (ASKED_AT ** (1 / _DECAY) - 1)
    return min(LONGEST, max(1, round(days)))


def rests(days: int) -> dt.timedelta:
    """Return how long a question rests from when its habit was shown in real life; ``days`` is how long it last did."""
    return dt.timedelta(days=min(LONGEST, max(days, SHOWN)))


def _card(memory: Memory | None, at: dt.datetime) -> Card:
    # Without an id and a due date the package would read the clock, and wait for it.
    if memory is None:
        return Card(card_id=0, due=at)
    return Card(
        card_id=0,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=at,
        last_review=memory.at,
    )
