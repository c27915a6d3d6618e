"""Rules about one role: what it is, how much it carries, and whether it stands apart from what it checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drystone.lib.text import plural
from drystone.responsibility.matrices import positions
from drystone.responsibility.matrices.finding import people
from drystone.responsibility.matrices.model import Matrix
from drystone.responsibility.matrices.rules import measures
from drystone.responsibility.matrices.rules.rule import Example, Hit, Rule, Subject, example

_DOWN = "Trackplus: vertical analysis of a RACI chart"
_NAMES = (
    "Smith and Erwin: role and responsibility charting (no personal names); NICE framework: work roles are not "
    "job titles"
)
_INDEPENDENT = re.compile(r"\b(audit\w*|assur\w*|independent\w*|revision)\b", re.IGNORECASE)
_SUPPLIERS = re.compile(
    r"\b(suppliers?|vendors?|third[ -]part(y|ies)|outsourc\w*|cloud provider|service provider|lieferant\w*|"
    r"dienstleister)\b",
    re.IGNORECASE,
)


def _counts(matrix: Matrix, number: int) -> dict[str, int]:
    found = dict.fromkeys("RACISV", 0)
    for row in matrix.rows:
        for duty in row.cells[number].duties if number in row.cells else ():
            found[duty] += 1
    return found


def one_role(subject: Subject) -> Iterator[Hit]:
    for matrix in subject.reading.matrices:
        if len(matrix.roles) == 1 and matrix.rows:
            name = matrix.roles[0].name
            missing = sum(not row.holders("A") for row in matrix.rows)
            text = (
                f"There is only one column, “{name}”: this is one position's part. Who shares the work, and who "
                "answers in the "
                f"{plural(missing, 'row')} without an A, the file does not say."
            )
            yield Hit(text, matrix.roles[0].spot, role=name)


def personal_name(subject: Subject) -> Iterator[Hit]:
    for matrix in subject.reading.matrices:
        given = [role for role in matrix.roles if people.is_given_name(role.name)]
        for role in matrix.roles:
            if role.name.casefold() in subject.positions or role.position is not None:
                continue
            if people.looks_like(role.name) or (role in given and len(given) > 1):
                text = (
                    f"“{role.name}” may be a person. Name the position instead, so that the duty stays when its holder "
                    "moves on; if it is a position, say so under `positions`."
                )
                yield Hit(text, role.spot, role=role.name)


def unnamed_role(subject: Subject) -> Iterator[Hit]:
    for matrix, number, role in subject.roles():
        if not role.name.strip() and any(_counts(matrix, number).values()):
            yield Hit("This column holds letters and has no name. Whose are they?", role.spot)


def duplicate_role(subject: Subject) -> Iterator[Hit]:
    for matrix in subject.reading.matrices:
        first: dict[str, str] = {}
        for role in matrix.roles:
            key = positions.same_key(role.name)
            if key and key in first:
                text = (
                    f"“{role.name}” and “{first[key]}” seem to be one position. One column keeps its letters together."
                )
                yield Hit(text, role.spot, role=role.name)
            first.setdefault(key, role.name)


def overloaded_role(subject: Subject) -> Iterator[Hit]:
    for matrix, number, role in subject.roles():
        if len(matrix.roles) < 3:
            continue
        counts = _counts(matrix, number)
        for duty, words in (("A", "answers for"), ("R", "does")):
            share = subject.options["accountable" if duty == "A" else "responsible"]
            if counts[duty] >= subject.options["least"] and counts[duty] > share * len(matrix.rows):
                text = (
                    f"{role.name} {words} {counts[duty]} of {len(matrix.rows)} activities. What could move, and "
                    "who stands in?"
                )
                yield Hit(text, role.spot, role=role.name)


def in_everything(subject: Subject) -> Iterator[Hit]:
    for matrix in subject.reading.matrices:
        if len(matrix.rows) < subject.options["least"] or len(matrix.roles) < 3:
            continue
        full = [role for n, role in enumerate(matrix.roles) if all(n in row.cells for row in matrix.rows)]
        if len(full) == len(matrix.roles):
            text = (
                f"No cell is empty: all {len(full)} positions are in all {len(matrix.rows)} activities. Who could "
                "be left in peace?"
            )
            yield Hit(text, matrix.spot)
            continue
        for role in full:
            text = f"{role.name} has a letter in all {len(matrix.rows)} activities. Does it need to be in each?"
            yield Hit(text, role.spot, role=role.name)


def no_part(subject: Subject) -> Iterator[Hit]:
    for matrix, number, role in subject.roles():
        if not any(number in row.cells for row in matrix.rows):
            yield Hit(
                f"{role.name} has no letter at all. Was it asked, or can the column go?", role.spot, role=role.name
            )


def no_duty(subject: Subject) -> Iterator[Hit]:
    for matrix, number, role in subject.roles():
        counts = _counts(matrix, number)
        if (counts["C"] or counts["I"]) and not (counts["R"] or counts["A"] or counts["S"] or counts["V"]):
            only = "told" if not counts["C"] else "asked or told"
            text = f"{role.name} is only ever {only}. Is there nothing that this position does for security?"
            yield Hit(text, role.spot, role=role.name)


def auditor_in_the_line(subject: Subject) -> Iterator[Hit]:
    for matrix, row in subject.rows():
        if _INDEPENDENT.search(row.name) or any("ID.IM-01" in fact for fact in row.facts.values()):
            continue
        for number in sorted({*row.holders("A"), *row.holders("R")}):
            role = matrix.roles[number]
            if positions.audits(role.name):
                text = (
                    f"{role.name} has a hand in this, and will one day have to judge it. Give the work to somebody "
                    "else."
                )
                yield Hit(text, row.cells[number].spot, row.name, role.name)


def supplier_without_a_column(subject: Subject) -> Iterator[Hit]:
    for matrix in subject.reading.matrices:
        outside = any(
            positions.outside(role.name)
            or (role.position is not None and role.position.external)
            or role.name == "asset.sponsor"
            for role in matrix.roles
        )
        named = [row for row in matrix.rows if _SUPPLIERS.search(row.name)]
        if named and not outside and len(matrix.roles) > 1:
            text = "This matrix speaks of suppliers and has no column for one. Who does what, they or you?"
            yield Hit(text, named[0].spot, named[0].name)


_PLAIN = example("Patch laptops | A | R | I", "Train staff | A | C | R", "Test backups | A | R | I")

RULES: tuple[Rule, ...] = (
    Rule(
        "one-role",
        "error",
        "A matrix of one role",
        "Responsibilities are shared between positions. One column is a job description, not an agreement.",
        "Wikipedia, RAM: roles across, activities down",
        one_role,
        Example(example("Patch laptops | A", "Train staff | R", "Test backups | C", head="Activity | Role")),
        Example(_PLAIN),
    ),
    Rule(
        "personal-name",
        "error",
        "A column that may be a person",
        "People change jobs; positions stay. A letter under a name is lost on the day its holder leaves.",
        _NAMES,
        personal_name,
        Example(example("Patch laptops | A | R", head="Activity | CISO | Maria Santos")),
        Example(example("Patch laptops | A | R", head="Activity | CISO | IT operations")),
    ),
    Rule(
        "unnamed-role",
        "error",
        "A column without a name",
        "Letters under no name belong to nobody.",
        _NAMES,
        unnamed_role,
        Example(example("Patch laptops | A | R | C", head="Activity | CISO | IT | ")),
        Example(_PLAIN),
    ),
    Rule(
        "duplicate-role",
        "warning",
        "Two columns for one position",
        "Two names for one position hide how much it carries, and let two A's stand side by side.",
        "Smith and Erwin: agree the list of positions first",
        duplicate_role,
        Example(example("Patch laptops | A | R | I", head="Activity | Head of IT | IT head | HR")),
        Example(_PLAIN),
    ),
    Rule(
        "overloaded-role",
        "warning",
        "A position that carries very much",
        "Who answers for most things becomes the place where all of them wait.",
        f"{_DOWN}; Ottayo: accountability as a bottleneck",
        overloaded_role,
        Example(_PLAIN, options={"least": 2}),
        Example(
            example("Patch laptops | I | A/R | ", "Train staff | I | | A/R", "Set policy | A/R | I | I"),
            options={"least": 2},
        ),
        {"accountable": 0.5, "responsible": 0.6, "least": 8},
        measures=(measures.MEANS, measures.ON_PAPER),
    ),
    Rule(
        "in-everything",
        "warning",
        "A position with a letter in every row",
        "A position that is in everything is asked about everything, and has no time for what is its own.",
        f"{_DOWN}",
        in_everything,
        Example(_PLAIN, options={"least": 3}),
        Example(
            example("Patch laptops | A | R | ", "Train staff | | C | A/R", "Test backups | A | | R"),
            options={"least": 3},
        ),
        {"least": 8},
        measures=(measures.MEANS,),
    ),
    Rule(
        "no-part",
        "warning",
        "A position without a letter",
        "An empty column is a party that was not asked, or that is not needed.",
        _DOWN,
        no_part,
        Example(example("Patch laptops | A | R | ", "Test backups | A | R | ")),
        Example(_PLAIN),
    ),
    Rule(
        "no-duty",
        "info",
        "A position that is only asked or told",
        "It may stand in the line, or it may have duties that nobody thought of. A department that is only ever told "
        "will think that security is somebody else's.",
        _DOWN,
        no_duty,
        Example(example("Patch laptops | A | R | I", "Test backups | A | R | I")),
        Example(example("Patch laptops | A | R | I", "Train staff | A | I | R")),
    ),
    Rule(
        "auditor-in-the-line",
        "error",
        "Audit does or answers for what it will audit",
        "Nobody judges their own work well. Auditors hold no R and no A on what they look at.",
        "NIS2 implementing regulation 2024/2690, annex 1.2.5 and ENISA's guidance; ISO/IEC 27001 A.5.3",
        auditor_in_the_line,
        Example(example("Patch laptops | A | R | ", head="Activity | CISO | Internal audit | HR")),
        Example(
            example(
                "Patch laptops | A/R | | I",
                "Audit the controls | I | A/R | ",
                head="Activity | CISO | Internal audit | HR",
            )
        ),
        measures=(measures.OUTSIDE, measures.SECOND_LOOK),
    ),
    Rule(
        "supplier-without-a-column",
        "info",
        "Suppliers are spoken of and have no column",
        "The gap between what a supplier does and what you do is where things are lost. A supplier is a column like "
        "any other.",
        "NIST CSF 2.0 GV.SC-02; CSA CCM STA-04; PCI DSS 12.8.5",
        supplier_without_a_column,
        Example(example("Watch our suppliers | A | R | ")),
        Example(example("Watch our suppliers | A | R | I", head="Activity | CISO | IT | Hosting provider")),
    ),
)
