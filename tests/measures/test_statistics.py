"""What the figures of habits promise as statistics: a made-up year of 250 people, drawn many times over, seeded."""

from __future__ import annotations

from math import comb
from random import Random

import pytest

from drystone.lib.proportions import share
from drystone.measures.coverage import People, shown
from drystone.measures.shares import about, roughly
from drystone.measures.steadiness import steadiness

PEOPLE, FLOOR = 250, 5


@pytest.mark.parametrize("of", [20, 50, 250])
def test_intervals_cover_the_planted_truth_at_their_stated_rate(of: int) -> None:
    """Exactly, by every count that chance can give: Wilson's as stated, the shown one never below it."""
    exact, said = [], []
    for step in range(10, 91):
        truth = step / 100
        likely = [comb(of, count) * truth**count * (1 - truth) ** (of - count) for count in range(of + 1)]
        exact.append(sum(p for c, p in enumerate(likely) if share(c, of).low <= truth <= share(c, of).high))
        told = [roughly(min(about(c, FLOOR), about(of, FLOOR)), about(of, FLOOR), FLOOR) for c in range(of + 1)]
        said.append(sum(p for one, p in zip(told, likely, strict=True) if one.low <= truth <= one.high))
    assert abs(sum(exact) / len(exact) - 0.95) < 0.01
    assert min(said) >= 0.925
    assert sum(said) / len(said) >= 0.95


@pytest.mark.parametrize("truth", [0.2, 0.5, 0.85])
def test_what_the_page_says_of_250_people_holds_the_truth_nineteen_times_in_twenty(truth: float) -> None:
    lots, held, told = Random(7), 0, 0
    for _ in range(300):
        counts = {}
        for name, size in (("Sales", 90), ("Works", 120), ("Board", 7), ("Law", 33)):
            showing = sum(lots.random() < truth for _ in range(size))
            waiting = sum(lots.random() < 0.3 for _ in range(size - showing))
            counts[name] = People(size, showing, waiting)
        made = shown("lock", counts, FLOOR)
        for group in (made.whole, *made.departments):
            if group.showing.share is not None:
                told += 1
                held += group.showing.share.low <= truth <= group.showing.share.high
    assert told > 600
    assert held / told >= 0.945


def weekly(lots: Random, rate: float) -> int:
    """How many of 250 people did something in a week."""
    return about(sum(lots.random() < rate for _ in range(PEOPLE)), FLOOR)


def test_steadiness_finds_the_bursts_that_were_planted_and_no_others() -> None:
    found = missed = invented = 0
    for seed in range(60):
        lots = Random(seed)
        planted = {11, 10} if seed % 2 else {3}
        counts = [weekly(lots, 0.28 if week in planted else 0.08) for week in range(12)]
        told = steadiness(counts, moved=FLOOR - 1)
        assert told is not None
        found += len(planted & set(told.bursts))
        missed += len(planted - set(told.bursts))
        invented += len(set(told.bursts) - planted)
    assert missed <= 0.05 * (found + missed)
    assert invented <= 0.01 * 12 * 60


@pytest.mark.parametrize("rate", [0.008, 0.02, 0.05, 0.3])
def test_no_burst_is_made_of_chance_or_of_rounding(rate: float) -> None:
    lots, bursts = Random(9), 0
    for _ in range(150):
        told = steadiness([weekly(lots, rate) for _ in range(12)], moved=FLOOR - 1)
        assert told is not None
        bursts += len(told.bursts)
    assert bursts <= 0.005 * 150 * 12


def test_a_steady_year_is_told_from_one_of_bursts_with_as_much_in_it() -> None:
    lots = Random(3)
    steady = [steadiness([weekly(lots, 0.2) for _ in range(12)]) for _ in range(50)]
    bursts = [steadiness([weekly(lots, 0.8 if week % 4 == 3 else 0.0) for week in range(12)]) for _ in range(50)]
    assert min(one.kept_up for one in steady if one) >= 11
    assert {one.kept_up for one in bursts if one} == {3}
    assert min(one.evenness or 0 for one in steady if one) > 0.85
    assert max(one.evenness or 0 for one in bursts if one) < 0.3
    assert {len(one.bursts) for one in steady if one} == {0}


def test_the_ends_of_steadiness() -> None:
    even, once, nothing = steadiness([20] * 12), steadiness([0] * 11 + [60]), steadiness([0] * 12)
    assert even is not None
    assert once is not None
    assert nothing is not None
    assert (even.kept_up, even.evenness, even.bursts) == (12, 1.0, ())
    assert (once.kept_up, once.evenness, once.bursts) == (1, 0.0, (11,))
    assert (nothing.kept_up, nothing.evenness, nothing.bursts) == (0, None, ())
    assert steadiness([20] * 11) is None
    assert steadiness([99, *[20] * 12]) == even
    with pytest.raises(ValueError, match="negative"):
        steadiness([-1] * 12)


def test_evenness_is_one_less_ginis_coefficient_by_its_definition() -> None:
    lots = Random(5)
    for _ in range(20):
        counts = [lots.randrange(60) for _ in range(12)]
        pairs = sum(abs(one - other) for one in counts for other in counts)
        gini = pairs / (2 * 12 * 12 * (sum(counts) / 12)) * 12 / 11
        told = steadiness(counts)
        assert told is not None
        assert told.evenness == pytest.approx(1 - gini)
