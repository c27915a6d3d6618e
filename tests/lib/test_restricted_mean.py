"""The restricted mean: held to plain arithmetic, to published examples, and to made-up truths that it has to cover."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drystone.lib.restricted_mean import Mean, difference, restricted_mean, student, uneven
from drystone.lib.survival import Observation, steps

REMISSION = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def mean(text: str, until: float) -> Mean:
    times = np.array([float(word.rstrip("+")) for word in text.split()])
    happened = np.array([not word.endswith("+") for word in text.split()])
    return restricted_mean(times, happened, np.arange(len(times)), until)


def test_it_is_what_statistics_packages_say_of_the_textbook_data() -> None:
    """R's ``survival::print.survfit(rmean=23)`` for the remission data: 17.91 and 8.667 weeks.

    The spread is Greenwood's there; ours is of the same size but for the factor of few clusters.
    """
    treated, placebo = mean(REMISSION, 23), mean(PLACEBO, 23)
    assert treated.value == pytest.approx(17.909, abs=1e-3)
    assert placebo.value == pytest.approx(182 / 21, abs=1e-9)
    assert (treated.variance / (21 / 20)) ** 0.5 == pytest.approx(1.56, abs=0.05)
    # Nobody of these was lost from sight: the mean's own spread.
    times = np.array([float(word) for word in PLACEBO.split()])
    assert placebo.variance == pytest.approx(times.var(ddof=1) / 21)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.integers(0, 5)), min_size=2, max_size=40),
    st.integers(1, 28),
)
def test_it_is_the_area_under_the_estimate_and_its_spread_what_each_one_moves(
    told: list[tuple[int, bool, int]], until: int
) -> None:
    times, happened, clusters = (np.array(part) for part in zip(*told, strict=True))
    found = restricted_mean(times.astype(float), happened, clusters, float(until))

    def area(counts: list[int]) -> float:
        curve = [one for one in steps(
            Observation(float(time), did, count) for (time, did, _who), count in zip(told, counts, strict=True)
        ) if one.time <= until]  # fmt: skip
        at = [0.0, *(one.time for one in curve), float(until)]
        return sum(
            (end - start) * share
            for start, end, share in zip(at, at[1:], [1.0, *(one.waiting for one in curve)], strict=False)
        )

    # Weights in millions: one more of a cluster's observations moves the area by its influence.
    whole = 10**6
    base = area([whole] * len(told))
    assert found.value == pytest.approx(base, abs=1e-9)
    moves = [area([whole + (who == one) for _t, _h, one in told]) - base for who in set(clusters.tolist())]
    number = len(moves)
    spread = sum((move * whole) ** 2 for move in moves) * (number / (number - 1) if number > 1 else 1)
    assert found.variance == pytest.approx(spread, rel=1e-2, abs=1e-3)


def lived(lots: np.random.Generator, people: int, faster: float) -> Mean:
    """Things of people who are alike: each person has their own pace, several things, and some are lost from sight."""
    things = lots.integers(1, 6, size=people)
    pace = lots.gamma(2.0, 0.5, size=people)  # People differ: things of one are far from independent.
    clusters = np.repeat(np.arange(people), things)
    closes = lots.exponential(12.0 / np.repeat(pace, things)) * faster
    watched = lots.uniform(5.0, 80.0, size=len(clusters))
    return restricted_mean(np.minimum(closes, watched), closes <= watched, clusters, 28.0)


def test_intervals_cover_the_truth_at_their_rate_and_nothing_is_found_where_nothing_is() -> None:
    """1,000 trials of 60 people an arm: where nothing is planted, about 95 in 100 say so; planted truths are covered.

    Treating each thing as somebody of their own would find something far too often.
    """
    lots = np.random.default_rng(20_261_122)
    truth = lived(lots, 400_000, 0.6).value - lived(lots, 400_000, 1.0).value
    silent = covered = seen = 0
    for _ in range(1_000):
        first, second, faster = (lived(lots, 60, by) for by in (1.0, 1.0, 0.6))
        silent += not difference(second, first).told
        planted = difference(faster, first)
        covered += planted.low <= truth <= planted.high
        seen += planted.told
    assert 930 <= silent <= 968
    assert 930 <= covered <= 968
    assert seen > 500
    # What could have been seen is said rightly: a true difference of that size is seen in four of five.
    told = [difference(lived(lots, 60, 0.6), lived(lots, 60, 1.0)).detectable for _ in range(60)]
    assert (abs(truth) > float(np.median(told))) == (seen > 800)


def test_without_clusters_the_same_things_would_claim_too_much() -> None:
    lots = np.random.default_rng(5)
    times = np.repeat(lots.exponential(10.0, size=30), 20)
    happened = np.ones(600, dtype=bool)
    together = restricted_mean(times, happened, np.repeat(np.arange(30), 20), 28.0)
    alone = restricted_mean(times, happened, np.arange(600), 28.0)
    assert together.value == alone.value
    assert together.variance > 15 * alone.variance


def test_students_t_and_even_lots_are_the_tables() -> None:
    table = {(0.975, 4): 2.7764, (0.975, 8): 2.3060, (0.975, 30): 2.0423, (0.9875, 20): 2.4231, (0.8, 10): 0.8791}
    for (share, freedom), value in table.items():
        assert student(share, freedom) == pytest.approx(value, abs=0.01)
    assert not uneven([60, 40])
    assert uneven([70, 30])
    assert not uneven([0, 0])
    with pytest.raises(ValueError, match="two clusters"):
        difference(Mean(1.0, 0.1, 1), Mean(1.0, 0.1, 9))
    with pytest.raises(ValueError, match="not negative"):
        restricted_mean(np.array([-1.0]), np.array([True]), np.array([0]), 3.0)
