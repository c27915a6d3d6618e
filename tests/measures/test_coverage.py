"""What is shown of a habit leaves every group's number open, and says what it keeps back."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import Any

from drystone.lib.proportions import share
from drystone.measures.coverage import Coverage, People, shown
from drystone.measures.shares import about, roughly

SIZES = {"Sales": 14, "Works": 11, "Board": 6}
FLOOR = 5


def told(counts: tuple[int, ...], waiting: int = 0) -> dict[str, Any]:
    """Everything that anybody can read of one habit, as it is kept."""
    people = {
        name: People(size, did, min(waiting, size - did))
        for (name, size), did in zip(SIZES.items(), counts, strict=True)
    }
    return shown("lock", people, FLOOR).as_figures()


def test_no_groups_number_is_found_from_all_that_is_shown() -> None:
    """Every table that there can be: what is shown of one is shown of others too, and in no group do they agree.

    Departments and the whole, one taken from the other, in every way: of a department that is shown two numbers at
    least stay possible (five or six of eleven), of one that is not four at least.
    """
    fits: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(*(range(size + 1) for size in SIZES.values())):
        fits[repr(told(counts))].append(counts)
    assert len(fits) > 10, "it says something, too"
    for tables in fits.values():
        left = [len({counts[place] for counts in tables}) for place in range(len(SIZES))]
        assert min(left) >= 2
        assert left[2] >= 4, "the board is six"


def test_those_who_are_not_showing_it_are_said_apart_only_where_both_are_enough() -> None:
    people = {"Sales": People(60, 20, 30), "Works": People(40, 10, 12)}
    whole = shown("lock", people, FLOOR).whole
    assert (whole.people, whole.showing.count, whole.waiting, whole.unheard) == (100, 30, 40, 30)
    few = {"Sales": People(60, 20, 38), "Works": People(40, 10, 28)}
    assert shown("lock", few, FLOOR).whole.waiting is None, "of four nothing is known: not said, nor by subtraction"
    assert shown("lock", {"Sales": People(4, 2, 1)}, FLOOR).whole.people is None
    assert shown("lock", {}, FLOOR).whole.showing.said == "withheld"


def test_whoever_may_be_under_fifty_is_warned_of_though_the_number_is_rounded() -> None:
    assert [shown("lock", {"Sales": People(size, 20)}, FLOOR).whole.unsure for size in (40, 48, 49, 53, 60)] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_what_is_kept_is_read_as_it_was_shown() -> None:
    made = shown("lock", {"Sales": People(60, 20, 30), "Works": People(43, 11, 12)}, FLOOR)
    assert Coverage.of_figures("lock", made.as_figures(), FLOOR) == made


def test_the_interval_of_rounded_counts_holds_that_of_every_count_they_stand_for() -> None:
    for of in range(5, 80):
        for count in range(of + 1):
            exact, said = share(count, of), roughly(min(about(count, 5), about(of, 5)), about(of, 5), 5)
            assert said.low <= exact.low + 1e-12
            assert said.high >= exact.high - 1e-12
