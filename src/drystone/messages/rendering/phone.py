"""How high a mail is on a phone, before it leaves: as ``mail_html`` lays it out 360 px wide, the narrowest that counts.

Letters are taken to be as wide as those of a wide typeface, so most phones show it lower. The sizes are those that
``mail_html`` writes down; a test holds both against a real browser.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable

from drystone.messages.document import Document, Item, Link

#: The height in px of the screen that most phones have at least (360 x 800).
SCREEN = 800
_WIDTH, _PADDING = 328.0, 16.0
#: A card is narrower by its border and its padding.
_CARD = _WIDTH - 26.0
#: The width of a letter as a part of its size: of most, and of bold ones. Signs as wide as squares count as two.
_LETTER, _BOLD = 0.53, 0.6
_THUMB = 44.0


def height(document: Document) -> float:
    """Return about how many px a mail is high at 360 px, without what stands aside in it."""
    title = 0.0 if document.greets else _text(document.title, 20, 26, bold=True) + 8
    greeting = _text(document.paragraphs[0], 16, 22.4) if document.greets else 0.0
    said = sum(_text(one, 16, 24) + 6 for one in document.body)
    items = sum(_brief(item) if item.brief else _whole(item) for item in document.items if not item.aside)
    links = _THUMB * len(document.links)
    end = _text(" ".join(document.closing), 13, 18.2) + 8 if document.closing else 0.0
    quiet = sum(_text(one.words, 14, 20) + 26 for one in document.quiet)
    return _PADDING + title + greeting + said + items + links + end + quiet


def _whole(item: Item) -> float:
    text = sum(_text(one, 15, 21, width=_CARD) + 6 for one in item.text)
    acts = _row([*((_words(one), 40.0, 16) for one in item.links[:1]), *_acts(item)], _CARD)
    return _text(item.title, 17, 22.1, width=_CARD, bold=True) + 6 + text + (acts + 2 if acts else 0.0) + 22 + 8


def _brief(item: Item) -> float:
    text = _text(" · ".join(item.text), 14, 18.9)
    return 4 + _text(item.title, 16, 20.8, bold=True) + 2 + text + _row(_acts(item), _WIDTH)


def _acts(item: Item) -> list[tuple[str, float, float]]:
    return [(_words(link), 12.0, 15) for link in item.links[1:]]


def _words(link: Link) -> str:
    return link.short or link.words


def _text(text: str, size: float, line: float, *, width: float = _WIDTH, bold: bool = False) -> float:
    """Return how high a paragraph is: its lines, broken between words, each as high as ``line``."""
    if not text:
        return 0.0
    letters = max(1, int(width / (size * (_BOLD if bold else _LETTER))))
    wide = "".join("mm" if unicodedata.east_asian_width(one) in "WF" else one for one in text)
    return line * len(textwrap.wrap(wide, letters, break_on_hyphens=False))


def _row(links: Iterable[tuple[str, float, float]], width: float) -> float:
    """Return how high links are that stand side by side: (words, what stands around them, size of the letters)."""
    rows, left = 0, 0.0
    for words, around, size in links:
        needs = len(words) * size * _LETTER + around
        if needs > left:
            rows, left = rows + 1, width
        left -= needs + size * 0.3
    return rows * _THUMB
