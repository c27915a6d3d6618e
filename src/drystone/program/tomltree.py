"""TOML into the same tree of nodes.

The standard library reads TOML but forgets where things stood, so a second, small look at the lines finds the place of
each key. Keys inside a value of several keys (an inline table) take the place of the key that holds them.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from drystone.program.model import Place, Problem
from drystone.program.tree import Node, Text, sizes

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_PAIR = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=\s*""")
_NAME = re.compile(r"""[^\s."']+|"[^"]*"|'[^']*'""")
_PLACE_IN_MESSAGE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")

Path = tuple[str | int, ...]


def read_toml(text: Text, problems: list[Problem]) -> Node | None:
    """Return the file's tree, or None where it is not TOML; then ``problems`` says where and why."""
    try:
        data = tomllib.loads(text.content.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        match = _PLACE_IN_MESSAGE.search(str(error))
        found = match and match[1]
        place = Place(text.path, int(match[1]), int(match[2])) if match and found else text.place(len(text.content))
        message = _PLACE_IN_MESSAGE.sub("", str(error))
        problems.append(Problem(place, f"this is not TOML: {message[:1].lower()}{message[1:]}"))
        return None
    except RecursionError:
        problems.append(Problem(Place(text.path), "this is nested too deeply to read"))
        return None
    return _Tree(text, _index(text)).node(data, (), (0, 0))


def _index(text: Text) -> dict[Path, tuple[int, int]]:
    """Return for each key its index in the text and that of its value."""
    found: dict[Path, tuple[int, int]] = {}
    table: Path = ()
    arrays: dict[Path, int] = {}
    quoted = ""
    for start, line in zip(text.starts, text.content.splitlines(), strict=False):
        if quoted:
            quoted = "" if line.count(quoted) % 2 else quoted
            continue
        if header := _HEADER.match(line):
            table = _names(header[2])
            if header[1] == "[[":
                arrays[table] = arrays.get(table, -1) + 1
                table = (*table, arrays[table])
            found.setdefault(table, (start + header.start(2), start + header.start(1)))
        elif pair := _PAIR.match(line):
            found.setdefault((*table, *_names(pair[1])), (start + pair.start(1), start + pair.end()))
            quoted = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
    return found


def _names(dotted: str) -> Path:
    # A dot within quotes is part of a name.
    return tuple(name.strip("\"'") for name in _NAME.findall(dotted))


class _Tree:
    """Joins what tomllib read with where it stood."""

    def __init__(self, text: Text, index: dict[Path, tuple[int, int]]) -> None:
        self.text = text
        self.index = index

    def node(self, value: Any, path: Path, at: tuple[int, int]) -> Node:
        at = self.index.get(path, at)
        if isinstance(value, dict):
            keys = {key: self.key(key, (*path, key), at) for key in value}
            entries = {key: self.node(item, (*path, key), at) for key, item in value.items()}
            size, depth = sizes(tuple(entries.values()))
            return Node(self.text, at[1], at[1], keys=keys, entries=entries, size=size, depth=depth)
        if isinstance(value, list):
            items = tuple(self.node(item, (*path, number), at) for number, item in enumerate(value))
            size, depth = sizes(items)
            return Node(self.text, at[1], at[1], items=items, size=size, depth=depth)
        written = value if isinstance(value, str) else str(value)
        quote = self.text.content[at[1] : at[1] + 1]
        style = quote if isinstance(value, str) and quote in ('"', "'") else ""
        return Node(self.text, at[1], self._end(at[1]), value, written, style)

    def key(self, name: str, path: Path, at: tuple[int, int]) -> Node:
        start = self.index.get(path, at)[0]
        return Node(self.text, start, start + len(name), name, name)

    def _end(self, index: int) -> int:
        end = self.text.content.find("\n", index)
        return end if end >= 0 else len(self.text.content)
