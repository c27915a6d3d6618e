"""The other two layouts: letters as columns with roles in the cells, and one line for each single letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from drystone.responsibility.matrices.duties import LOOSE, blank, guess, read, word
from drystone.responsibility.matrices.finding import headings
from drystone.responsibility.matrices.finding.making import Around
from drystone.responsibility.matrices.model import DUTIES, Cell, Matrix, Role, Row, Spot
from drystone.responsibility.matrices.sheets import Sheet

_NAMES = re.compile(r"\s*[,;\n]\s*")
_BOTH = re.compile(r"([A-Z]{2,5})\s*(?:/|&|\+|\band\b|\bund\b|\bet\b|\by\b)\s*([A-Z]{2,5})")
_TITLE = 60


def _duty(title: str) -> str | None:
    """Return the duty that a column's title names: "R", "Responsible", "Accountable (A)"."""
    text = headings.single_line(title)
    if len(text) > 40 or not text:
        return None
    if len(text) == 1:
        found = read(text, LOOSE)
        return found.symbols[0] if found and found.symbols else None
    bare = re.sub(r"\W*\b[A-Z]\b\W*", " ", text).strip()
    return word(bare) if bare else None


def by_letter(sheet: Sheet, cells: Sequence[Sequence[str]], around: Around) -> Matrix | None:
    """Return the matrix of a table whose columns are the letters, or None where the sheet holds none."""
    for at, titles in enumerate(cells[:200]):
        duties = {column: duty for column, title in enumerate(titles) if (duty := _duty(title))}
        below = cells[at + 1 : at + 400]
        if len(duties) < 2 or len(set(duties.values())) < len(duties) or not {"R", "A", "D"} & set(duties.values()):
            continue
        labels = [column for column, title in enumerate(titles) if column not in duties]
        told = [row[column] for row in below for column in duties if not blank(row[column])]
        named = [text for text in told if read(text, LOOSE) is None and any(character.isalpha() for character in text)]
        if labels and told and len(named) * 10 > 9 * len(told):
            return _by_letter(sheet, cells, at, _Layout(duties, labels, around))
    return None


@dataclass(frozen=True, slots=True)
class _Layout:
    duties: dict[int, str]
    labels: list[int]
    around: Around


