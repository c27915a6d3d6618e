"""Taking people's names and addresses out of what was written."""

from __future__ import annotations

import pytest

from drystone.directory.pseudonyms import hider

PEOPLE = [("p1", "Anna Berg", "a.berg@stone.example"), ("p2", "Li Wu", "wu@stone.example")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("owner=a.berg@stone.example, env=prod", "owner=p1, env=prod"),
        ("Owner=A.BERG@stone.example.", "Owner=p1."),
        ("mailto:wu@stone.example", "mailto:p2"),
        ("Berg, Anna's laptop", "p1 laptop"),
        ("built by anna.berg for A.Berg", "built by p1 for p1"),
        ("owner=someone@other.example", "owner=…@other.example"),
        ("Anna alone stays, as does 10.0.0.1", "Anna alone stays, as does 10.0.0.1"),
    ],
)
def test_whoever_may_not_know_people_reads_ids(text: str, told: str) -> None:
    assert hider(PEOPLE, strangers=True)(text) == told


def test_a_stranger_stays_where_only_people_who_are_known_go() -> None:
    assert hider(PEOPLE)("ask x@other.example, not wu@stone.example") == "ask x@other.example, not p2"
