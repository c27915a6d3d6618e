"""From a grid on a sheet to a matrix: names of roles and activities, ids, groups, other facts, and every letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from drystone.responsibility.matrices import positions
from drystone.responsibility.matrices.duties import Scheme, blank, guess, read
from drystone.responsibility.matrices.finding import headings, people
from drystone.responsibility.matrices.finding.wide import Board, Grid
from drystone.responsibility.matrices.model import Cell, Matrix, Role, Row, Spot
from drystone.responsibility.matrices.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the grids of a sheet: its title, what its legend says, its document block."""

    title: str
    legend: Mapping[str, str]
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Labels:
    """Which label column is what; -1 where there is none."""

    activity: int
    key: int
    groups: tuple[int, ...]
    facts: tuple[tuple[int, str], ...]


def matrix(sheet: Sheet, board: Board, grid: Grid, around: Around) -> Matrix:
    """Return the matrix of one grid."""
    symbols = {
        symbol
        for row in grid.body
        for column in grid.roles
        if (found := board.reads[row][column]) is not None and found.oddity != "mark"
        for symbol in found.symbols
    }
    scheme = guess(symbols, around.title, around.legend)
    labels = _labels(board, grid)
    roles = tuple(_role(sheet, board, grid, column) for column in grid.roles)
    rows = _rows(sheet, board, grid, labels, scheme)
    made = Matrix(
        title=around.title,
        roles=roles,
        rows=tuple(rows),
        scheme=scheme.name,
        legend=around.legend,
        about=around.about,
        spot=sheet.spot(grid.header[-1], labels.activity),
        shifted=_shifted(sheet, grid),
        formulas=tuple(
            sheet.spot(row, column) for row in grid.body for column in grid.roles if (row, column) in sheet.formulas
        ),
    )
    corner = board.cells[grid.header[-1]][labels.activity]
    return transposed(made) if _is_transposed(corner, made) else made


def _role(sheet: Sheet, board: Board, grid: Grid, column: int) -> Role:
    own = headings.single_line(board.cells[grid.header[-1]][column])
    upper = [headings.single_line(board.cells[row][column]) for row in grid.header[:-1]]
    group = " – ".join(dict.fromkeys(text for text in upper if text and text != own))
    spot = sheet.spot(grid.header[-1], column)
    if people.looks_like(own) and upper and upper[-1] and not people.looks_like(upper[-1]):
        own, group = upper[-1], ""
    same = [c for c in grid.roles if board.cells[grid.header[-1]][c] == board.cells[grid.header[-1]][column]]
    if len(same) > 1 and group:
        own = f"{group} – {own}"
    return Role(own or group, spot, group=group)


def _labels(board: Board, grid: Grid) -> Labels:
    header = grid.header[-1]
    titles = {column: board.cells[header][column] for column in grid.labels}
    rows = [row for row in grid.body if board.is_letter_row(row)]
    texts = {column: [board.cells[row][column] for row in rows] for column in grid.labels}

    def likely(column: int) -> tuple[float, int]:
        filled = [text for text in texts[column] if text]
        if not filled:
            return (-100.0, -column)
        score = 3.0 * len(set(filled)) / max(1, len(rows)) + min(3.0, sum(map(len, filled)) / len(filled) / 12)
        score += 4.0 * bool(headings.ACTIVITY.search(titles[column])) - 6.0 * _is_id(titles[column], filled)
        score -= 4.0 * bool(headings.FACT.search(titles[column])) + 2.0 * (column > min(grid.roles))
        score -= 3.0 * bool(headings.GROUP.search(titles[column]) and len(set(filled)) < len(rows))
        return (score, -column)

    activity = max(grid.labels, key=likely)
    others = [column for column in grid.labels if column != activity]
    key = next((c for c in others if _is_id(titles[c], [t for t in texts[c] if t])), -1)
    groups = tuple(
        c for c in others
        if c != key and c < activity and not headings.FACT.search(titles[c]) and _repeats(texts[c])
    )  # fmt: skip
    facts = [c for c in others if c != key and c not in groups and titles[c]]
    return Labels(activity, key, groups, tuple((c, _unique(titles, c)) for c in facts))


def _unique(titles: Mapping[int, str], column: int) -> str:
    before = sum(1 for other, title in titles.items() if other < column and title == titles[column])
    name = headings.single_line(titles[column])
    return f"{name} ({before + 1})" if before else name


def _is_id(title: str, filled: Sequence[str]) -> bool:
    short = bool(filled) and max(map(len, filled)) <= 80 and not any(" " in text.strip() for text in filled)
    numbers = all(text.rstrip(".").replace(".", "").isdigit() for text in filled)
    # Numbers under "CIS" are ids of what the activity answers, not of the activity.
    return short and bool(headings.ID.search(title) or (numbers and not headings.FACT.search(title)))


def _repeats(texts: Sequence[str]) -> bool:
    """Whether a column names groups: blank below each name, or the same name again and again."""
    filled = [text for text in texts if text]
    return bool(filled) and (len(filled) < len(texts) or len(set(filled)) < len(filled))


