"""A matrix as a plain table of texts: the one layout that every format shares and that reads back exactly."""

from __future__ import annotations

from dataclasses import dataclass

from drystone.responsibility.matrices.finding import own
from drystone.responsibility.matrices.model import Cell, Matrix, Row

_FIRST = ("about", "standing", "held by")


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of equal length; ``leading`` columns come before the roles, ``trailing`` ones after."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    leading: int
    trailing: int


def table(matrix: Matrix, *, short: bool = False) -> Table:
    """Return the table of a matrix: id, activity, facts in brackets, roles, the other facts. ``short``: ids only."""
    named = list(dict.fromkeys(name for row in matrix.rows for name in row.facts))
    grouped = [own.GROUP] if any(row.group for row in matrix.rows) else []
    first = [*grouped, *(name for name in _FIRST if name in named)]
    last = [name for name in named if name not in _FIRST]
    header = (
        *own.LEADING,
        *(own.fact_header(name) for name in first),
        *(own.role_header(role, short=short) for role in matrix.roles),
        *(own.fact_header(name) for name in last),
    )
    rows = tuple(
        (
            row.key,
            row.name,
            *(_fact(row, name) for name in first),
            *(letters(row.cells.get(number)) for number in range(len(matrix.roles))),
            *(_fact(row, name) for name in last),
        )
        for row in matrix.rows
    )
    return Table(matrix.title, header, rows, 2 + len(first), len(last))


def _fact(row: Row, name: str) -> str:
    return row.group if name == own.GROUP else row.facts.get(name, "")


def letters(cell: Cell | None) -> str:
    """Return a cell as it is written out: its letters, or what stood there where it holds none."""
    if cell is None:
        return ""
    return "/".join(cell.duties) or cell.written
