"""How wide words are in a picture, near enough to keep them inside it: SVG does not wrap, and fonts differ by reader.

Widths are in ems, by groups of letters, on the wide side of the fonts that the pictures ask for.
"""

from __future__ import annotations

from itertools import chain

_OTHER = 0.64
_EMS = dict(
    chain(
        ((one, 0.34) for one in "ijlI.,:;'’|! ()[]"),
        ((one, 0.43) for one in 'frt-"„“”‚‘/'),
        ((one, 0.55) for one in "ckszJxvy"),
        ((one, 0.76) for one in "ABCDEGHKNOPQRSUVXYZÄÖÜ"),
        ((one, 0.98) for one in "mwMW@%…–—"),
    )
)
#: How much wider letters of weight 600 are.
_HEAVY = 1.12


def width(text: str, size: float, *, heavy: bool = False) -> float:
    """Return about how wide a line is, in the units of ``size``."""
    return sum(_EMS.get(one, _OTHER) for one in text) * size * (_HEAVY if heavy else 1.0)


def lines(text: str, size: float, *, within: float, most: int, heavy: bool = False) -> list[str]:
    """Return a text in at most ``most`` lines of a width; the last ends in an ellipsis where there is no more room."""
    room = within / (_HEAVY if heavy else 1.0)
    found: list[str] = []
    rest = text.split()
    while rest and len(found) < most:
        taken = 1
        while taken < len(rest) and width(" ".join(rest[: taken + 1]), size) <= room:
            taken += 1
        last = len(found) == most - 1
        line = " ".join(rest if last else rest[:taken])
        found.append(_cut(line, size, room))
        rest = [] if last else rest[taken:]
    return found


def _cut(line: str, size: float, room: float) -> str:
    if width(line, size) <= room:
        return line
    while line and width(f"{line}…", size) > room:
        line = line[:-1]
    return f"{line.rstrip(' ,.:;-–')}…"
