"""YAML into a tree of nodes that know their place.

Rules of this module:

- libyaml's parser gives events; we build the tree ourselves, with our own bounds, because its composer follows nesting
  until the stack ends, and because a key that stands twice must not win in silence.
- Nesting is bounded while events arrive; aliases are counted each time they are used ("billion laughs").
- Scalars follow YAML 1.2 where people trip over 1.1: ``on``, ``off``, ``yes`` and ``no`` are words, 007 is a word.
- No tags: a program is data.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml

from drystone.program.model import Place, Problem
from drystone.program.tree import Node, Text, sizes

MAX_DEPTH = 20
MAX_NODES = 100_000
#: Characters of a file whose tree is kept for the next reading; nodes never change.
MOST_KEPT = 32_000
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


class _Refused(Exception):  # noqa: N818 - never leaves this module; it ends the reading of one file.
    """The file cannot be read further, for the reason given."""

    def __init__(self, message: str, index: int, suggestion: str = "") -> None:
        super().__init__(message)
        self.message, self.index, self.suggestion = message, index, suggestion


def read_yaml(text: Text, problems: list[Problem]) -> list[Node]:
    """Return the documents of a YAML file; what is wrong is added to ``problems``, and then the rest is left out.

    A small file with the very text of one that was read before is not read again: whoever edits a program changes one
    file of it, and all are read to try the change.
    """
    documents, found = (_known if len(text.content) <= MOST_KEPT else _read)(text)
    problems.extend(found)
    return list(documents)


def _read(text: Text) -> tuple[tuple[Node, ...], tuple[Problem, ...]]:
    documents: list[Node] = []
    problems: list[Problem] = []
    try:
        documents.extend(_Composer(text, problems).documents())
    except _Refused as refused:
        problems.append(Problem(text.place(refused.index), refused.message, refused.suggestion))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = text.place(mark.index) if mark else Place(text.path)
        what = " ".join(part for part in (error.context, error.problem) if part)
        # A colon inside a sentence is the slip that everyone makes, and libyaml's words for it help nobody.
        hint = 'put a text that holds ": " into quotes' if "mapping values" in what else ""
        problems.append(Problem(place, f"this is not YAML: {what}", hint))
    except yaml.reader.ReaderError as error:
        problems.append(Problem(_reader_place(text), f"this is not YAML: {error.reason}"))
    return tuple(documents), tuple(problems)


_known = lru_cache(maxsize=256)(_read)


def _reader_place(text: Text) -> Place:
    """Return the first character that YAML does not allow; libyaml itself tells a byte at best."""
    match = yaml.reader.Reader.NON_PRINTABLE.search(text.content)
    return text.place(match.start() if match else 0)


def resolve(text: str) -> Any:
    """Return what a plain scalar means: nothing, a truth value, a number, a date or the words themselves."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _start(event: Any) -> int:
    return int(event.start_mark.index)


class _Composer:
    """Builds the nodes of one file from libyaml's events, without recursion."""

    def __init__(self, text: Text, problems: list[Problem]) -> None:
        self.text = text
        self.problems = problems
        self.anchors: dict[str, Node] = {}
        self.open: list[tuple[Any, list[Node]]] = []
        self.nodes = 0

    def documents(self) -> Iterator[Node]:
        event: Any
        for event in yaml.parse(self.text.content, Loader=yaml.CSafeLoader):
            node = self.take(event)
            if isinstance(event, yaml.DocumentStartEvent):
                self.anchors.clear()
            elif node is not None and not self.open:
                yield node
            elif node is not None:
                self.open[-1][1].append(node)

    def take(self, event: Any) -> Node | None:
        """Return the node that an event completes, if it completes one."""
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        if isinstance(event, yaml.CollectionStartEvent):
            self.refuse_tag(event)
            if len(self.open) >= MAX_DEPTH:
                raise _Refused(f"this is nested more than {MAX_DEPTH} levels deep", _start(event))
            self.open.append((event, []))
        elif isinstance(event, yaml.CollectionEndEvent):
            return self.collection(event)
        return None

    def scalar(self, event: Any) -> Node:
        self.refuse_tag(event)
        style = event.style or ""
        value = resolve(event.value) if not style else event.value
        node = Node(self.text, _start(event), event.end_mark.index, value, event.value, style)
        return self.keep(event, node)

    def alias(self, event: Any) -> Node:
        node = self.anchors.get(event.anchor)
        if node is None:
            raise _Refused(f"nothing above is marked &{event.anchor}", _start(event))
        self.count(node.size, event)
        if len(self.open) + node.depth > MAX_DEPTH:
            raise _Refused(f"this is nested more than {MAX_DEPTH} levels deep", _start(event))
        return node

    def collection(self, event: Any) -> Node:
        started, children = self.open.pop()
        size, depth = sizes(children)
        start, end = started.start_mark.index, event.end_mark.index
        if isinstance(started, yaml.SequenceStartEvent):
            node = Node(self.text, start, end, items=tuple(children), size=size, depth=depth)
        else:
            keys, entries = self.pairs(children)
            node = Node(self.text, start, end, keys=keys, entries=entries, size=size, depth=depth)
        return self.keep(started, node)

    def pairs(self, children: list[Node]) -> tuple[dict[str, Node], dict[str, Node]]:
        keys: dict[str, Node] = {}
        entries: dict[str, Node] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if key.items is not None or key.entries is not None:
                raise _Refused("a key has to be a word", key.start)
            if key.text in keys:
                first = keys[key.text].place
                message = f"the key `{key.text}` stands here twice; the first is in line {first.line}"
                self.problems.append(Problem(key.place, message, "keep one of the two"))
                continue
            keys[key.text], entries[key.text] = key, value
        return keys, entries

    def keep(self, event: Any, node: Node) -> Node:
        self.count(1, event)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def count(self, size: int, event: Any) -> None:
        self.nodes += size
        if self.nodes > MAX_NODES:
            raise _Refused(f"this file holds more than {MAX_NODES:,} values", _start(event))

    def refuse_tag(self, event: Any) -> None:
        if event.tag not in (None, "!"):
            raise _Refused(f"the tag {event.tag} has no meaning here", _start(event), "leave it out")
