"""Every matrix of a sheet, whichever of the layouts it has."""

from __future__ import annotations

from collections.abc import Sequence

from drystone.responsibility.matrices.duties import named
from drystone.responsibility.matrices.finding import legend, listed, making, own, wide
from drystone.responsibility.matrices.finding.making import Around
from drystone.responsibility.matrices.model import Matrix
from drystone.responsibility.matrices.sheets import Sheet

_DATA_ROWS = 2
_FEW = 3


def of_sheet(sheet: Sheet, title: str = "") -> list[Matrix]:
    """Return the matrices of a sheet, in the order in which they stand there; none where it holds none."""
    if not sheet.rows:
        return []
    cells, said, _ = legend.split(sheet)
    found = own.header(sheet)
    first = found if found is not None else _first_dense(cells)
    around = Around(
        _title(sheet, cells[: first + 1], title), said, legend.about(sheet.rows[: max(first, 0) + 1], sheet.prose)
    )
    if found is not None:
        return [own.matrix(sheet, found, around)]
    by_letter = listed.by_letter(sheet, cells, around) or listed.long(sheet, cells, around)
    if by_letter is not None:
        return [by_letter]
    board, grids = wide.find(cells, frozenset(sheet.filled))
    made = [making.matrix(sheet, board, grid, around) for grid in grids]
    return [matrix for matrix in made if _is_matrix(matrix, around)]


def _first_dense(cells: Sequence[Sequence[str]]) -> int:
    return next((row for row, texts in enumerate(cells) if sum(map(bool, texts)) > _DATA_ROWS), 0)


def _title(sheet: Sheet, above: Sequence[Sequence[str]], given: str) -> str:
    texts = [text for row in above[:10] for text in row if len(text) < 200 and not legend.is_legend(text)]
    heads = [text for text in [*texts, *(line.strip("# ") for line in sheet.prose)] if 3 < len(text) < 200]
    for text in [*heads, sheet.name]:
        if named(text):
            return text
    alone = [row for row in above[:-1] if sum(map(bool, row)) == 1]
    return next((text for row in alone for text in row if text in heads), "") or given or sheet.name


def _is_matrix(matrix: Matrix, around: Around) -> bool:
    """Whether this is a responsibility matrix and not some table with a few letters in it."""
    letters = [cell for _, _, cell in matrix.letters()]
    duties = {duty for cell in letters for duty in cell.duties}
    unreadable = sum(cell.oddity == "unreadable" for cell in letters)
    if any(cell.oddity == "mark" for cell in letters) and not duties:
        return bool(named(around.title) or "responsib" in around.title.lower())
    if not named(around.title) and len(matrix.roles) == 1 and len(matrix.rows) < _FEW:
        return False
    return len(letters) >= 2 and bool(duties & {"R", "A"}) and unreadable * 2 <= len(letters)
