"""HTML: every table as a sheet, spans included; scripts, styles and addresses are passed over, nothing is fetched.

The tokens are split by hand, in one pass, because a page that never closes its tags must not cost more than one that
does.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from drystone.responsibility.matrices.sheets import MAX_CELLS, MAX_SHEETS, Sheet, table, too_much

_SKIPPED = frozenset({"script", "style", "template", "svg", "noscript"})
_STRUCK = frozenset({"s", "strike", "del"})
_BLOCKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "dt", "dd", "caption", "br"})
_TAG = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9]*)")
_SPANS = re.compile(r"(?i)\b(colspan|rowspan)\s{0,9}=\s{0,9}[\"']?([0-9]{1,5})")
_BREAK = "\n\n"
_MAX_SPAN = 200
_MAX_NESTED = 20
_MAX_PROSE = 2_000


@dataclass(slots=True)
class _Table:
    """A table while it is read: texts by place, what spans cover, and which lines its rows began on."""

    texts: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    covered: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    row: int = -1
    column: int = 0
    at: tuple[int, int] | None = None

    def open_cell(self, across: int, down: int) -> None:
        while (self.row, self.column) in self.covered:
            self.column += 1
        origin = (max(0, self.row), self.column)
        self.texts[origin] = []
        for row in range(origin[0], origin[0] + down):
            for column in range(origin[1], origin[1] + across):
                self.covered[row, column] = origin
        self.at = origin
        self.column += across


class _Reader:
    """Gathers tables, token by token."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.done: list[_Table] = []
        self.open: list[_Table] = []
        self.prose: list[str] = [""]
        self.skipping = ""
        self.struck = False
        self.line = 1
        self.cells = 0

    def start(self, tag: str, attributes: str) -> None:
        if tag in _SKIPPED:
            self.skipping = tag
        elif tag in _STRUCK:
            self.struck = True
        elif tag == "table":
            self.start_table()
        elif self.open and tag == "tr":
            self.open[-1].row += 1
            self.open[-1].column = 0
            self.open[-1].lines[self.open[-1].row] = self.line
        elif self.open and tag in ("td", "th"):
            self.start_cell(attributes)
        elif tag in _BLOCKS:
            self.text(_BREAK)

    def start_table(self) -> None:
        if len(self.open) < _MAX_NESTED:
            table = _Table()
            self.open.append(table)
            self.done.append(table)
        if len(self.done) > MAX_SHEETS:
            raise too_much(self.where, f"more than {MAX_SHEETS} tables")

    def start_cell(self, attributes: str) -> None:
        self.struck = False
        table = self.open[-1]
        spans = {name.lower(): value for name, value in _SPANS.findall(attributes[:2_000])}
        across, down = _span(spans.get("colspan")), _span(spans.get("rowspan"))
        self.cells += across * down
        if self.cells > MAX_CELLS:
            raise too_much(self.where, f"more than {MAX_CELLS:,} cells")
        table.row = max(table.row, 0)
        table.open_cell(across, down)

    def end(self, tag: str) -> None:
        if tag in _STRUCK:
            self.struck = False
        elif tag == "table" and self.open:
            self.open.pop()
        elif tag in ("td", "th") and self.open:
            self.open[-1].at = None

    def text(self, data: str) -> None:
        if self.struck:
            return
        if self.open:
            table = self.open[-1]
            if table.at is not None:
                table.texts[table.at].append(data)
        elif data == _BREAK:
            self.prose.append("")
        elif len(self.prose) < _MAX_PROSE:
            self.prose[-1] += " ".join(data.split()) + " "


def _feed(reader: _Reader, text: str) -> None:
    """Read the tokens in one pass: each piece after a "<" is a tag up to its ">", and then text."""
    pieces = _without_comments(text).split("<")
    for number, piece in enumerate(pieces):
        inside, closed, after = piece.partition(">") if number else ("", ">", piece)
        name = _TAG.match(inside)
        if reader.skipping:
            if inside.lower().startswith(f"/{reader.skipping}"):
                reader.skipping = ""
                reader.text(html.unescape(after))
        elif number and (not closed or name is None):
            shown = "" if inside.startswith(("!", "?")) else f"<{piece}"
            reader.text(html.unescape(shown))
        else:
            if name is not None and name[1]:
                reader.end(name[2].lower())
            elif name is not None:
                reader.start(name[2].lower(), inside[name.end() :])
            if after and not reader.skipping:
                reader.text(html.unescape(after))
        reader.line += piece.count("\n")


def _without_comments(text: str) -> str:
    """Return the text without comments, keeping their line breaks; one that never ends is left as it is."""
    parts, at = [], 0
    while (begin := text.find("<!--", at)) >= 0 and (end := text.find("-->", begin + 4)) >= 0:
        parts.append(text[at:begin] + "\n" * text.count("\n", begin, end))
        at = end + 3
    return "".join([*parts, text[at:]])


def _span(text: str | None) -> int:
    value = (text or "1").strip()
    return min(_MAX_SPAN, max(1, int(value))) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def sheets(text: str, where: str) -> list[Sheet]:
    """Return the tables of a page in the order in which they begin. Raises UnreadableError."""
    reader = _Reader(where)
    _feed(reader, text)
    prose = [line for line in reader.prose if line.strip()]
    return [
        _sheet(found, f"table {number}" if len(reader.done) > 1 else "", prose, where)
        for number, found in enumerate(reader.done, start=1)
    ]


def _sheet(found: _Table, name: str, prose: list[str], where: str) -> Sheet:
    height = max((row for row, _ in found.covered), default=-1) + 1
    width = max((column for _, column in found.covered), default=-1) + 1
    if height * width > MAX_CELLS * 4:
        raise too_much(where, f"a table of {height:,} × {width:,} cells")
    texts = {place: _joined(parts) for place, parts in found.texts.items()}
    rows = [
        (
            found.lines.get(row, 0),
            [texts.get(found.covered.get((row, column), (-1, -1)), "") for column in range(width)],
        )
        for row in range(height)
    ]
    filled = {place: origin for place, origin in found.covered.items() if place != origin}
    return table(name, rows, where=where, prose=prose, filled=filled)


def _joined(parts: list[str]) -> str:
    """Return a cell's text: line breaks only where the page breaks a line."""
    return "".join("\n" if part == _BREAK else part.replace("\r", " ").replace("\n", " ") for part in parts)
