"""The words of a PDF page, as far as its fonts use letters that are letters; enough to find a password or a lure."""

from __future__ import annotations

import re
from typing import Any

import pikepdf

MAX_INSTRUCTIONS = 20_000
MAX_CONTENT = 2_000_000
_PAIR = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>(?:\s*<([0-9A-Fa-f]+)>)?")


def page_text(page: Any) -> str:
    """Return the strings that a page shows, in the order it shows them, through its fonts' own tables where given."""
    contents = page.obj.get("/Contents")
    size = sum(len(bytes(part.read_raw_bytes())) for part in _parts(contents))
    if size > MAX_CONTENT // 10:
        return ""
    tables = _tables(page)
    pieces: list[str] = []
    table: dict[int, str] = {}
    for index, instruction in enumerate(pikepdf.parse_content_stream(page, "Tj TJ ' \" Tf Td TD T* Tm ET")):
        if index >= MAX_INSTRUCTIONS:
            break
        operands, operator = instruction.operands, str(instruction.operator)
        if operator == "Tf" and len(operands):
            table = tables.get(str(operands[0]), {})
        elif operator in ("Tj", "'", '"') and len(operands):
            pieces.append(_shown(operands[-1], table))
        elif operator == "TJ" and len(operands):
            pieces.extend(_spaced(item, table) for item in list(operands[0])[:2_000])
        elif operator != "Tm":
            pieces.append("\n" if operator in ("T*", "ET", "TD") else " ")
    return re.sub(r"[ \t]+", " ", "".join(pieces)).strip()


def _parts(contents: Any) -> list[Any]:
    if isinstance(contents, pikepdf.Stream):
        return [contents]
    if isinstance(contents, pikepdf.Array):
        return [part for part in list(contents)[:200] if isinstance(part, pikepdf.Stream)]
    return []


def _spaced(item: Any, table: dict[int, str]) -> str:
    """A string of a TJ, or a blank where the pen is moved as far as one."""
    if isinstance(item, pikepdf.String):
        return _shown(item, table)
    return " " if isinstance(item, int | float) and item < -180 else ""


def _shown(value: Any, table: dict[int, str]) -> str:
    raw = bytes(value)[:4_000]
    if not table:
        return "".join(chr(byte) if 32 <= byte < 127 or byte >= 160 else " " for byte in raw)
    width = 2 if max(table) > 255 or any(raw[::2]) is False else 1
    codes = [int.from_bytes(raw[at : at + width], "big") for at in range(0, len(raw), width)]
    return "".join(table.get(code, "") for code in codes)


def _tables(page: Any) -> dict[str, dict[int, str]]:
    """The ToUnicode tables of a page's fonts (ISO 32000-2 9.10.3)."""
    resources = page.obj.get("/Resources")
    fonts = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
    tables: dict[str, dict[int, str]] = {}
    if isinstance(fonts, pikepdf.Dictionary):
        for name in list(fonts.keys())[:50]:
            font = fonts[name]
            stream = font.get("/ToUnicode") if isinstance(font, pikepdf.Dictionary) else None
            if isinstance(stream, pikepdf.Stream) and len(bytes(stream.read_raw_bytes())) < 100_000:
                tables[name] = _table(bytes(stream.read_bytes())[:1_000_000].decode("latin-1"))
    return tables


def _table(text: str) -> dict[int, str]:
    table: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
        for first, second, _ in _PAIR.findall(block)[:5_000]:
            table[int(first[:8], 16)] = _letters(second)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.S):
        for first, last, target in _PAIR.findall(block)[:1_000]:
            start, end = int(first[:8], 16), int(last[:8], 16)
            base = _letters(target)
            if base and len(base) == 1:
                for code in range(start, min(end, start + 1_000) + 1):
                    table[code] = chr(min(ord(base) + code - start, 0x10FFFF))
    return table


def _letters(digits: str) -> str:
    return bytes.fromhex(digits[: len(digits) // 4 * 4][:40]).decode("utf-16-be", "ignore")
