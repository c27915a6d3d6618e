"""Writing a source file: YAML with a reason above each line. Names from an export are quoted, never trusted as YAML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

_WIDTH = 116


@dataclass(frozen=True, slots=True)
class Line:
    """A setting, its value, and why."""

    name: str
    value: Any
    reason: str = ""


def write(title: str, head: Iterable[Line], feeds: Iterable[tuple[str, list[Line]]], notes: Iterable[str] = ()) -> str:
    """Return the text of a source file. Feeds of one table become a list."""
    out = [f"# {comment(title)}"]
    for line in head:
        if line.reason:
            out.append(f"# {comment(line.reason)}")
        out.append(f"{line.name}: {_value(line.value)}")
    grouped = [(table, [lines for _, lines in group]) for table, group in groupby(feeds, key=lambda feed: feed[0])]
    if grouped:
        out.append("feeds:")
    for table, several in grouped:
        out.append(f"  {table}:")
        for lines in several:
            dash = "- " if len(several) > 1 else ""
            out.append(f"    {dash}select:")
            indent = "      " + " " * len(dash)
            for line in lines:
                out.append(f"{indent}# {comment(line.reason)}")
                out.append(f"{indent}{line.name}: {scalar(line.value)}")
    out += [f"# {comment(note)}" for note in notes]
    return "\n".join(out) + "\n"


def comment(text: str) -> str:
    """Return a text as one line of a comment, whatever an export put into its names."""
    plain = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return plain if len(plain) <= _WIDTH * 2 else plain[: _WIDTH * 2 - 1] + "…"


def scalar(value: Any) -> str:
    """Return a value as a YAML scalar; texts are always quoted unless they are plain words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if not text.isprintable():
        return json.dumps(text)  # A JSON string is a YAML string, with its escapes.
    return "'" + text.replace("'", "''") + "'"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {scalar(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(scalar(item) for item in value) + "]"
    plain = isinstance(value, str) and value.replace("-", "").isalnum() and value.isascii() and value[:1].isalpha()
    plain = plain and value.lower() not in {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
    return str(value) if plain else scalar(value)
