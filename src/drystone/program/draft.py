"""A program while it is being read: its entries with the nodes they came from, by kind and id."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from drystone.program.model import Document, Place, Problem, Settings
from drystone.program.tree import Node


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its node, and its object unless its shape was wrong."""

    node: Node
    made: Any = None

    def place(self, *path: str | int) -> Place:
        """Return the place of a part of the entry, or of what holds it."""
        return self.node.at(path).place


@dataclass(slots=True)
class Draft:
    """What has been read so far. ``settings`` is None until drystone.toml was found to be well.

    ``unread`` names the kinds of which a whole file could not be read: what is not known of these may well exist.
    """

    settings: Settings | None = None
    settings_node: Node | None = None
    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    documents: list[Document] = field(default_factory=list)
    document_places: dict[tuple[str, str], Place] = field(default_factory=dict)

    def add(self, kind: str, node: Node, made: Any, problems: list[Problem]) -> None:
        """Add an entry; an id that is taken is a problem, and the first keeps it."""
        name = node.get("id")
        if name is None or not isinstance(name.value, str):
            return
        known = self.entries.setdefault(kind, {})
        if name.value in known:
            first = known[name.value].place("id")
            message = f"the {kind} `{name.value}` is already written at {first}"
            problems.append(Problem(name.place, message, "give one of them another id"))
            return
        known[name.value] = Entry(node, made)

    def add_document(self, document: Document, node: Node, problems: list[Problem]) -> None:
        """Add a guardrail or detection."""
        key = (document.kind, document.id)
        if key in self.document_places:
            message = f"the {document.kind} `{document.id}` is already written at {self.document_places[key]}"
            problems.append(Problem(node.place, message, "give one of them another id"))
            return
        self.document_places[key] = node.place
        self.documents.append(document)

    def of(self, kind: str) -> dict[str, Entry]:
        """Return the entries of one kind, also those whose shape was wrong."""
        return self.entries.get(kind, {})

    def good(self, kind: str) -> list[tuple[Entry, Any]]:
        """Return the entries of one kind whose shape is right, with their objects."""
        return [(entry, entry.made) for entry in self.of(kind).values() if entry.made is not None]

    def made(self, kind: str) -> dict[str, Any]:
        """Return the objects of one kind by id, in the order they were read."""
        return {made.id: made for _, made in self.good(kind)}
