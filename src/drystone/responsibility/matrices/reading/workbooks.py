"""XLSX workbooks: the shown values of every sheet, merged areas included. Formulas are never evaluated.

Where a formula stands, the value that was saved with it is read and its place is noted.
"""

from __future__ import annotations

import posixpath
import re
from xml.etree.ElementTree import Element

from drystone.responsibility.matrices.reading.packages import Package, attribute, descend, local
from drystone.responsibility.matrices.sheets import MAX_SHEETS, Sheet, Sparse, too_much

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_MAX_MERGES = 20_000
_MAX_STRINGS = 500_000


def sheets(package: Package) -> list[Sheet]:
    """Return the sheets of a workbook in their order. Raises UnreadableError."""
    book = package.tree("xl/workbook.xml")
    if book is None:
        raise package.broken("it holds no workbook")
    shared = _shared_strings(package)
    targets = _targets(package)
    listed = list(descend(book, "sheet"))
    if len(listed) > MAX_SHEETS:
        raise too_much(package.where, f"{len(listed):,} sheets")
    found = []
    for sheet in listed:
        part = targets.get(attribute(sheet, "id"), "")
        root = package.tree(part) if "worksheets" in part else None
        if root is not None:
            found.append(_sheet(root, sheet.attrib.get("name", "Sheet"), shared, package.where))
    return found


def _targets(package: Package) -> dict[str, str]:
    root = package.tree("xl/_rels/workbook.xml.rels")
    if root is None:
        return {}
    found = {}
    for relation in root:
        if relation.attrib.get("TargetMode") != "External":
            target = relation.attrib.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            found[relation.attrib.get("Id", "")] = path
    return found


def _shared_strings(package: Package) -> list[str]:
    root = package.tree("xl/sharedStrings.xml")
    if root is None:
        return []
    strings = [_rich_text(item) for item in root if local(item) == "si"]
    if len(strings) > _MAX_STRINGS:
        raise too_much(package.where, f"{len(strings):,} texts")
    return strings


def _rich_text(item: Element) -> str:
    """Return the text of a string with its runs, without the reading aids of East Asian text."""
    texts = []
    for part in item:
        if local(part) == "t":
            texts.append(part.text or "")
        elif local(part) == "r":
            texts.extend(run.text or "" for run in part if local(run) == "t")
    return "".join(texts)


def _sheet(root: Element, name: str, shared: list[str], where: str) -> Sheet:
    sparse = Sparse(name, where)
    at_row = -1
    for row in descend(root, "row"):
        at_row = _number(row.attrib.get("r", ""), at_row + 2) - 1
        at_column = -1
        for cell in row:
            match = _REFERENCE.fullmatch(cell.attrib.get("r", ""))
            column = column_number(match[1]) if match else at_column + 1
            at_column = column
            text, formula = _value(cell, shared)
            sparse.put(int(match[2]) - 1 if match else at_row, column, text, formula=formula)
    return sparse.sheet(_merges(root))


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdigit() and len(text) < 9 and text.isascii() else otherwise


def _value(cell: Element, shared: list[str]) -> tuple[str, bool]:
    kind = cell.attrib.get("t", "n")
    value, formula = "", False
    for part in cell:
        name = local(part)
        if name == "v":
            value = part.text or ""
        elif name == "f":
            formula = True
        elif name == "is":
            value = _rich_text(part)
    if kind == "s":
        index = _number(value.strip(), -1)
        return (shared[index] if 0 <= index < len(shared) else ""), formula
    if kind == "b":
        return ("yes" if value.strip() == "1" else "no"), formula
    if kind == "n" and value.endswith(".0"):
        return value[:-2], formula
    return value, formula


def _merges(root: Element) -> list[tuple[int, int, int, int]]:
    found: list[tuple[int, int, int, int]] = []
    for merge in descend(root, "mergeCell"):
        ends = [_REFERENCE.fullmatch(end) for end in merge.attrib.get("ref", "").split(":")]
        if len(ends) == 2 and ends[0] and ends[1] and len(found) < _MAX_MERGES:
            top, bottom = sorted((int(ends[0][2]) - 1, int(ends[1][2]) - 1))
            left, right = sorted((column_number(ends[0][1]), column_number(ends[1][1])))
            found.append((top, left, bottom, right))
    return found


def column_number(name: str) -> int:
    """Return the number of a column from 0 by its letters."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1
