"""What came of a trial of reminders: the plan by which it is judged, fixed before any of them began.

1. Counted is the time from the moment at which something could first be said (the same in every arm, whenever the arm
   speaks) until it was set straight; at most the time for which each is watched. What still stands then took that long;
   what ended another way (the thing is gone, the check withdrawn) was watched until it did.
2. Each other arm is compared with the usual one: the difference of the mean days (``lib.restricted_mean``), people as
   clusters, since arms are drawn by person. The intervals of all comparisons hold together in 95 of 100 trials: each is
   a little wider where there are several (Bonferroni).
3. It is judged once, when the last thing has been watched, and never before: looking again and again finds something
   in the end, whatever there is to find.
4. An interval with no difference in it is *no detectable effect*, and it is said how large one would have been seen.
5. Where an arm has fewer than ``floor`` people, or fewer in it set anything straight, no effect is said of any. Where
   people are spread over the arms as even lots hardly ever do it, something went wrong, and no effect is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np

from drystone.lib import restricted_mean as means
from drystone.measures.shares import SURE, about

#: The plan above; a change of it is another plan, and makes another trial of every declaration.
PLAN = 1
CONFIDENCE = 0.95
#: What is said of a comparison: nothing was detected; people are sooner or later; the same, but less than matters.
Verdict = Literal["none", "sooner", "later", "sooner-a-little", "later-a-little"]
#: Why no effect is said, "" where it is: too few people, or arms that no even lot draws.
Kept = Literal["", "few", "uneven"]


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing of a trial: in which arm, whose, for how many days it was watched, and whether it was set straight."""

    arm: str
    person: str
    days: float
    fixed: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """How a trial is judged: the arms with the usual one first, how many days are watched, how many would matter."""

    arms: tuple[str, ...]
    days: float
    matters: float
    floor: int


@dataclass(frozen=True, slots=True)
class ArmFigures:
    """An arm: about how many people and things (multiples of the floor), and the mean days until one was set straight.

    ``people`` and ``things`` are None where they are too few, ``days`` where no effect is said.
    """

    arm: str
    people: int | None
    things: int | None
    days: float | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """An arm less the usual one, in days with their interval: less than nothing is sooner.

    ``detectable`` is the difference that four of five trials like this would have seen.
    """

    arm: str
    days: float
    low: float
    high: float
    detectable: float
    verdict: Verdict
    rules_out: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What may be said of a trial that is over. ``unsure``: an arm has fewer than fifty people."""

    kept: Kept
    unsure: bool
    arms: tuple[ArmFigures, ...]
    effects: tuple[Effect, ...] = ()

    def as_figures(self) -> dict[str, Any]:
        """Return it as it is kept: of groups alone."""
        return asdict(self)

    @classmethod
    def of_figures(cls, figures: Mapping[str, Any]) -> Outcome:
        """Read what was kept."""
        arms = tuple(ArmFigures(**one) for one in figures["arms"])
        return cls(figures["kept"], figures["unsure"], arms, tuple(Effect(**one) for one in figures["effects"]))


def judged(told: Sequence[Watched], terms: Terms) -> Outcome:
    """Judge a trial by the plan; ``told`` is everything that was in it."""
    arms = {arm: [one for one in told if one.arm == arm] for arm in terms.arms}
    people = {arm: len({one.person for one in found}) for arm, found in arms.items()}
    straight = {arm: len({one.person for one in found if one.fixed}) for arm, found in arms.items()}
    unsure = min(people.values()) < SURE
    few = min(*people.values(), *straight.values()) < terms.floor
    uneven = means.uneven(list(people.values()))
    kept: Kept = "few" if few else "uneven" if uneven else ""
    shown = tuple(_shown(arm, people[arm], len(arms[arm]), terms.floor) for arm in terms.arms)
    if kept:
        return Outcome(kept, unsure, shown)
    found = {arm: _mean(arms[arm], terms.days) for arm in terms.arms}
    usual, *others = terms.arms
    return Outcome(
        "",
        unsure,
        tuple(replace(one, days=round(found[one.arm].value, 1)) for one in shown),
        tuple(_effect(arm, found[arm], found[usual], terms) for arm in others),
    )


def _shown(arm: str, people: int, things: int, floor: int) -> ArmFigures:
    return ArmFigures(arm, *((about(people, floor), about(things, floor)) if people >= floor else (None, None)))


def _mean(watched: Sequence[Watched], days: float) -> means.Mean:
    codes = {person: number for number, person in enumerate(dict.fromkeys(one.person for one in watched))}
    return means.restricted_mean(
        np.array([one.days for one in watched], dtype=np.float64),
        np.array([one.fixed for one in watched], dtype=np.bool_),
        np.array([codes[one.person] for one in watched], dtype=np.int64),
        days,
    )


def _effect(arm: str, one: means.Mean, usual: means.Mean, terms: Terms) -> Effect:
    level = 1 - (1 - CONFIDENCE) / (len(terms.arms) - 1)
    found = means.difference(one, usual, confidence=level)
    verdict: Verdict = "none"
    if found.told and abs(found.value) < terms.matters:
        verdict = "sooner-a-little" if found.value < 0 else "later-a-little"
    elif found.told:
        verdict = "sooner" if found.value < 0 else "later"
    within = -terms.matters < found.low and found.high < terms.matters
    return Effect(
        arm,
        round(found.value, 1),
        round(found.low, 2),
        round(found.high, 2),
        round(found.detectable, 1),
        verdict,
        within,
    )
