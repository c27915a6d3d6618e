"""The tree of a program file: every key and value with its place, whichever syntax it was written in.

Rules of this module: nothing here knows a word of the program; a node is made once and never changes; a place is
counted in characters from 1, as editors count.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from drystone.program.model import Place

_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|.)", re.DOTALL)
#: The escapes of a double-quoted scalar that stand for white space or for nothing.
_BLANK_ESCAPES = frozenset(
    f"\\{letter}" for letter in ("t", "n", "r", "v", "f", "N", "_", "L", "P", " ", "\t", "\n", "\r", "\r\n")
)


@dataclass(frozen=True, slots=True)
class Text:
    """The decoded text of one file and where its lines start."""

    path: str
    content: str
    starts: tuple[int, ...] = field(repr=False, default=())

    @classmethod
    def of(cls, path: str, content: str) -> Text:
        """Return the text with its line starts."""
        starts = [0]
        starts.extend(match.end() for match in re.finditer(r"\r\n|\n|\r", content))
        return cls(path, content, tuple(starts))

    def place(self, index: int) -> Place:
        """Return the place of a character."""
        line = bisect.bisect_right(self.starts, max(0, index))
        return Place(self.path, line, max(0, index) - self.starts[line - 1] + 1)


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place: a scalar, a list (``items``) or a mapping (``keys`` and ``entries``).

    ``text`` is a scalar as written, ``style`` its quoting ("" plain, ', ", | or >), ``size`` the nodes below with
    every alias counted each time it is used, ``depth`` the levels below.
    """

    file: Text = field(repr=False)
    start: int
    end: int
    value: Any = None
    text: str = ""
    style: str = ""
    items: tuple[Node, ...] | None = None
    keys: dict[str, Node] | None = None
    entries: dict[str, Node] | None = None
    size: int = 1
    depth: int = 0

    @property
    def place(self) -> Place:
        """Where the value starts."""
        return self.file.place(self.start)

    def plain(self) -> Any:
        """Return the value as plain lists, dicts and scalars."""
        if self.items is not None:
            return [item.plain() for item in self.items]
        if self.entries is not None:
            return {key: node.plain() for key, node in self.entries.items()}
        return self.value

    def get(self, key: str) -> Node | None:
        """Return the value under a key, or None."""
        return self.entries.get(key) if self.entries is not None else None

    def at(self, path: Iterable[str | int]) -> Node:
        """Return the node at a path as far as the path can be followed; steps that do not fit are passed over."""
        node = self
        for step in path:
            if isinstance(step, int) and node.items is not None and step < len(node.items):
                node = node.items[step]
            elif isinstance(step, str) and node.entries is not None and step in node.entries:
                node = node.entries[step]
        return node

    def key_place(self, key: str) -> Place:
        """Return where a key of this mapping is written, or where the mapping starts if it has no such key."""
        return self.keys[key].place if self.keys is not None and key in self.keys else self.place

    def place_of(self, offset: int) -> Place:
        """Return the place of one character of a scalar's value.

        Folding, indentation and line breaks change white space only, so the n-th visible character of the value is
        the n-th visible character of what is written.
        """
        if self.items is not None or self.entries is not None:
            return self.place
        before = sum(1 for character in self.text[:offset] if not character.isspace())
        return self.file.place(_visible(self, before))


def _visible(node: Node, wanted: int) -> int:
    """Return the index of the ``wanted``-th visible character (from 0) of a scalar in its file."""
    content, index, end = node.file.content, node.start, node.end
    if node.style in ("|", ">"):
        broken = content.find("\n", index, end)
        index = broken + 1 if broken >= 0 else end
    elif node.style:
        index, end = index + 1, end - 1
    last = index
    while index < end:
        length, blank = _step(node.style, content, index)
        if not blank:
            if wanted == 0:
                return index
            wanted -= 1
            last = index
        index += length
    return last


def _step(style: str, content: str, index: int) -> tuple[int, bool]:
    """Return how many written characters stand for the next character of the value, and whether that is blank."""
    if style == '"' and content[index] == "\\":
        escape = _ESCAPE.match(content, index)
        written = escape.group() if escape else "\\"
        return len(written), written in _BLANK_ESCAPES
    if style == "'" and content.startswith("''", index):
        return 2, False
    return 1, content[index].isspace()


def sizes(children: Sequence[Node]) -> tuple[int, int]:
    """Return the size and depth of a node with these children."""
    return 1 + sum(child.size for child in children), 1 + max((child.depth for child in children), default=0)
