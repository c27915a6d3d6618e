"""A document as plain text: all of it, as readable as on any screen."""

from __future__ import annotations

import textwrap

from drystone.messages.document import Document, Item, Link

_WIDTH = 72


def text(document: Document, *, title: bool = False) -> str:
    """Return everything that a document says; its title too where the channel has no subject."""
    parts = [_wrapped(document.title)] if title else []
    parts += [_wrapped(one) for one in document.paragraphs]
    heading, number = "", 0
    numbered = sum(not item.aside for item in document.items) > 1
    for item in document.items:
        if item.heading and item.heading != heading:
            parts.append(_underlined(item.heading))
        heading = item.heading
        number += not item.aside
        parts.append(_item(item, f"{number}. " if numbered and not item.aside else ""))
    parts += ["\n".join(_link(one, "") for one in document.links)] if document.links else []
    parts += [_wrapped(one) for one in document.closing]
    parts += [_link(one, "") for one in document.quiet]
    return "\n\n".join(parts) + "\n"


def _underlined(heading: str) -> str:
    line = _wrapped(heading)
    return f"{line}\n{'-' * min(len(line), _WIDTH)}"


def _item(item: Item, number: str) -> str:
    inner = " " * len(number)
    lines = [_wrapped(item.title, number, inner)]
    lines += [_wrapped(one, inner, inner) for one in item.text]
    lines += [_link(one, inner) for one in item.links]
    return "\n".join(lines)


def _link(link: Link, before: str) -> str:
    """An address stands alone in its line: programs for mail make a link of it, and none takes a dot along."""
    return f"{_wrapped(f'{link.words}:', before, before)}\n{before}{link.url}"


def _wrapped(line: str, first: str = "", then: str = "") -> str:
    return textwrap.fill(
        line, _WIDTH, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False
    )
