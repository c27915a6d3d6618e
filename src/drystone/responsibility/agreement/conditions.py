"""What stands out when parties answered alone: four conditions between what each claims and what others say, and drift.

A coefficient tells how bad it is; these tell what to talk about. They are about parties, never about people.
Sources: responsibility charting (Beckhard & Harris, "Organizational Transitions", 1987; Smith & Erwin, "Role and
Responsibility Charting") for comparing what a party claims with what the others expect of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drystone.responsibility.agreement.splits import Split, split

#: Answers to "who answers for it?" that name no position.
NOBODY, DONT_KNOW, NOT_OURS = "(nobody)", "(don't know)", "(not ours)"
UNNAMED = frozenset({NOBODY, DONT_KNOW, NOT_OURS})


class Condition(StrEnum):
    """What can stand out about one activity."""

    ORPHAN = "orphan"
    CONTESTED = "contested"
    UNAWARE = "unaware"
    UNRECOGNISED = "unrecognised"
    DRIFT = "today-is-not-should"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one ballot says of one activity: who answers for it (a position or a word above), and its own part.

    ``mine`` holds the letters that the party claims for itself; ``should`` is who should answer for it, None where the
    ballot did not say.
    """

    party: str
    answers_for: str
    mine: frozenset[str] = frozenset()
    should: str | None = None


@dataclass(frozen=True, slots=True)
class Standout:
    """One condition of one activity and the positions or parties that it is about."""

    condition: Condition
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One activity on the agenda: how the answers split and what stands out; ``weight`` orders the agenda."""

    activity_id: str
    today: Split | None
    standouts: tuple[Standout, ...]
    weight: float


def agenda(
    answers: Mapping[str, Sequence[Answer]],
    *,
    positions: Mapping[str, frozenset[str]],
    criticality: Mapping[str, int],
) -> tuple[Item, ...]:
    """Return every answered activity, the one most worth an hour together first: disagreement times criticality.

    What stands out counts as a quarter of full disagreement each, since all may agree that a thing is nobody's.

    ``positions`` says which positions each party holds, ``criticality`` is 1 to 4 (2 where it is not said). "Don't
    know" is an answer that agrees with nobody, not even with another "don't know".
    """
    items = [
        _item(activity_id, given, positions, criticality.get(activity_id, 2))
        for activity_id, given in answers.items()
        if given
    ]
    return tuple(sorted(items, key=lambda item: (-item.weight, item.activity_id)))


def _item(activity_id: str, given: Sequence[Answer], positions: Mapping[str, frozenset[str]], criticality: int) -> Item:
    today = split([_told_apart(answer.answers_for, index) for index, answer in enumerate(given)])
    standouts = tuple(_standouts(given, positions))
    disagreement = 1 - today.pairwise if today is not None and today.pairwise is not None else 0.0
    return Item(activity_id, today, standouts, criticality * (disagreement + 0.25 * len(standouts)))


def _told_apart(answer: str, index: int) -> str:
    return f"{DONT_KNOW} {index}" if answer == DONT_KNOW else answer


def _standouts(given: Sequence[Answer], positions: Mapping[str, frozenset[str]]) -> Iterable[Standout]:
    claiming = {answer.party for answer in given if _claims(answer, positions)}
    named = [answer.answers_for for answer in given]
    if not claiming or named.count(NOBODY) * 2 > len(named):
        yield Standout(Condition.ORPHAN, ())
    if len(claiming) > 1:
        yield Standout(Condition.CONTESTED, tuple(sorted(claiming)))
    parties = sorted({answer.party for answer in given})
    others = _Others(given, positions)
    unaware = [party for party in parties if party not in claiming and others.name(party)]
    if unaware:
        yield Standout(Condition.UNAWARE, tuple(unaware))
    unrecognised = [party for party in parties if party in claiming and others.deny(party)]
    if unrecognised:
        yield Standout(Condition.UNRECOGNISED, tuple(unrecognised))
    if any(answer.should is not None and answer.should != answer.answers_for for answer in given):
        changed = {a.should for a in given if a.should is not None and a.should != a.answers_for}
        yield Standout(Condition.DRIFT, tuple(sorted(changed)))


def _claims(answer: Answer, positions: Mapping[str, frozenset[str]]) -> bool:
    """A party claims an activity by its own part, or by naming a position that it holds."""
    return "A" in answer.mine or answer.answers_for in positions.get(answer.party, frozenset())


class _Others:
    """What everybody but one party answered, counted once for all parties of an activity."""

    def __init__(self, given: Sequence[Answer], positions: Mapping[str, frozenset[str]]) -> None:
        self._positions = positions
        self._all = Counter(answer.answers_for for answer in given)
        self._own: dict[str, Counter[str]] = {}
        for answer in given:
            self._own.setdefault(answer.party, Counter())[answer.answers_for] += 1

    def name(self, party: str) -> bool:
        """Whether somebody else names a position of this party."""
        own = self._own[party]
        return any(self._all[held] > own[held] for held in self._positions.get(party, frozenset()))

    def deny(self, party: str) -> bool:
        """Whether others answered with a word of their own, and none of them named a position of this party."""
        own = self._own[party]
        said = self._all.total() - self._all[DONT_KNOW] - (own.total() - own[DONT_KNOW])
        return said > 0 and not self.name(party)
