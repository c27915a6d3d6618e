"""Word documents: every table as a sheet, nested ones too, and the paragraphs around them as prose."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from drystone.responsibility.matrices.reading.packages import Package, attribute, local
from drystone.responsibility.matrices.sheets import MAX_SHEETS, Sheet, Sparse, too_much

_MAX_SPAN = 200
_MAX_PROSE = 2_000


def sheets(package: Package) -> list[Sheet]:
    """Return the tables of a document in their order. Raises UnreadableError."""
    root = package.tree("word/document.xml")
    if root is None:
        raise package.broken("it holds no document")
    body = next((part for part in root if local(part) == "body"), root)
    prose: list[str] = []
    tables: list[Element] = []
    for part in body.iter():
        if local(part) == "tbl":
            tables.append(part)
    for paragraph in _outside(body):
        text = _text(paragraph)
        if text.strip() and len(prose) < _MAX_PROSE:
            prose.append(text)
    if len(tables) > MAX_SHEETS:
        raise too_much(package.where, f"{len(tables):,} tables")
    return [_table(table, f"table {number}", prose, package.where) for number, table in enumerate(tables, start=1)]


def _outside(body: Element) -> list[Element]:
    """Return the paragraphs that stand in no table."""
    found: list[Element] = []
    waiting = [body]
    while waiting:
        element = waiting.pop()
        for part in element:
            if local(part) == "p":
                found.append(part)
            elif local(part) != "tbl":
                waiting.append(part)
    return found


def _table(table: Element, name: str, prose: list[str], where: str) -> Sheet:
    sparse = Sparse(name, where)
    merges: list[tuple[int, int, int, int]] = []
    open_merges: dict[int, tuple[int, int]] = {}
    row = -1
    for line in table:
        if local(line) != "tr":
            continue
        row, column = row + 1, 0
        for cell in _cells(line):
            span, going_on = _spans(cell)
            if going_on == "continue" and column in open_merges:
                top, width = open_merges[column]
                merges.append((top, column, row, column + width - 1))
            else:
                open_merges[column] = (row, span)
                sparse.put(row, column, _text(cell))
                if span > 1:
                    merges.append((row, column, row, column + span - 1))
            if going_on == "":
                open_merges.pop(column, None)
            column += span
    return sparse.sheet(merges, prose)


def _cells(line: Element) -> list[Element]:
    found = []
    for part in line:
        if local(part) == "tc":
            found.append(part)
        elif local(part) in ("sdt", "ins"):
            found.extend(cell for cell in part.iter() if local(cell) == "tc")
    return found


def _spans(cell: Element) -> tuple[int, str]:
    """Return how many columns a cell spans, and whether it restarts or continues one above ("" for neither)."""
    span, going_on = 1, ""
    properties = next((part for part in cell if local(part) == "tcPr"), None)
    for part in properties if properties is not None else ():
        if local(part) == "gridSpan":
            value = attribute(part, "val")
            span = min(_MAX_SPAN, int(value)) if value.isascii() and value.isdigit() and len(value) < 6 else 1
        elif local(part) == "vMerge":
            going_on = attribute(part, "val") or "continue"
    return max(1, span), going_on


def _struck(run: Element) -> bool:
    marks = (mark for told in run if local(told) == "rPr" for mark in told if local(mark) in ("strike", "dstrike"))
    return any(attribute(mark, "val") not in ("0", "false", "off") for mark in marks)


def _text(element: Element) -> str:
    """Return the text of a cell or paragraph without nested tables and without what was deleted or struck through."""
    texts: list[str] = []
    waiting: list[tuple[Element, bool]] = [(element, True)]
    while waiting:
        part, first = waiting.pop()
        name = local(part)
        if name == "t":
            texts.append(part.text or "")
        elif name in ("br", "cr"):
            texts.append("\n")
        elif name == "tab":
            texts.append("\t")
        if name == "p" and not first and texts:
            texts.append("\n")
        if first or (name not in ("tbl", "del") and not (name == "r" and _struck(part))):
            waiting.extend((inner, False) for inner in reversed(part))
    return "".join(texts).strip()
