"""The place of one character inside a value, however it is quoted."""

from __future__ import annotations

import pytest

from drystone.program.tree import Node, Text
from drystone.program.yamltree import read_yaml


def value(content: str) -> Node:
    nodes = read_yaml(Text.of("x.yaml", content), [])
    found = nodes[0].get("k")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("k: one two MARK", "1:12"),
        ("k: 'one MARK'", "1:9"),
        ("k: 'it''s MARK'", "1:11"),
        ('k: "one \\"two\\" MARK"', "1:17"),
        ('k: "\\u00e9\\n\\t MARK"', "1:16"),
        ("k: |\n  one\n  two MARK\n", "3:7"),
        ("k: |2-\n    one\n   MARK\n", "3:4"),
        ("k: > # a word\n  one\n\n  two\n  MARK here\n", "5:3"),
        ("k: one\n  two\n  MARK", "3:3"),
        ("k: 'one\n\n  MARK'", "3:3"),
        ('k: "one \\\n  MARK"', "2:3"),
        ("a: é😀\nk: é😀 MARK", "2:7"),
        ("k: |\r\n  one\r\n  MARK\r\n", "3:3"),
        ("{k: MARK}", "1:5"),
    ],
)
def test_a_character_is_found_where_it_was_written(content: str, place: str) -> None:
    node = value(content)
    assert str(node.place_of(node.text.index("MARK"))) == f"x.yaml:{place}"


def test_an_offset_past_the_end_is_the_last_character() -> None:
    assert str(value("k: abc").place_of(99)) == "x.yaml:1:6"
