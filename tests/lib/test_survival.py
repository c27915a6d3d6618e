"""The Kaplan-Meier estimate, held to published examples and to brute force."""

from __future__ import annotations

from math import comb
from random import Random

import pytest

from drystone.lib.survival import Observation, interval, steps, time_until, waiting_at


def observed(text: str) -> list[Observation]:
    """Read times; a plus says that watching ended then."""
    return [Observation(float(word.rstrip("+")), not word.endswith("+")) for word in text.split()]


#: The example of the paper itself (section 2): eight items, four of them lost from sight.
PAPER = "0.8 1.0+ 2.7+ 3.1 5.4 7.0+ 9.2 12.1+"
#: Weeks of remission with 6-MP: Freireich et al., Blood 21 (1963), the textbook example.
REMISSION = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def test_it_is_the_estimate_of_the_paper() -> None:
    found = steps(observed(PAPER))
    assert [(step.time, round(step.waiting, 4)) for step in found] == [
        (0.8, 0.875), (3.1, 0.7), (5.4, 0.525), (9.2, 0.2625),
    ]  # fmt: skip


def test_it_is_the_estimate_of_the_textbooks() -> None:
    found = steps(observed(REMISSION))
    assert [(step.time, step.at_risk, step.events, round(step.waiting, 3)) for step in found] == [
        (6, 21, 3, 0.857), (7, 17, 1, 0.807), (10, 15, 1, 0.753), (13, 12, 1, 0.690), (16, 11, 1, 0.627),
        (22, 7, 1, 0.538), (23, 6, 1, 0.448),
    ]  # fmt: skip
    assert time_until(found, 0.5) == 23
    assert time_until(steps(observed(PLACEBO)), 0.5) == 8


def test_where_fewer_than_half_did_it_there_is_no_median() -> None:
    found = steps([Observation(5, happened=True, count=2), Observation(60, happened=False, count=8)])
    assert time_until(found, 0.5) is None
    assert time_until(found, 0.2) == 5
    assert [waiting_at(found, at) for at in (4.9, 5, 100)] == [1.0, 0.8, 0.8]


def test_counts_are_the_same_as_one_by_one() -> None:
    many = [Observation(one.time, one.happened, 3) for one in observed(REMISSION)]
    assert steps(many) == steps(observed(REMISSION) * 3)
    assert steps([]) == ()


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        steps([Observation(-1, happened=True)])
    with pytest.raises(ValueError, match="no share"):
        time_until((), 0)


def test_its_interval_is_the_published_one() -> None:
    """The table of the remission data as statistics packages print it, with Greenwood's variance on log(-log)."""
    found = steps(observed(REMISSION))
    told = {at: tuple(round(end, 4) for end in interval(found, at)) for at in (6, 7, 10, 13, 16, 22, 23)}
    assert told == {
        6: (0.6197, 0.9516), 7: (0.5631, 0.9228), 10: (0.5032, 0.8894), 13: (0.4316, 0.8491),
        16: (0.3675, 0.8049), 22: (0.2678, 0.7468), 23: (0.1881, 0.6801),
    }  # fmt: skip
    assert interval(found, 5) == (1.0, 1.0)
    assert interval(steps([Observation(3, happened=True)]), 3) == (0.0, 0.0)


def handed_on(observations: list[Observation], time: float) -> float:
    """The same estimate by brute force: whoever is lost from sight hands their share to all who are watched longer.

    B. Efron, "The two sample problem with censored data" (1967).
    """
    told = sorted(observations, key=lambda one: (one.time, not one.happened))
    mass = [1 / len(told)] * len(told)
    for number, one in enumerate(told):
        later = len(told) - number - 1
        if not one.happened and later:
            for place in range(number + 1, len(told)):
                mass[place] += mass[number] / later
            mass[number] = 0.0
    return 1 - sum(part for part, one in zip(mass, told, strict=True) if one.happened and one.time <= time)


def test_it_is_what_brute_force_finds() -> None:
    lots = Random(2)
    for _ in range(40):
        told = [Observation(lots.randrange(12), lots.random() < 0.6) for _ in range(lots.randrange(2, 30))]
        found = steps(told)
        for at in range(12):
            assert waiting_at(found, at) == pytest.approx(handed_on(told, at))


def test_its_interval_covers_the_truth_at_about_its_rate() -> None:
    """By every count that chance can give, of forty who are all watched for as long."""
    truth, of = 0.4, 40
    held = 0.0
    for count in range(1, of):
        curve = steps([Observation(1, happened=True, count=count), Observation(2, happened=False, count=of - count)])
        low, high = interval(curve, 1)
        held += comb(of, count) * (1 - truth) ** count * truth ** (of - count) * (low <= truth <= high)
    assert 0.93 < held < 0.97
