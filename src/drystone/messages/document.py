"""What a message says, as a structure: every channel writes it down in its own way, and none takes markup from it.

Texts are untrusted: things are called what somebody called them. What could steer a screen, a header or a reader's eye
(control characters, marks that turn the direction of writing) is taken out here, once, for every channel.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

LONGEST_TITLE = 200
LONGEST_TEXT = 4_000
LONGEST_URL = 2_000
MOST_PARTS = 60


@dataclass(frozen=True, slots=True)
class Link:
    """Words to tap, and the whole address that they lead to (http or https). Raises ValueError for any other.

    ``short`` are words for where room is scarce: beside others in one line of a phone.
    """

    words: str
    url: str
    short: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no address of a page, and clean the words."""
        parts = urlsplit(self.url)
        plain = self.url.isascii() and self.url.isprintable() and not set(self.url) & set(" <>\"'\\^`{|}")
        if parts.scheme not in {"http", "https"} or not parts.hostname or not plain or len(self.url) > LONGEST_URL:
            msg = "a link leads to a whole address, https://…, written as addresses are"
            raise ValueError(msg)
        object.__setattr__(self, "words", clean(self.words, LONGEST_TITLE))
        object.__setattr__(self, "short", clean(self.short, LONGEST_TITLE))


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to know or to do; ``heading`` begins a group where it differs from that of the item before.

    ``aside`` stands beside the things to do: it is not numbered with them. ``brief`` is written as low as it
    can be; its first link leads to the whole of it.
    """

    title: str
    text: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    heading: str = ""
    aside: bool = False
    brief: bool = False

    def __post_init__(self) -> None:
        """Clean the texts."""
        object.__setattr__(self, "title", clean(self.title, LONGEST_TITLE))
        object.__setattr__(self, "heading", clean(self.heading, LONGEST_TITLE))
        object.__setattr__(self, "text", _cleaned(self.text))
        object.__setattr__(self, "links", tuple(self.links)[:MOST_PARTS])


@dataclass(frozen=True, slots=True)
class Document:
    """A title, paragraphs, items with links, links of the whole, and what stands at the end; in one language (BCP 47).

    The title is the subject where the channel has one. ``quiet`` are links after the end, which press nobody.
    ``greets``: the first paragraph is a greeting, which a page that greets by itself leaves out.
    Nothing here is markup.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    links: tuple[Link, ...] = ()
    closing: tuple[str, ...] = ()
    language: str = "en"
    quiet: tuple[Link, ...] = ()
    greets: bool = False

    @property
    def body(self) -> tuple[str, ...]:
        """The paragraphs without a greeting."""
        return self.paragraphs[1:] if self.greets else self.paragraphs

    def __post_init__(self) -> None:
        """Clean the texts."""
        object.__setattr__(self, "title", clean(self.title, LONGEST_TITLE))
        object.__setattr__(self, "paragraphs", _cleaned(self.paragraphs))
        object.__setattr__(self, "greets", self.greets and bool(self.paragraphs))
        object.__setattr__(self, "closing", _cleaned(self.closing))
        object.__setattr__(self, "items", tuple(self.items)[:MOST_PARTS])
        object.__setattr__(self, "links", tuple(self.links)[:MOST_PARTS])
        object.__setattr__(self, "quiet", tuple(self.quiet)[:MOST_PARTS])
        language = self.language if self.language.replace("-", "").isalnum() and self.language.isascii() else "en"
        object.__setattr__(self, "language", language)


def of_text(title: str, text: str, words: str = "") -> Document:
    """Return a notice as a document: paragraphs, and what stands as an address alone is a link, called ``words``.

    It is called as the title where nothing else is said: notices are written in their reader's language already.
    """
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    links = [part for part in parts if _ALONE.fullmatch(part)][:MOST_PARTS]
    said = tuple(part for part in parts if part not in links)
    return Document(title, said, links=tuple(Link(words or title, link) for link in links))


#: As ``Link`` takes it: what is none stays a text.
_ALONE = re.compile(r"https?://[A-Za-z0-9-][A-Za-z0-9.-]{0,250}(:[0-9]{1,5})?(/[A-Za-z0-9._~%/?=&#:+-]{0,1500})?")


def clean(text: str, longest: int) -> str:
    """Return a text in one line, without what steers a screen or the direction of writing, and not longer than that."""
    bare = "".join(
        one if unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} or one in _KEPT else " " for one in text
    )
    line = " ".join(bare.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


#: Joiners are part of how words and pictures are written: Persian, Hindi, families.
_KEPT = frozenset("\u200c\u200d")


def _cleaned(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for text in tuple(texts)[:MOST_PARTS] if (line := clean(text, LONGEST_TEXT)))


def as_json(document: Document) -> dict[str, Any]:
    """Return a document as it is kept with its message and as webhooks carry it."""
    return {
        "title": document.title,
        "paragraphs": list(document.paragraphs),
        "items": [
            {
                "title": one.title,
                "text": list(one.text),
                "links": _links(one.links),
                "heading": one.heading,
                "aside": one.aside,
                "brief": one.brief,
            }
            for one in document.items
        ],
        "links": _links(document.links),
        "closing": list(document.closing),
        "language": document.language,
        "quiet": _links(document.quiet),
        "greets": document.greets,
    }


def _links(links: tuple[Link, ...]) -> list[dict[str, str]]:
    return [{"words": one.words, "url": one.url} | ({"short": one.short} if one.short else {}) for one in links]


def from_json(kept: Mapping[str, Any]) -> Document:
    """Return the document that ``as_json`` wrote."""
    return Document(
        kept["title"],
        tuple(kept["paragraphs"]),
        tuple(
            Item(
                one["title"],
                tuple(one["text"]),
                tuple(Link(**link) for link in one["links"]),
                one["heading"],
                one["aside"],
                one.get("brief", False),
            )
            for one in kept["items"]
        ),
        tuple(Link(**link) for link in kept["links"]),
        tuple(kept["closing"]),
        kept["language"],
        tuple(Link(**link) for link in kept["quiet"]),
        kept.get("greets", False),
    )
