"""A sheet: the text of a table's cells, dense, with the place of each. Every reader makes these; bounds hold here.

Only rows and columns that hold something are kept, with one empty one where some were left out, so that a sheet that
claims a million rows costs what it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from drystone.lib.errors import UsageError
from drystone.responsibility.matrices.model import Spot

MAX_CELLS = 400_000
MAX_DENSE = 2_000_000
MAX_TEXT = 4_000
MAX_SHEETS = 200


class UnreadableError(UsageError):
    """The file is not one that can be read as a matrix; it says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A dense table of texts. ``rows[r][c]`` stands at ``spot(r, c)``; ``filled`` cells repeat a merged neighbour."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    columns: tuple[int, ...]
    cells: bool = True
    filled: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    prose: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()

    def spot(self, row: int, column: int | None = None) -> Spot:
        """Return the place of a cell, or of a row where no column is given."""
        number = self.numbers[row]
        if self.cells:
            return Spot(self.name, f"{letters(self.columns[column or 0])}{number}")
        return Spot(self.name, "", number, 0 if column is None else self.columns[column] + 1)


def letters(column: int) -> str:
    """Return a spreadsheet's name of a column counted from 0: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


class Sparse:
    """Gathers the cells of one sheet within bounds; ``sheet()`` gives the dense table. Raises UnreadableError."""

    def __init__(self, name: str, where: str) -> None:
        self.name, self.where = name, where
        self.cells: dict[tuple[int, int], str] = {}
        self.formulas: set[tuple[int, int]] = set()

    def put(self, row: int, column: int, text: str, *, formula: bool = False) -> None:
        """Keep the text of a cell, both counted from 0; empty text is nothing."""
        tidy = tidied(text)
        if formula:
            self.formulas.add((row, column))
        if tidy:
            self.cells[row, column] = tidy
            if len(self.cells) > MAX_CELLS:
                raise too_much(self.where, f"more than {MAX_CELLS:,} cells")

    def sheet(self, merges: Iterable[tuple[int, int, int, int]] = (), prose: Sequence[str] = ()) -> Sheet:
        """Return the dense table; ``merges`` are first row, first column, last row, last column of merged areas."""
        rows = with_gaps(sorted({row for row, _ in self.cells}))
        columns = with_gaps(sorted({column for _, column in self.cells}))
        if len(rows) * len(columns) > MAX_DENSE:
            raise too_much(self.where, f"a table of {len(rows):,} × {len(columns):,} cells")
        at_row = {number: index for index, number in enumerate(rows)}
        at_column = {number: index for index, number in enumerate(columns)}
        dense = [[""] * len(columns) for _ in rows]
        for (row, column), text in self.cells.items():
            dense[at_row[row]][at_column[column]] = text
        filled = _fill(dense, merges, at_row, at_column)
        return Sheet(
            self.name,
            tuple(tuple(row) for row in dense),
            tuple(number + 1 for number in rows),
            tuple(columns),
            filled=filled,
            prose=tuple(prose),
            formulas=frozenset(
                (at_row[row], at_column[column])
                for row, column in self.formulas
                if row in at_row and column in at_column
            ),
        )


def _fill(
    dense: list[list[str]],
    merges: Iterable[tuple[int, int, int, int]],
    at_row: Mapping[int, int],
    at_column: Mapping[int, int],
) -> dict[tuple[int, int], tuple[int, int]]:
    filled: dict[tuple[int, int], tuple[int, int]] = {}
    rows, columns = sorted(at_row), sorted(at_column)
    for top, left, bottom, right in merges:
        if top not in at_row or left not in at_column:
            continue
        origin = (at_row[top], at_column[left])
        text = dense[origin[0]][origin[1]]
        within_rows = [at_row[number] for number in rows if top <= number <= bottom]
        within_columns = [at_column[number] for number in columns if left <= number <= right]
        if len(filled) + len(within_rows) * len(within_columns) > MAX_DENSE:
            break
        for row in within_rows:
            for column in within_columns:
                if (row, column) != origin and not dense[row][column]:
                    dense[row][column] = text
                    filled[row, column] = origin
    return filled


def with_gaps(numbers: Sequence[int]) -> list[int]:
    """Return the numbers with one more wherever some are left out."""
    result: list[int] = []
    for number in numbers:
        if result and number > result[-1] + 1:
            result.append(result[-1] + 1)
        result.append(number)
    return result


def table(
    name: str,
    rows: Sequence[tuple[int, Sequence[str]]],
    *,
    where: str,
    prose: Sequence[str] = (),
    filled: Mapping[tuple[int, int], tuple[int, int]] | None = None,
) -> Sheet:
    """Return a sheet of a text file from its rows with their line numbers. Raises UnreadableError beyond bounds."""
    width = max((len(row) for _, row in rows), default=0)
    if len(rows) * width > MAX_DENSE:
        raise too_much(where, f"a table of {len(rows):,} × {width:,} cells")
    dense = tuple((*map(tidied, row), *[""] * (width - len(row))) for _, row in rows)
    return Sheet(
        name,
        dense,
        tuple(line for line, _ in rows),
        tuple(range(width)),
        cells=False,
        filled=filled or {},
        prose=tuple(prose),
        widths=tuple(len(row) for _, row in rows),
    )


def tidied(text: str) -> str:
    """Return a cell's text with plain spaces, kept line breaks, no control or direction characters, cut if endless."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").split("\n")
    kept = (" ".join("".join(c for c in line if c.isprintable() or c.isspace()).split()) for line in lines[:MAX_TEXT])
    joined = "\n".join(kept).strip()
    return joined if len(joined) <= MAX_TEXT else f"{joined[: MAX_TEXT - 1]}…"


def too_much(where: str, what: str) -> UnreadableError:
    """Return the refusal of a file that is larger than any matrix people could agree on."""
    return UnreadableError(
        f"this file holds {what}", where=where, do="Leave only the matrix in the file, then try again."
    )
