"""Legends and document blocks: lines like "R = Responsible", and "Version: 3", anywhere around a grid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from drystone.responsibility.matrices.duties import meaning, plain
from drystone.responsibility.matrices.sheets import Sheet

_PAIR = re.compile(
    r"(?:^|[\s,;|·(\[/])\W{0,3}([^\W\d_])\W{0,4}(?:=|:|–|—|-|→|\)|\.)\W{0,6}([^\W\d_][^=:;,|·\n→]{1,200})"
)
_BARE = re.compile(r"(?:^|[·;|,]\s*)([A-Z])\s+((?:does|do|answers|is|verif|support|owns|decides)\b[^·;|,\n]{1,60})")
_ABOUT = re.compile(
    r"^\W*(version|date|last (?:review|reviewed|updated?|changed?)|reviewed(?: on)?|next review|review date|owner|"
    r"document owner|author|prepared by|approved by|approved|classification|status|issued|updated?|effective(?: date)?|"
    r"last modified|revision|stand|datum|freigegeben|gültig ab|document id)\W*(?:[:=]|\s-\s|$)\s*(.*)$",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\W{0,3}([^\W\d_])\W{0,3}[=:–—→-]\s{0,3}([^\W\d_].{1,80})")
_CELLS = 200_000
_LEAST = 3


def from_texts(texts: Iterable[str]) -> dict[str, str]:
    """Return what letters mean by the legends in these texts: symbol → duties ("" for none)."""
    found: dict[str, str] = {}
    for text in texts:
        for line in text.split("\n"):
            if len(line) > 600:
                continue
            pairs = _PAIR.findall(line) + _BARE.findall(line)
            for symbol, said in pairs:
                _keep(found, symbol, said)
    return _settled(found)


def _keep(found: dict[str, str], symbol: str, said: str) -> None:
    duty = meaning(said)
    letter = symbol.upper() if symbol.upper() in "ОУКИ" else plain(symbol)[0]
    if duty is not None and letter not in found and len(letter) == 1:
        found[letter] = f"{duty}\0{said.strip().lower()[:40]}"


def _settled(found: dict[str, str]) -> dict[str, str]:
    """Resolve what depends on the other letters: German "verantwortlich" answers and does where nobody else does."""
    duties = {symbol: told.split("\0")[0] for symbol, told in found.items()}
    for symbol, told in found.items():
        alone = all(duty != "R" for other, duty in duties.items() if other != symbol)
        if symbol != "R" and told.split("\0")[1].startswith(("verantwortlich", "ответствен")):
            answered = any(duty == "A" for other, duty in duties.items() if other != symbol)
            duties[symbol] = "R" if answered else ("RA" if alone else "A")
    return duties


def split(sheet: Sheet) -> tuple[list[list[str]], dict[str, str], list[str]]:
    """Return the cells without the legend beside them, what the legend says, and the texts that stood alone."""
    cells = [list(row) for row in sheet.rows]
    beside = _column(cells)
    for column in range(len(sheet.columns) - 1) if len(cells) * len(sheet.columns) <= _CELLS else ():
        rows = [row for row, texts in enumerate(cells) if _beside(texts, column)]
        letters = {cells[row][column].upper() for row in rows}
        # Letters of a legend are all different; a column of a grid has more cells than that.
        if len(rows) >= 2 and len(letters) == len(rows):
            beside += [f"{cells[row][column]} = {cells[row][column + 1]}" for row in rows]
            for row in rows:
                cells[row][column] = cells[row][column + 1] = ""
    alone = [text for row in cells for text in row if len(text) > 4]
    return cells, from_texts([*sheet.prose, *beside, *_legend_like(alone)]), alone


def _column(cells: list[list[str]]) -> list[str]:
    """Take out a last column that is a legend ("R - does it", "A - answers"), with its title, and return its texts."""
    column = max((number for row in cells for number, text in enumerate(row) if text), default=0)
    filled = [row for row, texts in enumerate(cells) if len(texts) > column and texts[column]]
    told = [row for row in filled if _says(cells[row][column])]
    letters = {cells[row][column].strip()[:1].upper() for row in told}
    title = [row for row in filled if row not in told]
    if not column or len(told) < _LEAST or len(letters) < len(told) or len(title) > 1 or title > told:
        return []
    texts = [cells[row][column] for row in told]
    for row in filled:
        cells[row][column] = ""
    return texts


def _says(text: str) -> bool:
    found = _WHOLE.fullmatch(text.strip())
    return found is not None and meaning(found[2]) is not None


def _beside(texts: Sequence[str], column: int) -> bool:
    letter = texts[column].strip("*:=-– .()")
    neighbour = texts[column + 1]
    if _says(neighbour):
        return False  # It names its own letter.
    return len(letter) == 1 and letter.isalpha() and len(neighbour) > 3 and meaning(neighbour[:28]) is not None


def _legend_like(texts: Sequence[str]) -> list[str]:
    return [text for text in texts[:5_000] if len(text) < 600 and (_PAIR.search(text) or _BARE.search(text))]


def is_legend(text: str) -> bool:
    """Whether a text only says what letters mean."""
    return bool(from_texts([text]))


def about(texts: Sequence[Sequence[str]], prose: Iterable[str]) -> dict[str, str]:
    """Return the document block: "Version" → "3", from single texts and from neighbouring cells."""
    found: dict[str, str] = {}
    for row in texts[:400]:
        filled = [text for text in row[:40] if text]
        for position, text in enumerate(filled):
            match = _ABOUT.match(text) if len(text) < 200 else None
            if match:
                value = match[2].strip() or (filled[position + 1] if position + 1 < len(filled) else "")
                found.setdefault(match[1].lower(), value[:200])
    for text in prose:
        match = _ABOUT.match(text.strip("*_# ")) if len(text) < 300 else None
        if match and match[2].strip("*_ "):
            found.setdefault(match[1].lower(), match[2].strip("*_ ")[:200])
    return {name: value for name, value in found.items() if value}
