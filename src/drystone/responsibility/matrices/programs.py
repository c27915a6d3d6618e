"""A loaded program's matrix, as the writers take it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from drystone.program.model import Activity, Program
from drystone.program.relations import PARTIES
from drystone.responsibility.matrices.model import DUTIES, Cell, Matrix, Position, Reading, Role, Row, Spot, Wishes


def of_program(program: Program) -> Matrix:
    """Return the whole matrix; columns are ordered as the roles file is, relations last."""
    used = {who for activity in program.activities.values() for _, who in activity.letters()}
    named = [role for role in program.roles if role in used]
    relations = sorted(used - set(named))
    roles = (*(Role(program.roles[role].name, key=role) for role in named), *(Role(who, key=who) for who in relations))
    numbers = {role.key: number for number, role in enumerate(roles)}
    rows = tuple(_row(activity, numbers) for activity in program.activities.values())
    return Matrix(program.settings.organisation.name, roles, rows)


def reading_of(program: Program, filled: Mapping[str, Iterable[str]], *, activities: Iterable[str]) -> Reading:
    """Return some of a program's activities as the lint reads a file, with who fills each position today."""
    wanted = set(activities)
    whole = of_program(program)
    roles = tuple(replace(role, position=_position(program, role.key, filled)) for role in whole.roles)
    checked = {check.activity for check in program.checks.values()}
    rows = tuple(
        replace(row, driven=row.key in checked or "attest" in row.facts) for row in whole.rows if row.key in wanted
    )
    told = program.settings.matrix
    kinds = {kind: frozenset(role.casefold() for role in listed) for kind, listed in told.positions.items()}
    wishes = Wishes(frozenset(told.profiles), told.small_team, told.implementation_group, kinds)
    matrix = replace(whole, roles=roles, rows=rows)
    return Reading(str(program.root), "program", (matrix,), program=True, wishes=wishes)


def _position(program: Program, key: str, filled: Mapping[str, Iterable[str]]) -> Position | None:
    role = program.roles.get(key)
    if role is None:
        return None
    holders = tuple((person, "", "") for person in sorted(filled.get(key, ())))
    return Position(holders, False, role.deputy or "", role.may, role.external)


def parties(program: Program, matrix: Matrix) -> dict[int, str]:
    """Return the party of each role by its number: whose words its holder reads."""
    found = {}
    for number, role in enumerate(matrix.roles):
        known = program.roles.get(role.key)
        party = known.party if known is not None else PARTIES.get(role.key)
        if party:
            found[number] = party
    return found


def _row(activity: Activity, numbers: dict[str, int]) -> Row:
    held: dict[int, set[str]] = {}
    for letter, who in activity.letters():
        held.setdefault(numbers[who], set()).add(letter)
    cells = {
        number: Cell("/".join(duty for duty in DUTIES if duty in letters), tuple(d for d in DUTIES if d in letters))
        for number, letters in sorted(held.items())
    }
    place = Spot(activity.place.path, "", activity.place.line, activity.place.column)
    return Row(activity.name, cells, place, activity.id, "", facts(activity))


def facts(activity: Activity) -> dict[str, str]:
    """Return everything else that an activity says, by the name of its column."""
    hours = int(activity.attest.total_seconds() // 3600) if activity.attest else 0
    said = {
        "about": activity.about or "",
        "standing": activity.standing,
        "held by": activity.held_by,
        "where": activity.where or "",
        "protects": ", ".join(activity.protects),
        "csf": ", ".join(activity.csf),
        "cis": ", ".join(activity.cis),
        "attest": (f"{hours}h" if hours % 24 else f"{hours // 24}d") if hours else "",
        **{f"words: {party}": words for party, words in activity.words.items()},
    }
    return {name: value for name, value in said.items() if value}
