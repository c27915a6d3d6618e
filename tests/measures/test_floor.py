"""Nothing shown gives away a count over fewer people than the floor."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drystone.measures.floor import ALL, Cell, Shown, withhold

FLOOR = 5


def shown(*cells: Cell) -> dict[tuple[str, ...], int | None]:
    return {one.group: one.count for one in withhold(cells, floor=FLOOR)}


def test_a_group_of_four_is_withheld_and_so_is_another_that_would_give_it_away() -> None:
    told = shown(Cell(("Sales",), 4), Cell(("IT",), 9), Cell(("HR",), 30), Cell((ALL,), 43))
    assert told == {("Sales",): None, ("IT",): None, ("HR",): 30, (ALL,): 43}


def test_nobody_and_five_people_may_be_shown() -> None:
    assert shown(Cell(("Sales",), 0), Cell(("IT",), 5), Cell((ALL,), 5)) == {("Sales",): 0, ("IT",): 5, (ALL,): 5}


def test_many_things_of_few_people_are_withheld() -> None:
    told = shown(Cell(("Sales",), 40, people=3), Cell(("IT",), 90, people=60), Cell(("HR",), 8, people=8))
    assert told == {("Sales",): None, ("IT",): 90, ("HR",): None}


def test_things_that_are_nobodys_may_be_shown() -> None:
    assert shown(Cell(("lost",), 3, people=0)) == {("lost",): 3}


def test_where_nobody_else_is_there_the_nothings_are_withheld_too() -> None:
    told = shown(Cell(("pass",), 0), Cell(("fail",), 3), Cell(("unknown",), 0), Cell((ALL,), 3))
    assert told[("fail",)] is None
    assert told[(ALL,)] is None


def test_a_table_of_two_directions_is_closed_along_a_cycle() -> None:
    cells = [Cell((row, column), 10) for row in "abc" for column in "xyz"]
    cells[0] = Cell(("a", "x"), 2)
    told = {one.group: one.count for one in withhold([*cells, *totals(cells)], floor=FLOOR)}
    assert sum(count is None for count in told.values()) == 4
    assert told["a", "x"] is None


def test_tables_of_three_directions_are_refused() -> None:
    with pytest.raises(ValueError, match="label"):
        withhold([Cell(("a", "b", "c"), 9)], floor=FLOOR)


def totals(cells: Sequence[Cell]) -> list[Cell]:
    rows = sorted({cell.group[0] for cell in cells})
    columns = sorted({cell.group[1] for cell in cells})
    made = [Cell((row, ALL), sum(cell.count for cell in cells if cell.group[0] == row)) for row in rows]
    made += [Cell((ALL, column), sum(cell.count for cell in cells if cell.group[1] == column)) for column in columns]
    return [*made, Cell((ALL, ALL), sum(cell.count for cell in cells))]


def possible(published: Sequence[Shown], most: int) -> Iterator[dict[tuple[str, ...], int]]:
    """Every table of counts that a reader must hold for possible, tried one by one."""
    inner = [one for one in published if ALL not in one.group]
    known = {one.group: one.count for one in published if ALL in one.group and one.count is not None}
    ranges = [[one.count] if one.count is not None else range(most + 1) for one in inner]
    for values in itertools.product(*ranges):
        table = {one.group: value for one, value in zip(inner, values, strict=True)}
        if all(
            sum(value for at, value in table.items() if all(k in (ALL, one) for k, one in zip(key, at, strict=True)))
            == total
            for key, total in known.items()
        ):
            yield table


def ambiguous(cells: Sequence[Cell], most: int) -> None:
    published = withhold(cells, floor=FLOOR)
    tables = list(possible(published, most))
    for cell, one in zip(cells, published, strict=True):
        if 0 < cell.count < FLOOR:
            assert one.count is None
            if ALL not in cell.group:
                assert len({table[cell.group] for table in tables}) > 1, (cells, published)


@given(st.lists(st.integers(0, 7), min_size=2, max_size=4))
@settings(max_examples=80, deadline=None)
def test_no_list_with_its_total_gives_a_small_count_away(counts: list[int]) -> None:
    cells = [Cell((str(number),), count) for number, count in enumerate(counts)]
    ambiguous([*cells, Cell((ALL,), sum(counts))], 9)


@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
@settings(max_examples=50, deadline=None)
def test_no_table_with_all_its_totals_gives_a_small_count_away(counts: list[int]) -> None:
    cells = [
        Cell((row, column), count) for (row, column), count in zip(itertools.product("ab", "xy"), counts, strict=True)
    ]
    ambiguous([*cells, *totals(cells)], 8)


@given(st.lists(st.integers(0, 12), min_size=2, max_size=12), st.integers(5, 9))
def test_what_is_withheld_never_adds_up_to_a_small_group(counts: list[int], floor: int) -> None:
    cells = [Cell((str(number),), count) for number, count in enumerate(counts)]
    published = withhold([*cells, Cell((ALL,), sum(counts))], floor=floor)
    hidden = sum(cell.count for cell, one in zip(cells, published, strict=False) if one.count is None)
    if published[-1].count is not None:
        assert hidden == 0 or hidden >= floor
