"""What counted answers say about items, and what is withheld."""

from __future__ import annotations

import math

import pytest
from tests.lessons.making import item, lesson, variant

from drystone.lessons.answering import Chosen, VariantFigure, judge
from drystone.lib.proportions import difference, share

ONE = lesson((item("one", variant()),))


def figure(*counts: tuple[int, int, int]) -> VariantFigure:
    """Judge an item by its counts (people, upper, lower): the best option first, then the wrong ones."""
    options = ("best", "belief-1", "belief-2", "belief-3")
    chosen = [Chosen("one", "a", name, *count) for name, count in zip(options, counts, strict=True)]
    [found] = judge([ONE], chosen)
    return found


def test_facility_and_discrimination_come_with_their_intervals() -> None:
    found = figure((60, 40, 15), (20, 5, 15), (10, 3, 7), (10, 2, 8))
    assert found.people == 100
    assert found.facility is not None
    assert (found.facility.value, round(found.facility.low, 3), round(found.facility.high, 3)) == (0.6, 0.502, 0.691)
    assert found.known is not None
    assert math.isclose(found.known, (0.6 - 0.25) / 0.75)
    assert found.discrimination is not None
    assert math.isclose(found.discrimination.value, 40 / 50 - 15 / 45)
    assert found.discrimination.low > 0.2
    assert found.remarks == ()
    assert [option.people for option in found.options] == [60, 20, 10, 10]


@pytest.mark.parametrize(
    ("counts", "remarks"),
    [
        (((20, 15, 5), (50, 20, 30), (20, 10, 10), (10, 5, 5)), {"most-miss-it"}),
        (((20, 10, 10), (50, 25, 25), (20, 10, 10), (10, 5, 5)), {"most-miss-it"}),
        (((196, 100, 96), (2, 0, 2), (1, 0, 1), (1, 0, 1)), {"everybody-hits-it", "never-chosen"}),
        (((100, 45, 55), (40, 20, 20), (30, 17, 13), (30, 18, 12)), {"does-not-tell"}),
        (
            ((80, 20, 60), (60, 50, 10), (30, 15, 15), (30, 15, 15)),
            {"most-miss-it", "misleads", "draws-those-who-know"},
        ),
        (((6, 3, 3), (2, 1, 1), (1, 0, 1), (1, 1, 0)), set()),
    ],
)
def test_an_item_is_remarked_on_where_the_whole_interval_says_so(
    counts: tuple[tuple[int, int, int], ...], remarks: set[str]
) -> None:
    found = figure(*counts)
    assert set(found.remarks) == remarks


def test_what_few_people_stand_behind_is_withheld_also_by_subtraction() -> None:
    few = figure((3, 2, 1), (1, 1, 0), (0, 0, 0), (0, 0, 0))
    assert (few.people, few.facility, few.discrimination) == (None, None, None)
    assert {option.people for option in few.options} == {None}
    halves = figure((6, 6, 0), (6, 3, 3), (6, 6, 0), (6, 6, 0))
    assert halves.facility is not None
    assert halves.discrimination is None
    one = figure((60, 0, 0), (20, 0, 0), (18, 0, 0), (2, 0, 0))
    assert [option.people for option in one.options] == [60, 20, None, None]


def test_that_nobody_or_everybody_found_the_best_answer_is_said_of_no_few_people() -> None:
    """Evidence says who finished a lesson: of five of them, "all wrong" would be each one's answer."""
    for counts in (
        ((0, 0, 0), (5, 0, 0), (0, 0, 0), (0, 0, 0)),
        ((5, 0, 0), *[(0, 0, 0)] * 3),
        ((6, 0, 0), (3, 0, 0), *[(0, 0, 0)] * 2),
    ):
        found = figure(*counts)
        assert (found.said, found.facility, found.known, found.remarks) == ("withheld", None, None, ())
        assert {option.people for option in found.options} == {None}
    hard = figure((2, 0, 2), (38, 20, 18), (0, 0, 0), (0, 0, 0))
    assert (hard.people, hard.said, hard.facility, hard.discrimination) == (40, "few", None, None)
    assert "most-miss-it" in hard.remarks
    both = figure((60, 0, 0), (20, 0, 0), (1, 0, 0), (1, 0, 0))
    assert [option.people for option in both.options] == [60, None, None, None]


def test_counts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        figure((5, 4, 2), (0, 0, 0), (0, 0, 0), (0, 0, 0))


def test_the_intervals_are_those_of_the_books() -> None:
    two = share(2, 25)
    assert (round(two.low, 3), round(two.high, 3)) == (0.022, 0.25)
    none = share(0, 25)
    assert (none.low, round(none.high, 3)) == (0.0, 0.133)
    # Newcombe 1998, table II, example (a): 56/70 less 48/80.
    apart = difference(share(56, 70), share(48, 80))
    assert (round(apart.low, 4), round(apart.high, 4)) == (0.0524, 0.3339)
    with pytest.raises(ValueError, match="no share"):
        share(1, 0)
