"""A document as an Adaptive Card, as Teams shows it. Texts stand in text runs, which know no Markdown.

Facts about the cards: https://adaptivecards.io/explorer (version 1.4) and the size that Teams' flows take.
"""

from __future__ import annotations

import json
from typing import Any

from drystone.messages.document import Document, Item, Link
from drystone.messages.rendering.more import and_more

#: Teams says 28 KB and takes less: names and texts count twice in what the flow hands on.
_LARGEST = 20_000
_MOST_LINKS = 6

Json = dict[str, Any]


def card(document: Document) -> Json:
    """Return a document as a card; items at its end are left out, and counted, where it would be too large."""
    kept = len(document.items)
    while True:
        made = _card(document, kept)
        if kept == 0 or len(json.dumps(made).encode()) <= _LARGEST:
            return made
        kept -= 1 if kept < 8 else kept // 4


def _card(document: Document, kept: int) -> Json:
    body = [_text(document.title, size="Large", bold=True)]
    body += [_text(one) for one in document.paragraphs]
    heading = ""
    for item in document.items[:kept]:
        if item.heading and item.heading != heading:
            body.append(_text(item.heading, size="Medium", bold=True))
        heading = item.heading
        body.append(_item(item))
    left = len(document.items) - kept
    if left:
        body.append(_text(and_more(left, document.language)))
    body += _actions(document.links)
    body += [_text(one) for one in document.closing]
    body += [_quiet(one) for one in document.quiet]
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.4",
        "lang": document.language,
        "fallbackText": document.title,
        "body": body,
        "msteams": {"width": "full"},
    }


def _item(item: Item) -> Json:
    inner = [_text(item.title, bold=True), *(_text(one) for one in item.text), *_actions(item.links)]
    return {"type": "Container", "style": "emphasis", "separator": True, "items": inner}


def _text(text: str, *, size: str = "Default", bold: bool = False) -> Json:
    run: Json = {"type": "TextRun", "text": text, "size": size}
    if bold:
        run["weight"] = "Bolder"
    return {"type": "RichTextBlock", "inlines": [run]}


def _quiet(link: Link) -> Json:
    act = {"type": "Action.OpenUrl", "url": link.url}
    run = {"type": "TextRun", "text": link.words or link.url, "size": "Small", "isSubtle": True, "selectAction": act}
    return {"type": "RichTextBlock", "inlines": [run]}


def _actions(links: tuple[Link, ...]) -> list[Json]:
    if not links:
        return []
    made = [
        {"type": "Action.OpenUrl", "title": link.words or link.url, "url": link.url} for link in links[:_MOST_LINKS]
    ]
    return [{"type": "ActionSet", "actions": made}]
