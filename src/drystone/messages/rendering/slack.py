"""A document as Slack's blocks. Texts stand in ``rich_text``, which knows no markup: nothing in them can mention,
link or dress up.

Facts about the blocks: https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from typing import Any

from drystone.messages.document import Document, Item, Link
from drystone.messages.rendering.more import and_more

_LONGEST_HEADER = 150
_LONGEST_TEXT = 3_000
#: Slack takes at most fifty blocks and shows about this much of a message before it folds the rest away.
_MOST_ITEMS = 20

Json = dict[str, Any]


def escaped(text: str) -> str:
    """Return a text for where Slack reads its own markup: only these three steer it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fallback(document: Document) -> str:
    """Return what a notification says: the title, escaped."""
    return escaped(document.title)[:_LONGEST_TEXT]


def blocks(document: Document) -> list[Json]:
    """Return a document as blocks: a header, and rich text."""
    header = document.title[:_LONGEST_HEADER]
    made: list[Json] = [{"type": "header", "text": {"type": "plain_text", "text": header, "emoji": False}}]
    if document.paragraphs:
        made.append(_rich([_section([_text(one)]) for one in _spaced(document.paragraphs)]))
    heading = ""
    for item in document.items[:_MOST_ITEMS]:
        if item.heading and item.heading != heading:
            made.append(_rich([_section([_text(item.heading, bold=True)])]))
        heading = item.heading
        made.append(_rich(_item(item)))
    left = len(document.items) - _MOST_ITEMS
    if left > 0:
        made.append(_rich([_section([_text(and_more(left, document.language))])]))
    if document.links:
        made.append(_rich([_links(document.links)]))
    if document.closing:
        made.append(_rich([_section([_text(one)]) for one in _spaced(document.closing)]))
    if document.quiet:
        made.append(_rich([_links(document.quiet)]))
    return made


def _spaced(texts: tuple[str, ...]) -> list[str]:
    """Sections follow each other without a gap; paragraphs want one."""
    return [f"{one}\n" if number < len(texts) - 1 else one for number, one in enumerate(texts)]


def _item(item: Item) -> list[Json]:
    lines = [_section([_text(item.title, bold=True)])]
    lines += [_section([_text(one)]) for one in item.text]
    return [*lines, _links(item.links)] if item.links else lines


def _links(links: tuple[Link, ...]) -> Json:
    parts: list[Json] = []
    for link in links:
        parts += [_text("  ·  ")] if parts else []
        parts.append({"type": "link", "url": link.url, "text": link.words or link.url})
    return _section(parts)


def _rich(elements: list[Json]) -> Json:
    return {"type": "rich_text", "elements": elements}


def _section(elements: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": elements}


def _text(text: str, *, bold: bool = False) -> Json:
    made: Json = {"type": "text", "text": text[:_LONGEST_TEXT]}
    return made | {"style": {"bold": True}} if bold else made
