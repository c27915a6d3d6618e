"""The plain Markdown of lessons as pieces that templates show: paragraphs, lists, emphasis. Nothing becomes markup.

A piece of text stays text, whatever it looks like; templates escape it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["paragraph", "bullets", "numbers", "quote"]
_MARKED = re.compile(
    r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*\s](?:[^*]*[^*\s])?)\*|_(?P<emphasis>[^_]+)_(?!\w)|`(?P<code>[^`]+)`"
)
_BULLET = re.compile(r"[-*+][ \t]+")
_NUMBER = re.compile(r"\d{1,3}[.)][ \t]+")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text: plain (""), "em", "strong" or "code"."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a quotation (one line of spans), or a list (a line per entry)."""

    kind: Kind
    lines: tuple[tuple[Span, ...], ...]


def blocks(markdown: str) -> tuple[Block, ...]:
    """Return a text's blocks in their order."""
    found: list[tuple[Kind, list[str]]] = []
    fresh = True
    for line in markdown.splitlines():
        text = line.strip()
        if not text:
            fresh = True
            continue
        kind, said = _kind(text)
        last = found[-1] if found else None
        if kind == "paragraph" and last and not fresh:
            last[1][-1] += f" {said}"  # A line that goes on, of a paragraph or of a list's entry.
        elif last and last[0] == kind and kind != "paragraph" and (kind != "quote" or not fresh):
            last[1].append(said)
        else:
            found.append((kind, [said]))
        fresh = False
    return tuple(Block(kind, tuple(tuple(_spans(line)) for line in lines)) for kind, lines in found)


def _kind(text: str) -> tuple[Kind, str]:
    if bullet := _BULLET.match(text):
        return "bullets", text[bullet.end() :]
    if number := _NUMBER.match(text):
        return "numbers", text[number.end() :]
    if text.startswith(">"):
        return "quote", text[1:].strip()
    return "paragraph", text


def _spans(text: str) -> Iterator[Span]:
    at = 0
    for found in _MARKED.finditer(text):
        if found.start() > at:
            yield Span(text[at : found.start()])
        mark = str(found.lastgroup)
        yield Span(found[mark], "em" if mark == "emphasis" else mark)
        at = found.end()
    if at < len(text):
        yield Span(text[at:])
