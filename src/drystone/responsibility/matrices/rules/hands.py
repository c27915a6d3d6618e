"""Rules that a program alone can show: positions that look apart and are filled by one person. Nobody is named."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.responsibility.matrices import positions
from drystone.responsibility.matrices.model import Matrix, Role, Row
from drystone.responsibility.matrices.rules import measures
from drystone.responsibility.matrices.rules.rows import approves
from drystone.responsibility.matrices.rules.rule import Example, Hit, Rule, Subject, names


def _duties(matrix: Matrix, row: Row) -> list[Role]:
    return [matrix.roles[number] for number in sorted({*row.holders("R"), *row.holders("A")})]


def one_person(subject: Subject) -> Iterator[Hit]:
    on = subject.as_of.date()
    for matrix, row in subject.rows():
        held = _duties(matrix, row)
        found = [measures.people(role, on) for role in held]
        if len(held) > 1 and all(found) and len(frozenset().union(*found)) == 1 and approves(row.name):
            text = f"{names(held)} are filled by one person, who so does this and answers for it, alone."
            yield Hit(text, row.spot, row.name, names(held))
    yield from _auditing(subject)


def _auditing(subject: Subject) -> Iterator[Hit]:
    on = subject.as_of.date()
    for matrix in subject.reading.matrices:
        working = {role.name: role for row in matrix.rows for role in _duties(matrix, row)}
        others = [role for role in working.values() if not positions.audits(role.name)]
        for role in matrix.roles:
            same = [one for one in others if measures.people(one, on) & measures.people(role, on)]
            if positions.audits(role.name) and same:
                text = f"Whoever fills {role.name} fills {names(same)} too, and will one day judge their own work."
                yield Hit(text, role.spot, role=role.name)


def many_hats(subject: Subject) -> Iterator[Hit]:
    on = subject.as_of.date()
    for matrix in subject.reading.matrices:
        worn: dict[str, list[Role]] = {}
        for role in dict.fromkeys(id(role) for row in matrix.rows for role in _duties(matrix, row)):
            known = next(one for one in matrix.roles if id(one) == role)
            for person in measures.people(known, on):
                worn.setdefault(person, []).append(known)
        for hats in worn.values():
            if len(hats) > subject.options["most"]:
                text = f"One person fills {len(hats)} positions with work to do: {names(hats)}. What gives way first?"
                yield Hit(text, hats[0].spot, role=names(hats))


_ROLES = (
    "- id: ciso\n  holders: [{{person: ana@a.example}}]\n  deputy: it-head\n  may: [stop-a-change]\n"
    "- id: it-head\n  holders: [{{person: {}}}]\n  deputy: ciso\n  may: [spend]\n"
)
_ACTIVITY = "- id: approve\n  name: Approve access requests\n  responsible: [it-head]\n  accountable: ciso\n"


def _program(person: str) -> Example:
    files = {"drystone.toml": "schema = 1\n", "roles.yaml": _ROLES.format(person), "activities/all.yaml": _ACTIVITY}
    return Example(files=files, options={"most": 1})


_OTHER = _program("bo@a.example")
_SAME = _program("ana@a.example")

RULES: tuple[Rule, ...] = (
    Rule(
        "one-person",
        "error",
        "Two positions that check each other are one person",
        "On paper two look at it, in truth one does. In a small team, put in place what makes up for it.",
        "NIS2 implementing regulation 2024/2690, annex 1.2.5; NIST CSF 2.0 PR.AA-05; ISO/IEC 27001 A.5.3",
        one_person,
        Example(files=_SAME.files),
        Example(files=_OTHER.files),
        needs="program",
        measures=(measures.ENFORCED, measures.SECOND_LOOK, measures.TRAIL, measures.TOP_LOOKS, measures.OUTSIDE),
    ),
    Rule(
        "many-hats",
        "warning",
        "Positions with work to do that one person fills",
        "On a bad day all of them are called at once, and when that person is away all are empty.",
        "Trackplus: vertical analysis of a RACI chart; NIS2 implementing regulation 2024/2690, annex 1.2.4",
        many_hats,
        _SAME,
        _OTHER,
        {"most": 3},
        needs="program",
        measures=(measures.MEANS, measures.ON_PAPER),
    ),
)
