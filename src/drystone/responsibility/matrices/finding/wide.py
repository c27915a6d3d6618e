"""Finding grids of activities against roles on a sheet, with their headers and where they end.

1. A *letter row* holds letters (or marks) and a label.
2. Above the first letter row stands the header: the nearest row with different texts over the letters; rows right
   above it that also have texts there are upper headers (departments over roles).
3. A grid goes on until a row that reads like a new header, with letter rows below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from drystone.responsibility.matrices.duties import LOOSE, Read, Scheme, blank, mark, read
from drystone.responsibility.matrices.finding.headings import FACT, ID

_LOOK_UP = 12


@dataclass(slots=True)
class Grid:
    """Where a grid lies: the rows of its header (upper first), its body's rows, its letter columns and its labels."""

    header: list[int]
    body: list[int]
    roles: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    lettered: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Board:
    """A sheet's texts beside what each reads as."""

    cells: Sequence[Sequence[str]]
    reads: list[list[Read | None]]
    filled: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, cells: Sequence[Sequence[str]], scheme: Scheme, filled: frozenset[tuple[int, int]]) -> Board:
        """Read every short cell once; equal texts are read once."""
        known: dict[str, Read | None] = {"": None}
        reads = []
        for row in cells:
            for text in row:
                if text not in known:
                    known[text] = read(text, scheme) if len(text) <= 40 else None
            reads.append([known[text] for text in row])
        return cls(cells, reads, filled)

    def letters(self, row: int) -> list[int]:
        """Return the columns of a row that hold letters or marks."""
        return [column for column, found in enumerate(self.reads[row]) if found is not None]

    def texts(self, row: int) -> list[int]:
        """Return the columns of a row that hold text and no letters."""
        return [column for column, text in enumerate(self.cells[row]) if text and self.reads[row][column] is None]

    def is_letter_row(self, row: int) -> bool:
        """Whether a row holds a label and at least one letter."""
        return bool(self.letters(row)) and any(not blank(self.cells[row][column]) for column in self.texts(row))


def find(cells: Sequence[Sequence[str]], filled: frozenset[tuple[int, int]]) -> tuple[Board, list[Grid]]:
    """Return every grid on a sheet, in order."""
    board = Board.of(cells, LOOSE, filled)
    grids: list[Grid] = []
    current: Grid | None = None
    floor = 0
    for row in range(len(cells)):
        if current is not None and _starts_anew(board, current, row):
            current, floor = None, row
        if current is None and board.is_letter_row(row):
            header = _header(board, row, floor)
            if header:
                current = Grid(header, list(range(header[-1] + 1, row)))
                grids.append(current)
        if current is not None:
            current.body.append(row)
            current.lettered.update(board.letters(row))
    kept = []
    for grid in grids:
        _columns(board, grid)
        _trim(board, grid)
        if grid.roles and grid.body and grid.labels:
            kept.append(grid)
    return board, kept


def _starts_anew(board: Board, grid: Grid, row: int) -> bool:
    """Whether this row is the header of another grid: different texts where the letters were, letters soon below."""
    columns = grid.lettered
    texts = board.texts(row)
    over = [column for column in texts if column in columns] or [c for c in texts if c > 0]
    different = {board.cells[row][column] for column in over}
    if _says_header(board, grid, row) or board.letters(row) or len(different) < 2 or len(different) * 2 < len(columns):
        return False
    after_a_gap = not any(board.cells[row - 1])
    soon = any(board.is_letter_row(r) for r in range(row + 1, min(row + 4, len(board.cells))))
    return soon and (after_a_gap or len(columns) > 1)


def _says_header(board: Board, grid: Grid, row: int) -> bool:
    """Whether the row repeats the grid's own header (a page break)."""
    return tuple(board.cells[row]) == tuple(board.cells[grid.header[-1]])


def _header(board: Board, row: int, floor: int) -> list[int]:
    """Return the header's rows above a first letter row, upper first; empty where there is none."""
    columns = set(board.letters(row))
    for below in range(row + 1, min(row + 30, len(board.cells))):
        if not any(board.cells[below]):
            break
        if board.is_letter_row(below):
            columns |= set(board.letters(below))
    for above in range(row - 1, max(floor, row - _LOOK_UP) - 1, -1):
        named = [column for column in sorted(columns) if board.cells[above][column]]
        different = {board.cells[above][column] for column in named}
        if len(named) * 2 >= len(columns) and (len(different) > 1 or len(columns) == 1):
            return [*_upper(board, above, columns, floor), above]
    return []


def _upper(board: Board, header: int, columns: set[int], floor: int) -> list[int]:
    found: list[int] = []
    for above in range(header - 1, max(floor, header - 3) - 1, -1):
        named = {board.cells[above][column] for column in columns if board.cells[above][column]}
        everything = {text for text in board.cells[above] if text}
        if not named or len(everything) < 2 or any(len(text) > 60 for text in named) or board.is_letter_row(above):
            break
        found.insert(0, above)
    return found


def _columns(board: Board, grid: Grid) -> None:
    """Decide which columns hold letters and which label the rows."""
    header = grid.header[-1]
    body = [row for row in grid.body if board.is_letter_row(row)]
    for column, title in enumerate(board.cells[header]):
        letters = [board.reads[row][column] for row in body if board.reads[row][column] is not None]
        real = [found for found in letters if found and found.oddity != "mark"]
        others = sum(1 for row in body if board.cells[row][column] and board.reads[row][column] is None
                     and not blank(board.cells[row][column]))  # fmt: skip
        holds = bool(letters) and len(letters) >= others and not (ID.search(title) and _sequence(real))
        if holds and not (FACT.search(title) and not real):
            grid.roles.append(column)
        elif title or others or letters:
            grid.labels.append(column)
    _add_empty(board, grid, header, body)


def _sequence(found: Sequence[Read]) -> bool:
    """Whether letters only count (A, B, C …): then they are ids."""
    symbols = [read.symbols[0] for read in found if len(read.symbols) == 1]
    return len(symbols) == len(found) and len(set(symbols)) == len(symbols)


def _add_empty(board: Board, grid: Grid, header: int, body: Sequence[int]) -> None:
    """Take a column that nobody filled, between or right after the roles, as a role without a letter."""
    if not grid.roles:
        return
    first = min(grid.roles)
    for column in list(grid.labels):
        title = board.cells[header][column]
        empty = all(blank(board.cells[row][column]) for row in body)
        if column > first and empty and title and not FACT.search(title):
            grid.labels.remove(column)
            grid.roles.append(column)
    grid.roles.sort()


def _trim(board: Board, grid: Grid) -> None:
    """Leave out what follows the last letter row after an empty row, and repeated headers."""
    last = max((row for row in grid.body if any(board.reads[row][c] for c in grid.roles)), default=-1)
    end = last
    for row in grid.body:
        if row > last:
            if not any(board.cells[row]):
                break
            end = row
    grid.body = [row for row in grid.body if row <= end and not _says_header(board, grid, row)]
    grid.labels = [column for column in grid.labels if not (column > max(grid.roles, default=0) + 8)]


def unclear(board: Board, row: int, column: int) -> bool:
    """Whether a cell under a role holds something that is neither letters nor nothing."""
    text = board.cells[row][column]
    return bool(text) and board.reads[row][column] is None and not blank(text) and not mark(text)
