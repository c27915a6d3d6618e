"""The coefficients give what their authors published, and keep their laws."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drystone.responsibility.agreement.coefficients import agreement
from drystone.responsibility.agreement.student import quantile

# Twelve units judged by four observers, some missing: the example of Krippendorff 2011, which Gwet 2014 takes up too.
PUBLISHED = [
    "1 1 1",
    "2 2 3 2",
    "3 3 3 3",
    "3 3 3 3",
    "2 2 2 2",
    "1 2 3 4",
    "4 4 4 4",
    "1 1 2 1",
    "2 2 2 2",
    "5 5 5",
    "1 1",
    "3",
]


def test_the_published_example_comes_out_as_published() -> None:
    found = agreement([unit.split() for unit in PUBLISHED], labels=5)
    assert found is not None
    assert (found.units, found.ratings) == (11, 40)
    assert found.alpha is not None
    assert (found.alpha.value, found.alpha.low) == (pytest.approx(0.74342, abs=5e-6), pytest.approx(0.419, abs=5e-4))
    assert (found.ac1.value, found.ac1.low) == (pytest.approx(0.77544, abs=5e-6), pytest.approx(0.461, abs=5e-4))
    assert (found.raw.value, found.raw.low) == (pytest.approx(0.81818, abs=5e-6), pytest.approx(0.542, abs=5e-4))
    assert found.alpha.high == found.ac1.high == found.raw.high == 1.0


def test_all_the_same_but_one_shows_why_the_figures_stand_side_by_side() -> None:
    found = agreement([["ciso"] * 5] * 19 + [["ciso", "ciso", "ciso", "it", "it"]], labels=8)
    assert found is not None
    assert found.alpha is not None
    assert round(found.raw.value, 2) == 0.97
    assert round(found.alpha.value, 2) == 0.24
    assert round(found.ac1.value, 2) == 0.97


def test_where_everybody_says_the_same_alpha_is_not_defined() -> None:
    found = agreement([["it", "it"], ["it", "it", "it"]], labels=3)
    assert found is not None
    assert found.alpha is None
    assert found.ac1.value == found.raw.value == 1.0


def test_without_two_answers_to_anything_there_is_nothing_to_say() -> None:
    assert agreement([["it"], []], labels=3) is None


def test_more_answers_than_there_can_be_are_refused() -> None:
    with pytest.raises(ValueError, match="3 different answers"):
        agreement([["a", "b", "c"]], labels=2)


UNITS = st.lists(st.lists(st.sampled_from("abcd"), max_size=6), max_size=12)


@given(UNITS)
def test_figures_stay_in_range_and_are_what_counting_pairs_gives(units: list[list[str]]) -> None:
    found = agreement(units, labels=4)
    rated = [unit for unit in units if len(unit) >= 2]
    if found is None:
        assert not rated
        return
    raw = [
        sum(a == b for a, b in itertools.combinations(unit, 2)) / len(list(itertools.combinations(unit, 2)))
        for unit in rated
    ]
    assert found.raw.value == pytest.approx(sum(raw) / len(raw))
    for figure in (found.raw, found.alpha, found.ac1):
        if figure is not None:
            assert -1 <= figure.value <= 1 + 1e-12
            assert figure.low is None or figure.low <= figure.value + 1e-12
            assert figure.high is None or figure.value <= figure.high + 1e-12 or figure.high == 1.0
    assert alpha_by_coincidences(rated) == pytest.approx(None if found.alpha is None else found.alpha.value)


@given(UNITS)
def test_neither_order_nor_names_matter(units: list[list[str]]) -> None:
    renamed = [["dbca"["abcd".index(label)] for label in unit] for unit in units]
    shuffled = [sorted(unit) for unit in reversed(renamed)]
    first, second = agreement(units, labels=4), agreement(shuffled, labels=4)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert first.ac1.value == pytest.approx(second.ac1.value)
        assert first.raw.low == pytest.approx(second.raw.low)


def alpha_by_coincidences(units: list[list[str]]) -> float | None:
    """Alpha by the table of coincidences, pair by pair, as the paper tells it."""
    pairs: dict[tuple[str, str], float] = {}
    for unit in units:
        for first, second in itertools.permutations(range(len(unit)), 2):
            key = unit[first], unit[second]
            pairs[key] = pairs.get(key, 0) + 1 / (len(unit) - 1)
    totals: dict[str, float] = {}
    for (label, _), weight in pairs.items():
        totals[label] = totals.get(label, 0) + weight
    n = sum(totals.values())
    differ = sum(weight for (a, b), weight in pairs.items() if a != b)
    by_chance = sum(totals[a] * totals[b] for a, b in itertools.permutations(totals, 2)) / (n - 1)
    return 1 - differ / by_chance if by_chance else None


@pytest.mark.parametrize(
    ("freedom", "tabled"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (10, 2.2281), (11, 2.2010), (30, 2.0423), (120, 1.9799), (1000, 1.9623)],
)
def test_students_quantiles_are_those_of_the_tables(freedom: int, tabled: float) -> None:
    assert quantile(0.975, freedom) == pytest.approx(tabled, abs=0.00005)
