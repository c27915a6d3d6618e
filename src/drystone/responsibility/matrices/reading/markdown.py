"""Markdown: every pipe table as a sheet; the lines around are prose. Code blocks are not tables."""

from __future__ import annotations

import re

from drystone.responsibility.matrices.sheets import MAX_CELLS, MAX_SHEETS, MAX_TEXT, Sheet, table, too_much

_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_FENCE = re.compile(r"^\s{0,3}(```|~~~)")
_BREAK = re.compile(r"(?<!\\)<br\s*/?>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LINK = re.compile(r"(?<!\\)!?(?<!\\)\[([^\[\]]*)\]\([^()\s]*\)")
_EMPHASIS = re.compile(r"(?<![\\\w*])(\*\*|__)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_STRUCK = re.compile(r"(?<![\\~])~~(?=[^\s~])[^~]*?(?<=[^\s~\\])~~(?!~)")
_GONE = re.compile(r"(?<!\\)<(s|del|strike)>[^<>]*</\1>", re.IGNORECASE)
_TAG = re.compile(r"(?<!\\)</?(?:b|strong|i|em|u|span|font|sup|sub|code|mark|small|center|p)(?:\s[^<>]{0,100})?>", re.I)
_ENTITY = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_MAX_PROSE = 2_000
_MARKED_UP = 300


def sheets(text: str, where: str) -> list[Sheet]:
    """Return the tables of a Markdown file, each named after the heading above it. Raises UnreadableError."""
    lines = text.split("\n")
    found: list[tuple[str, list[tuple[int, list[str]]]]] = []
    prose: list[str] = []
    heading, number, fenced = "", 0, False
    while number < len(lines):
        line = lines[number].rstrip("\r")
        if _FENCE.match(line):
            fenced = not fenced
        if not fenced and "|" in line and number + 1 < len(lines) and _is_rule(lines[number + 1]):
            rows, number = _table(lines, number, where)
            found.append((heading, rows))
            continue
        if not fenced:
            heading = line.strip("# \t") if line.startswith("#") else heading
            if line.strip() and len(prose) < _MAX_PROSE:
                prose.append(_cell(line.strip().lstrip("-*+ ")))
        number += 1
    if len(found) > MAX_SHEETS:
        raise too_much(where, f"{len(found):,} tables")
    named = len(found) > 1
    return [table(name if named else "", rows, where=where, prose=prose) for name, rows in found]


def _is_rule(line: str) -> bool:
    return "-" in line and len(line) < 20_000 and bool(_RULE.match(line.rstrip("\r")))


def _table(lines: list[str], start: int, where: str) -> tuple[list[tuple[int, list[str]]], int]:
    end = start + 2
    while end < len(lines) and "|" in lines[end] and lines[end].strip():
        end += 1
    numbers = (start, *range(start + 2, end))
    # Counting is cheap; taking a table apart that is refused afterwards is not.
    if (bars := sum(lines[number].count("|") for number in numbers)) > MAX_CELLS:
        raise too_much(where, f"a table of some {bars:,} cells")
    return [(number + 1, _cells(lines[number])) for number in numbers], end


def _cells(line: str) -> list[str]:
    text = line.strip()
    text = text[1:] if text.startswith("|") else text
    cells: list[str] = []
    cell: list[str] = []
    escaped = False
    for character in text:
        if character == "|" and not escaped:
            cells.append("".join(cell))
            cell = []
        else:
            cell.append(character)
        escaped = character == "\\" and not escaped
    if "".join(cell).strip():
        cells.append("".join(cell))
    return [_cell(text) for text in cells]


def _cell(text: str) -> str:
    """Return a cell's text without its markup."""
    plain = _BREAK.sub("\n", text.strip()[: MAX_TEXT + 1])
    if len(plain) <= _MARKED_UP:
        plain = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", _TAG.sub("", _GONE.sub("", _STRUCK.sub("", plain))))).strip()
    plain = _ESCAPED.sub(r"\1", plain)
    return re.sub(r"&(?:lt|gt|amp);", lambda match: _ENTITY[match[0]], plain)