class _Roles:
    """The roles met so far, by name, in the order met."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.roles: list[Role] = []

    def number(self, name: str, spot: Spot) -> int:
        if name not in self.numbers:
            self.numbers[name] = len(self.roles)
            self.roles.append(Role(name, spot))
        return self.numbers[name]


class _Gathered:
    """The letters of one activity, gathered from several places."""

    def __init__(self, name: str, spot: Spot, facts: dict[str, str]) -> None:
        self.name, self.spot, self.facts = name, spot, facts
        self.written: dict[int, list[str]] = {}
        self.duties: dict[int, set[str]] = {}
        self.spots: dict[int, Spot] = {}

    def add(self, role: int, written: str, duties: Sequence[str], spot: Spot) -> None:
        self.written.setdefault(role, []).append(written)
        self.duties.setdefault(role, set()).update(duties)
        self.spots.setdefault(role, spot)

    def row(self, facts: dict[str, str]) -> Row:
        cells = {
            role: Cell("/".join(texts), tuple(d for d in DUTIES if d in self.duties[role]), self.spots[role],
                       "" if self.duties[role] else "unreadable")
            for role, texts in sorted(self.written.items())
        }  # fmt: skip
        return Row(self.name, cells, self.spot, self.facts.get("id", ""), self.facts.get("group", ""), facts)


def _by_letter(sheet: Sheet, cells: Sequence[Sequence[str]], at: int, layout: _Layout) -> Matrix:
    titles = cells[at]
    body = [texts for texts in cells[at + 1 :] if any(texts)]

    def likely(column: int) -> float:
        # What tells the rows apart is the activity; "Process" beside "Sub-process" is its group.
        apart = len({texts[column] for texts in body if texts[column]}) / max(1, len(body))
        return _activity_score(titles[column], column, layout) + 3.0 * apart

    activity = max(layout.labels, key=likely)
    scheme = guess(set(layout.duties.values()), layout.around.title, layout.around.legend)
    roles, rows, group = _Roles(), [], ""
    for number in range(at + 1, len(cells)):
        texts = cells[number]
        if not texts[activity]:
            if not any(texts):
                break
            continue
        held = {column: texts[column] for column in layout.duties if texts[column].strip("-–— ")}
        if not held and headings.is_heading(texts[activity]):
            group = headings.single_line(texts[activity])
            continue
        key = next((texts[c] for c in layout.labels if c < activity and headings.ID.search(titles[c])), "")
        made = _Gathered(
            headings.single_line(texts[activity]), sheet.spot(number, activity), {"id": key, "group": group}
        )
        for column, text in held.items():
            symbol = layout.duties[column]
            for name in _names(text):
                spot = sheet.spot(number, column)
                made.add(
                    roles.number(headings.single_line(name), spot), symbol, scheme.symbols.get(symbol, (symbol,)), spot
                )
        rows.append(made.row(_facts(texts, titles, [c for c in layout.labels if c != activity])))
    around = layout.around
    return Matrix(
        around.title,
        tuple(roles.roles),
        tuple(rows),
        scheme.name,
        around.legend,
        around.about,
        sheet.spot(at, activity),
    )


def _names(text: str) -> list[str]:
    """Return the positions that a cell names; "CISO and CIO" are two, "Health and Safety" is one."""
    found: list[str] = []
    for name in filter(None, _NAMES.split(text)):
        both = _BOTH.fullmatch(name.strip())
        found.extend(both.groups() if both else (name,))
    return found


def _facts(texts: Sequence[str], titles: Sequence[str], columns: Sequence[int]) -> dict[str, str]:
    return {
        headings.single_line(titles[column]): texts[column]
        for column in columns
        if texts[column] and titles[column] and not headings.ID.search(titles[column])
    }


def _activity_score(title: str, column: int, layout: _Layout) -> float:
    score = 3.0 * bool(headings.ACTIVITY.search(title)) - 3.0 * bool(headings.ID.search(title))
    score -= 2.0 * bool(headings.FACT.search(title)) + 1.0 * bool(headings.GROUP.search(title))
    return score - column / 100 - 2.0 * (column > min(layout.duties))


def long(sheet: Sheet, cells: Sequence[Sequence[str]], around: Around) -> Matrix | None:
    """Return the matrix of a table with one line for each activity, role and letter, or None where it is none."""
    for at, titles in enumerate(cells[:200]):
        titles = [text if len(text) <= _TITLE else "" for text in titles]
        letter = next((c for c, t in enumerate(titles) if t and headings.LETTER.search(t)), None)
        role = next((c for c, t in enumerate(titles) if t and headings.ROLE.search(t) and c != letter), None)
        activity = next(
            (c for c, t in enumerate(titles) if headings.ACTIVITY.search(t) and c not in (letter, role)), None
        )
        if letter is None or role is None or activity is None:
            continue
        body = [row for row in range(at + 1, len(cells)) if cells[row][activity] and cells[row][role]]
        read_as = [read(cells[row][letter], LOOSE) for row in body]
        if body and sum(found is not None for found in read_as) * 2 > len(body):
            return _long(sheet, cells, body, (activity, role, letter), around, at)
    return None


def _long(
    sheet: Sheet,
    cells: Sequence[Sequence[str]],
    body: list[int],
    columns: tuple[int, int, int],
    around: Around,
    at: int,
) -> Matrix:
    activity, role, letter = columns
    found = {row: read(cells[row][letter], LOOSE) for row in body}
    symbols = {symbol for one in found.values() if one for symbol in one.symbols}
    scheme = guess(symbols, around.title, around.legend)
    roles = _Roles()
    rows: dict[str, _Gathered] = {}
    for row in body:
        name = headings.single_line(cells[row][activity])
        made = rows.setdefault(name, _Gathered(name, sheet.spot(row, activity), {}))
        text = cells[row][letter]
        if not text:
            continue
        meant = read(text, scheme, loosely=True)
        number = roles.number(headings.single_line(cells[row][role]), sheet.spot(row, role))
        made.add(number, text, meant.duties if meant else (), sheet.spot(row, letter))
    facts: dict[str, str] = {}
    return Matrix(
        around.title, tuple(roles.roles), tuple(made.row(facts) for made in rows.values()), scheme.name, around.legend,
        around.about, sheet.spot(at, activity),
    )  # fmt: skip
