"""Square codes that are drawn with letters (▀▄█), so that no reader of images sees them.

The letters are turned into the dots they stand for, and the dots are read like any other code.
"""

from __future__ import annotations

import numpy as np
import zxingcpp

MOST_LINES, SMALLEST, LARGEST = 4_000, 19, 200
_SCALE, _MARGIN = 4, 4
#: What each letter fills of its place: upper half, lower half.
_FILLS = {
    "█": (1, 1),
    "▀": (1, 0),
    "▄": (0, 1),
    " ": (0, 0),
    "\xa0": (0, 0),
    "▇": (1, 1),
    "▓": (1, 1),
    "■": (1, 1),
    "⬛": (1, 1),
}
_DRAWN = frozenset("█▀▄▇▓■⬛")
_SPACES = frozenset(" \xa0")


def codes(text: str) -> list[str]:
    """Return what the codes drawn in a text say; one that is drawn but cannot be read is an empty text."""
    if not any(one in text for one in _DRAWN):
        return []
    return [_read(block) for block in _blocks(text)]


def _blocks(text: str) -> list[list[str]]:
    """Return runs of lines that are drawn, at most three."""
    found: list[list[str]] = [[]]
    for line in text.split("\n")[:MOST_LINES]:
        row = line.rstrip("\r")[:LARGEST]
        if any(one in _DRAWN for one in row) and set(row) <= _DRAWN | _SPACES:
            found[-1].append(row)
        elif found[-1]:
            found.append([])
    return [block[:LARGEST] for block in found if len(block) >= SMALLEST // 2][:3]


def _read(block: list[str]) -> str:
    width = max(map(len, block))
    halves = any(one in "▀▄" for row in block for one in row)
    dots = np.zeros((len(block) * 2, width), np.uint8)
    for number, row in enumerate(block):
        for place, one in enumerate(row):
            dots[2 * number : 2 * number + 2, place] = _FILLS.get(one, (0, 0))
    # Whole letters are about twice as high as wide: codes drawn with them use one or two of them a dot.
    for drawing in (dots,) if halves else (dots[::2, ::2], dots[::2]):
        for picture, ground in ((1 - drawing, 1), (drawing, 0)):
            framed = np.pad(picture, _MARGIN, constant_values=ground)
            found = zxingcpp.read_barcodes(np.kron(framed, np.full((_SCALE, _SCALE), 255, np.uint8)).astype(np.uint8))
            if found:
                return str(found[0].text)
    return ""