def _rows(sheet: Sheet, board: Board, grid: Grid, labels: Labels, scheme: Scheme) -> list[Row]:
    rows: list[Row] = []
    heading = ""
    groups = dict.fromkeys(labels.groups, "")
    keyed = labels.key >= 0 and all(board.cells[r][labels.key] for r in grid.body if board.is_letter_row(r))
    for row in grid.body:
        texts = board.cells[row]
        for column in labels.groups:
            groups[column] = headings.single_line(texts[column]) or groups[column]
        name = headings.single_line(texts[labels.activity])
        cells = _cells(sheet, board, grid, row, scheme)
        if _is_total(name, texts, grid) or not any(texts):
            continue
        if not cells and (not name or _heads(sheet, board, grid, row, keyed and not texts[labels.key])):
            heading = name or next((text for text in texts if text), heading)
            continue
        if not name and not cells:
            continue
        group = " – ".join(text for text in groups.values() if text) or heading
        rows.append(_row(sheet, board, row, labels, (name, group, cells)))
    return rows


def _row(sheet: Sheet, board: Board, row: int, labels: Labels, found: tuple[str, str, dict[int, Cell]]) -> Row:
    name, group, cells = found
    texts = board.cells[row]
    return Row(
        name=name or (texts[labels.key] if labels.key >= 0 else ""),
        cells=cells,
        spot=sheet.spot(row, labels.activity),
        key=texts[labels.key] if labels.key >= 0 else "",
        group=group if group != name else "",
        facts={name: texts[column] for column, name in labels.facts if texts[column]},
    )


def _cells(sheet: Sheet, board: Board, grid: Grid, row: int, scheme: Scheme) -> dict[int, Cell]:
    found: dict[int, Cell] = {}
    for number, column in enumerate(grid.roles):
        text = board.cells[row][column]
        if not text or blank(text):
            continue
        meant = read(text, scheme, loosely=True)
        spot = sheet.spot(row, column)
        if meant is None:
            found[number] = Cell(text, (), spot, "unreadable")
        else:
            found[number] = Cell(text, meant.duties, spot, meant.oddity)
    if found and all(cell.oddity == "unreadable" for cell in found.values()):
        across = {(cell.written) for cell in found.values()}
        merged = sum((row, column) in sheet.filled for column in grid.roles)
        if len(across) == 1 and merged:
            return {}
    return found


def _heads(sheet: Sheet, board: Board, grid: Grid, row: int, without_id: bool) -> bool:
    """Whether a row without letters is the heading of a group: merged across, without an id, or worded so."""
    texts = board.cells[row]
    merged = sum((row, column) in sheet.filled for column in grid.roles) * 2 >= len(grid.roles)
    alone = len({text for text in texts if text}) == 1
    below = next((text for text in (board.cells[row + 1] if row + 1 < len(board.cells) else ()) if text), "")
    return merged or (alone and (
        without_id or any(headings.is_heading(text) or headings.numbers(text, below) for text in texts if text)
    ))  # fmt: skip


def _is_total(name: str, texts: Sequence[str], grid: Grid) -> bool:
    counted = [texts[column] for column in grid.roles if texts[column]]
    return bool(headings.TOTAL.search(name)) and (not counted or all(text.strip().isdigit() for text in counted))


def _shifted(sheet: Sheet, grid: Grid) -> tuple[tuple[Spot, int, int], ...]:
    """Return the rows of a text table that are narrower or wider than its header: their letters may have moved."""
    if not sheet.widths:
        return ()
    wanted = sheet.widths[grid.header[-1]]
    return tuple(
        (sheet.spot(row), sheet.widths[row], wanted)
        for row in grid.body
        if any(sheet.rows[row]) and sheet.widths[row] != wanted and _matters(sheet, row, wanted)
    )


def _matters(sheet: Sheet, row: int, wanted: int) -> bool:
    """Whether a different width moves a letter: trailing empty cells of a row do not."""
    return sheet.widths[row] < wanted or any(sheet.rows[row][wanted:])


def _is_transposed(corner: str, made: Matrix) -> bool:
    if headings.ACTIVITY.search(corner) and not headings.ROLE.search(corner):
        return False
    if headings.ROLE.search(corner) and not headings.ACTIVITY.search(corner):
        return True
    across = sum(positions.is_role(role.name) for role in made.roles) / max(1, len(made.roles))
    down = sum(positions.is_role(row.name) for row in made.rows) / max(1, len(made.rows))
    return down >= 0.5 and down > across + 0.3


def transposed(made: Matrix) -> Matrix:
    """Return the matrix with rows and columns swapped."""
    roles = tuple(Role(row.name, row.spot, row.key, row.group) for row in made.rows)
    rows = tuple(
        Row(
            name=role.name,
            cells={at: row.cells[number] for at, row in enumerate(made.rows) if number in row.cells},
            spot=role.spot,
            group=role.group,
        )
        for number, role in enumerate(made.roles)
    )
    return replace(made, roles=roles, rows=rows)
