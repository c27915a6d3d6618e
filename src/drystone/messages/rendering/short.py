"""A document as a text message: what it is about, and one address; in at most so many parts (3GPP TS 23.038)."""

from __future__ import annotations

from drystone.messages.document import Document

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")
#: What the alphabet of text messages lacks, and what says the same: one such sign would make a message half as long.
_PLAINER = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\xa0": " ", "·": "-"}
)
MOST_PARTS = 2


def parts_of(text: str) -> int:
    """Return in how many parts a text leaves."""
    if all(one in _BASIC or one in _EXTENDED for one in text):
        length = sum(2 if one in _EXTENDED else 1 for one in text)
        return 1 if length <= 160 else -(-length // 153)
    length = len(text.encode("utf-16-be")) // 2
    return 1 if length <= 70 else -(-length // 67)


def text(document: Document, *, most: int = MOST_PARTS) -> str:
    """Return what a document is about and where it leads. Words are left out at its end, never part of the address."""
    links = [*document.links, *(link for item in document.items for link in item.links)]
    address = f" {links[0].url}" if links else ""
    words = [document.title, *(one.title for one in document.items), *([] if document.items else document.paragraphs)]
    said = [one for one in words if one]
    for count in range(len(said), 0, -1):
        told = _ended(said[:count]).translate(_PLAINER) + address
        if parts_of(told) <= most:
            return told
    return _cut(document.title.translate(_PLAINER), address, most)


def _ended(words: list[str]) -> str:
    return " ".join(one if one[-1] in ".:!?…" else f"{one}." for one in words)


def _cut(title: str, address: str, most: int) -> str:
    while len(title) > 20 and parts_of(f"{title}...{address}") > most:
        title = title[: -max(1, len(title) // 20)].rstrip()
    return f"{title}...{address}"
