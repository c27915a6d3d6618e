"""What two people made of the same thing: nothing that one of them alone changed is ever lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drystone.authoring.merging import texts, undecided, values

SCALAR = st.sampled_from(["a", "b", "c"])
VALUE = st.one_of(
    st.none(),
    SCALAR,
    st.lists(SCALAR, unique=True),
    st.dictionaries(SCALAR, st.one_of(SCALAR, st.lists(SCALAR, unique=True))),
)
LINES = st.lists(st.sampled_from("abcdef"), max_size=8).map("\n".join)


@given(VALUE, VALUE)
def test_an_edit_on_what_nobody_else_touched_stands_and_so_does_theirs(was: Any, new: Any) -> None:
    assert values(was, was, new).value == values(was, new, was).value == values(was, new, new).value == new


@given(st.dictionaries(SCALAR, SCALAR), st.dictionaries(SCALAR, SCALAR), st.dictionaries(SCALAR, SCALAR))
def test_each_key_is_merged_by_itself(was: dict[str, str], now: dict[str, str], mine: dict[str, str]) -> None:
    merged = values(was, now, mine)
    for key in "abc":
        alone = {now.get(key), mine.get(key)} - {was.get(key)}
        expected = mine.get(key) if len(alone) != 1 or now.get(key) == was.get(key) else now.get(key)
        assert (merged.value or {}).get(key) == (expected if alone else was.get(key))
    assert merged.clash == any(len({was.get(k), now.get(k), mine.get(k)}) == 3 for k in "abc")


@given(st.lists(SCALAR, unique=True), st.lists(SCALAR, unique=True), st.lists(SCALAR, unique=True))
def test_what_somebody_added_to_a_list_is_in_it(was: list[str], now: list[str], mine: list[str]) -> None:
    merged = values(was, now, mine)
    assert {*now, *mine} - {*was} <= {*merged.value}
    assert len(merged.value) == len({*merged.value})


def test_a_new_order_of_a_list_that_somebody_else_added_to_is_asked_about() -> None:
    merged = values(["a", "b"], ["a", "b", "c"], ["b", "a"])
    assert (merged.value, merged.clash) == (["b", "a", "c"], True)


def test_an_entry_that_both_replaced_is_asked_about() -> None:
    was = [{"person": "mira"}]
    now, mine = [{"person": "mira", "to": "2026-12-31"}], [{"person": "mira", "to": "2027-06-30"}]
    assert values(was, now, mine).clash


@given(LINES, LINES)
def test_a_text_that_one_alone_changed_is_theirs(was: str, new: str) -> None:
    assert texts(was, was, new).value == texts(was, new, was).value == texts(was, new, new).value == new


@given(LINES, LINES, LINES)
def test_every_line_that_somebody_added_is_there_and_a_clash_shows(was: str, now: str, mine: str) -> None:
    merged = texts(was, now, mine)
    assert ({*now.split("\n"), *mine.split("\n")} - {*was.split("\n")}) <= {*merged.value.split("\n")}
    assert undecided(merged.value) == merged.clash


@pytest.mark.parametrize(
    ("now", "mine", "together"),
    [
        ("a\nB\nc\nd\n", "a\nb\nc\nD\n", "a\nB\nc\nD\n"),
        ("new\na\nb\nc\nd\n", "a\nb\nc\nd\nlast\n", "new\na\nb\nc\nd\nlast\n"),
        ("b\nc\nd\n", "a\nb\nc\n", "b\nc\n"),
    ],
)
def test_edits_of_different_lines_come_together(now: str, mine: str, together: str) -> None:
    merged = texts("a\nb\nc\nd\n", now, mine)
    assert (merged.value, merged.clash) == (together, False)
