"""CSV and Markdown. A text that a spreadsheet would take as a formula gets an apostrophe, and loses it again here."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from drystone.responsibility.matrices.model import Matrix, Row
from drystone.responsibility.matrices.writing.table import Table, letters, table

FORMULA = re.compile(r"^'*\s*[=+\-@＝＋－＠\t\r\n]")
LEGEND = "R does it · A answers for it · C is asked before · I is told after"


def as_csv(matrix: Matrix) -> str:
    """Return the matrix as CSV, columns headed by the ids of roles where they have one."""
    made = table(matrix, short=True)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (made.header, *made.rows):
        writer.writerow([f"'{cell}" if FORMULA.match(cell) else cell for cell in row])
    return out.getvalue()


def as_markdown(matrix: Matrix) -> str:
    """Return the matrix as one Markdown table with its legend."""
    return f"# Who answers for what: {_inline(matrix.title)}\n\n{LEGEND}\n\n{_markdown(table(matrix))}"


def by_department(matrix: Matrix, parties: dict[int, str]) -> str:
    """Return one Markdown section for each party: its activities, its letters, and the duty in its own words.

    ``parties`` names the party of each role by the role's number; a role without one is a party of its own.
    """
    named: dict[str, list[int]] = {}
    for number, role in enumerate(matrix.roles):
        named.setdefault(parties.get(number) or role.name, []).append(number)
    parts = [f"# Who answers for what: {_inline(matrix.title)}\n\n{LEGEND}\n"]
    for party, numbers in named.items():
        rows = [row for row in matrix.rows if any(number in row.cells for number in numbers)]
        if rows:
            parts.append(f"## {_inline(party)}\n\n{_markdown(_section(matrix, party, numbers, rows))}")
    return "\n".join(parts)


def _section(matrix: Matrix, party: str, numbers: Sequence[int], rows: Sequence[Row]) -> Table:
    header = ("activity", *(matrix.roles[number].name for number in numbers), "in our words")
    body = tuple(
        (
            row.name,
            *(letters(row.cells.get(n)) for n in numbers),
            row.facts.get(f"words: {party}") or row.facts.get("words: everyone", ""),
        )
        for row in rows
    )
    return Table(matrix.title, header, body, 1, 1)


def _markdown(made: Table) -> str:
    lines = [_line(made.header), "|" + "---|" * len(made.header), *(_line(row) for row in made.rows)]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_inline(cell) for cell in cells) + " |"


def _inline(text: str) -> str:
    """Return text that Markdown shows as it is: its marks escaped, its line breaks kept as <br>."""
    escaped = re.sub(r"[\\|*_`~\[\]]", lambda match: f"\\{match[0]}", text)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
