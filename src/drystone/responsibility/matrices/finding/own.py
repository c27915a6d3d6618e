"""Our own exports, read back exactly: "id" and "activity" lead, facts stand in brackets, the rest are roles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from drystone.responsibility.matrices.duties import Scheme, read
from drystone.responsibility.matrices.finding.headings import single_line
from drystone.responsibility.matrices.finding.making import Around
from drystone.responsibility.matrices.model import DUTIES, Cell, Matrix, Role, Row
from drystone.responsibility.matrices.sheets import Sheet

LEADING = ("id", "activity")
GROUP = "group"
_KEYED = re.compile(r"^(.*\S) \[([^\[\]]+)\]$", re.DOTALL)
_SCHEME = Scheme("RACI", {duty: (duty,) for duty in DUTIES})


def fact_header(name: str) -> str:
    """Return how the column of a fact is headed."""
    return f"({name})"


def role_header(role: Role, *, short: bool = False) -> str:
    """Return how the column of a role is headed: its name with its id, or only the id where ``short``."""
    text = role.name if not role.key or role.name == role.key else f"{role.name} [{role.key}]"
    shown = role.key if short and role.key else text
    plain = _fact(shown) is None and (role.key or not _KEYED.match(shown))
    return shown if plain else f"[{shown}]"


def _fact(text: str) -> str | None:
    return text[1:-1] if len(text) > 2 and text[0] == "(" and text[-1] == ")" else None


def _role(text: str, spot_of: Role) -> Role:
    if text.startswith("[") and text.endswith("]"):
        return Role(text[1:-1], spot_of.spot)
    match = _KEYED.match(text)
    return Role(match[1], spot_of.spot, match[2]) if match else Role(text, spot_of.spot)


def header(sheet: Sheet) -> int | None:
    """Return the row of our header, or None where the sheet is not one of our exports."""
    for number, row in enumerate(sheet.rows[:60]):
        if row[:2] == LEADING and all(row[: _width(row)]):
            return number
    return None


def _width(row: Sequence[str]) -> int:
    return next((at for at, text in enumerate(row) if not text), len(row))


def matrix(sheet: Sheet, at: int, around: Around) -> Matrix:
    """Return the matrix of one of our exports."""
    titles = sheet.rows[at][: _width(sheet.rows[at])]
    facts = {column: name for column, text in enumerate(titles) if (name := _fact(text)) and column > 1}
    columns = [column for column in range(2, len(titles)) if column not in facts]
    roles = tuple(_role(single_line(titles[column]), Role("", sheet.spot(at, column))) for column in columns)
    rows = []
    for number in range(at + 1, len(sheet.rows)):
        texts = sheet.rows[number]
        if not any(texts[: len(titles)]) or not (texts[0] or texts[1]):
            break
        rows.append(_row(sheet, number, facts, columns))
    return Matrix(around.title, roles, tuple(rows), "RACI", around.legend, around.about, sheet.spot(at, 1))


def _row(sheet: Sheet, number: int, facts: dict[int, str], columns: Sequence[int]) -> Row:
    texts = sheet.rows[number]
    cells = {}
    for role, column in enumerate(columns):
        text = texts[column]
        if text:
            found = read(text, _SCHEME, loosely=True)
            duties, oddity = (found.duties, found.oddity) if found else ((), "unreadable")
            cells[role] = Cell(text, duties, sheet.spot(number, column), oddity)
    said = {name: texts[column] for column, name in facts.items() if texts[column]}
    group = said.pop(GROUP, "")
    return Row(texts[1] or texts[0], cells, sheet.spot(number, 1), texts[0], group, said)
