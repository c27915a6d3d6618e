"""Pairs of people who may be one, for a person to decide; nothing here ever merges.

Matching after Fellegi and Sunter (1969): records that share a block are compared field by field; agreement
and difference weigh in favour and against, and what is missing weighs nothing. A pair is proposed where it is over the
threshold and each is the other's single best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from drystone.inventory import keys, quoting
from drystone.lake.engines import Engine

#: A block with more rows on one side is no evidence, and comparing it would take quadratic time.
_LARGEST_BLOCK = 200
#: Texts less alike than this (Jaro-Winkler) count as different.
_ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Field:
    """SQL over a row for one thing to compare. ``agree`` and ``differ`` are weights (log2 of the odds).

    ``text`` may be misspelt, ``code`` (a date, a number) may have one wrong or two swapped characters, ``words`` may
    also stand in another order.
    """

    sql: str
    kind: Literal["text", "code", "words"]
    agree: float
    differ: float


PERSON_FIELDS = (
    Field(keys.words("name"), "words", 8.0, -6.0),
    Field("strftime(start_date, '%Y%m%d')", "code", 6.0, -4.0),
    Field(keys.login("email"), "text", 6.0, -1.0),
    Field(keys.words("department"), "text", 2.0, -1.0),
    Field(keys.words("title"), "text", 2.0, -0.5),
    Field(keys.words("location"), "text", 2.0, -1.0),
)
_SORTED_NAME = f"array_to_string(list_sort(string_split({keys.words('name')}, ' ')), ' ')"
PERSON_BLOCKS = (
    _SORTED_NAME,
    "strftime(start_date, '%Y%m%d')",
    f"left({_SORTED_NAME}, 4) || coalesce({keys.words('department')}, '')",
)


def propose_people(engine: Engine, target: str, *, threshold: float = 10.0) -> int:
    """Make ``target`` (a, b, score) from pairs of ``person`` that may be one; return how many there are."""
    engine.view("_people_to_match", "select person_id as id, * from person")
    found = propose(
        engine, ("_people_to_match", "_people_to_match"), target, (PERSON_FIELDS, PERSON_BLOCKS), threshold=threshold
    )
    engine.drop("_people_to_match")
    return found


def propose(
    engine: Engine,
    tables: tuple[str, str],
    target: str,
    rules: tuple[Sequence[Field], Sequence[str]],
    *,
    threshold: float,
) -> int:
    """Make ``target`` (a, b, score): pairs of two tables' ``id``, best first within the table; return their number.

    ``rules`` are the fields to compare and the blocks: SQL over a row; only rows that share a block are compared.
    The two tables may be one; then no row is compared with itself, and no pair comes twice.
    """
    fields, blocks = rules
    left, right = tables
    columns = ", ".join(f"nullif({field.sql}, '') as f{at}" for at, field in enumerate(fields))
    for side, table in (("_left", left), ("_right", right)):
        engine.execute(f"create or replace temp table {side} as select id, {columns} from {quoting.name(table)}")
    pairs = " union ".join(_block(tables, block) for block in blocks)
    score = " + ".join(_weight(field, f"l.f{at}", f"r.f{at}") for at, field in enumerate(fields))
    engine.execute(
        f"create or replace temp table _scored as select a, b, {score} as score from ({pairs})"
        " join _left l on l.id = a join _right r on r.id = b"
    )
    best = "_scored"
    if left == right:
        best = "(select a, b, score from _scored union all select b, a, score from _scored)"
    engine.execute(
        f"create or replace table {quoting.name(target)} as select a, b, score from (select *,"
        " row_number() over (partition by a order by score desc, b) as turn_a,"
        " row_number() over (partition by b order by score desc, a) as turn_b,"
        " count(*) over (partition by a, score) as ties_a, count(*) over (partition by b, score) as ties_b"
        f" from {best}) where turn_a = 1 and turn_b = 1 and ties_a = 1 and ties_b = 1 and score >= $threshold"
        + (" and a < b" if left == right else ""),
        {"threshold": threshold},
    )
    for name in ("_left", "_right", "_scored"):
        engine.drop(name)
    return int(engine.value(f"select count(*) from {quoting.name(target)}"))


def _block(tables: tuple[str, str], block: str) -> str:
    sides = [
        f"(select id, {block} as block from {quoting.name(table)} where nullif({block}, '') is not null"
        f" qualify count(*) over (partition by {block}) <= {_LARGEST_BLOCK})"
        for table in tables
    ]
    other = " where x.id < y.id" if tables[0] == tables[1] else ""
    return f"select x.id as a, y.id as b from {sides[0]} x join {sides[1]} y using (block){other}"


def _weight(field: Field, left: str, right: str) -> str:
    """SQL: the weight of one field; between agreement and difference in proportion to how alike two texts are."""
    alike = f"jaro_winkler_similarity({left}, {right})"
    if field.kind == "words":
        ordered = [f"array_to_string(list_sort(string_split({side}, ' ')), ' ')" for side in (left, right)]
        alike = f"greatest({alike}, jaro_winkler_similarity({ordered[0]}, {ordered[1]}))"
    if field.kind == "code":
        alike = (
            f"case damerau_levenshtein({left}, {right}) when 0 then 1.0 when 1 then 0.9 when 2 then 0.8 else 0.0 end"
        )
    span = field.agree - field.differ
    return (
        f"case when {left} is null or {right} is null then 0.0 when {left} = {right} then {field.agree}"
        f" else {field.differ} + {span} * greatest(0.0, ({alike} - {_ALIKE}) / {1 - _ALIKE}) end"
    )
