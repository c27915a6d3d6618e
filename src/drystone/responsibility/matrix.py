"""The matrix as tables: activities, and one rule for each letter that says how its holder is found.

How a letter finds its holder:

- ``position``: the holders of one role, the same for every thing.
- ``seat``: the seat of a role that exists once per department or team; the thing's owner says which.
- ``seats``: all seats of such a role, where an activity is about the organisation as a whole.
- ``relation``: a relation of the thing, such as its owner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from drystone.lake.build import Build
from drystone.lake.engines.base import Engine
from drystone.program.model import Activity, Letter, Program
from drystone.program.vocabulary import TABLES, Table

How = Literal["position", "seat", "seats", "relation"]

#: The letters that must always be somebody's; C and I without a holder are simply nobody's.
DUTIES = ("R", "A")


@dataclass(frozen=True, slots=True)
class Rule:
    """How one letter of one activity finds its holder. ``who`` is as written, ``target`` what it means."""

    activity_id: str
    asset_kind: str
    letter: Letter
    who: str
    how: How
    target: str
    each: str | None
    ordinal: int


def table_of(activity: Activity) -> Table | None:
    """Return the table that the activity is about; None for the organisation as a whole."""
    return TABLES[activity.about] if activity.about else None


def kind_of(activity: Activity) -> str:
    """Return the kind of thing an activity is about; an organisation-wide one is about itself."""
    table = table_of(activity)
    return (table.asset_kind or table.name) if table else "activity"


def rules(program: Program) -> tuple[Rule, ...]:
    """Return one rule per letter of every activity, in the order that the program lists them."""
    return tuple(
        Rule(activity.id, kind_of(activity), letter, who, *_target(program, activity, letter, who), ordinal)
        for activity in program.activities.values()
        for ordinal, (letter, who) in enumerate(activity.letters())
    )


def _target(program: Program, activity: Activity, letter: Letter, who: str) -> tuple[How, str, str | None]:
    if kind_of(activity) in ("activity", "position") and letter != "A" and (who == "everyone" or "." in who):
        # Nobody is singled out by a duty of the whole organisation: it goes to the one who answers for it.
        return _target(program, activity, "A", activity.accountable)
    if who == "asset.team.lead":
        lead = next((role for role in program.roles.values() if role.each == "team"), None)
        return ("seat", lead.id, "team") if lead else ("relation", who, None)
    if who == "everyone" or who.startswith("asset."):
        return "relation", "asset.owner" if who == "everyone" else who, None
    role = program.roles.get(who)
    if role is None or role.each is None:
        return "position", who, None
    return ("seats" if activity.about is None and letter != "A" else "seat"), who, role.each


def write(build: Build, program: Program) -> None:
    """Write the tables ``activity``, ``required_screening`` and ``letter_rule``."""
    activities = [
        (
            activity.id, activity.name, activity.about, activity.held_by, activity.standing, activity.accountable,
            list(activity.responsible), activity.attest.days if activity.attest else None,
        )
        for activity in program.activities.values()
    ]  # fmt: skip
    fill(build, "activity", vocabulary("activity"), activities)
    screenings = [(role.id, role.id, kind) for role in program.roles.values() for kind in role.screening]
    fill(build, "required_screening", vocabulary("required_screening"), screenings)
    columns = {
        "activity_id": "varchar", "asset_kind": "varchar", "letter": "varchar", "who": "varchar", "how": "varchar",
        "target": "varchar", "each": "varchar", "ordinal": "integer",
    }  # fmt: skip
    written = [
        (rule.activity_id, rule.asset_kind, rule.letter, rule.who, rule.how, rule.target, rule.each, rule.ordinal)
        for rule in rules(program)
    ]
    fill(build, "letter_rule", columns, written)


def vocabulary(name: str) -> dict[str, str]:
    """Return the columns of a table that the vocabulary declares, with their types."""
    return {column.name: column.type for column in TABLES[name].columns}


def fill(build: Build, name: str, columns: Mapping[str, str], rows: Sequence[Iterable[Any]]) -> None:
    """Make a table from a program's few rows; it is reused while they stay the same."""
    listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())

    def make(engine: Engine) -> None:
        engine.execute(f'create or replace table "{name}" ({listed})')
        engine.insert(name, tuple(columns), [tuple(row) for row in rows])

    build.table(name, make, text=f"{listed} {rows!r}")
