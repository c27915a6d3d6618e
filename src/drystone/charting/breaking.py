"""The rules of a good matrix that one row breaks: the lint's own, asked of rows alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from drystone.charting import wording
from drystone.program.model import Activity, Program
from drystone.responsibility.matrices.model import DUTIES, Cell, Matrix, Reading, Role, Row
from drystone.responsibility.matrices.rules.catalogue import RULES
from drystone.responsibility.matrices.rules.rows import RULES as OF_ROWS
from drystone.responsibility.matrices.rules.rule import Rule, Subject

#: Rules about one row that another room of the lint holds.
_MORE = ("vague-name", "auditor-in-the-line")
_ASKED: tuple[Rule, ...] = (*OF_ROWS, *(RULES[one] for one in _MORE))
#: None of these rules looks at the clock.
_ANY_DAY = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a row breaks: how bad that is, what it is called, what it says here, why, and where it is from."""

    rule: str
    severity: str
    title: str
    text: str
    why: str
    source: str


def of_letters(program: Program, activity: Activity, held: Mapping[str, Any]) -> list[Broken]:
    """Return what letters of an activity would break, as {"R": […], "A": "…", …}; the words are English."""
    named = dict.fromkeys(who for letter in wording.LETTERS for who in wording.listed(held, letter))
    numbers = {who: number for number, who in enumerate(named)}
    roles = tuple(Role(program.roles[one].name if one in program.roles else one, key=one) for one in named)
    # A matrix of one column says nothing of who shares the work; the rest of the organisation stands beside it.
    others = tuple(Role(role.name, key=role.id) for role in program.roles.values() if role.id not in numbers)
    letters: dict[int, list[str]] = {}
    for letter in wording.LETTERS:
        for who in wording.listed(held, letter):
            letters.setdefault(numbers[who], []).append(letter)
    cells = {
        number: Cell("/".join(mine), tuple(duty for duty in DUTIES if duty in mine))
        for number, mine in sorted(letters.items())
    }
    matrix = Matrix("", (*roles, *others), (Row(activity.name, cells, key=activity.id),))
    return [broken for broken, _row in _broken(matrix)]


def by_row(matrix: Matrix, *, severities: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return what the rules say of each row, by the row's key."""
    keys = {row.name: row.key for row in matrix.rows}
    found: dict[str, dict[str, None]] = {}
    for broken, name in _broken(matrix):
        if broken.severity in severities and name in keys:
            found.setdefault(keys[name], {})[broken.text] = None
    return {key: tuple(texts) for key, texts in found.items()}


def _broken(matrix: Matrix) -> list[tuple[Broken, str]]:
    reading = Reading("", "yaml", (matrix,), program=True)
    return [
        (Broken(rule.id, rule.severity, rule.title, hit.text, rule.why, rule.source), hit.activity)
        for rule in _ASKED
        for hit in rule.find(Subject(reading, _ANY_DAY, rule.options))
    ]
