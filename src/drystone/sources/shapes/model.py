"""What a ready-made shape is: it looks at one object of a document and says which vocabulary rows it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from drystone.program.model import Source
from drystone.sources.shapes.record import Record

#: At most so many names (groups, roles, machines) are remembered while one source is read.
MEMORY_LIMIT = 200_000


def options_of(source: Source) -> Mapping[str, Any]:
    """Return what stands beside a source's ``location`` and inside it as one mapping; ``options`` may nest it."""
    nested = source.options.get("options")
    return {**source.options, **(nested if isinstance(nested, Mapping) else {}), **source.location}


@dataclass(frozen=True, slots=True)
class Row:
    """One vocabulary row. A ``partial`` row only adds to a thing that another row of the same source names.

    In a shape that keeps history, a fact that is ``gone`` ends the one with its key, and of the facts of one ``batch``
    (all that one answer said at one moment) only those of the newest moment count.
    """

    table: str
    key: str | None
    values: Mapping[str, object]
    seen_at: str | None = None
    partial: bool = False
    gone: bool = False
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Input that gave no row, and why. ``broken`` means that records are missing, so the source is incomplete."""

    reason: str
    broken: bool = False
    number: int = 0
    excerpt: str = ""


Found = Row | Problem


@dataclass(frozen=True, slots=True)
class Sight:
    """One object of a document: the keys that led to it, its file and source, names seen before it, the options."""

    record: Record
    path: tuple[str, ...]
    file: str
    source: Source
    names: MutableMapping[str, str]
    options: Mapping[str, Any]

    @property
    def under(self) -> str:
        """The key that the object stood under, or '' at the top: often the id of what it belongs to."""
        return self.path[-1] if self.path else ""

    @property
    def system(self) -> str:
        """The name of the system that accounts belong to: the option ``system``, else the source's id."""
        return str(self.options.get("system") or self.source.id)

    @property
    def people(self) -> bool:
        """Whether the source is the root of people and feeds ``person`` too."""
        return self.options.get("people") is True

    def remember(self, key: str | None, name: str | None) -> None:
        """Keep a name for objects that mention only the key; forgotten beyond the limit."""
        if key and name and len(self.names) < MEMORY_LIMIT:
            self.names[key] = name


Reader = Callable[[Sight], Iterable[Found] | None]


@dataclass(frozen=True, slots=True)
class Shape:
    """A ready-made shape. ``read`` returns rows, or None where it does not know the object and wants its parts.

    ``tables`` are those it may feed, the main one first. ``accepts`` names the ways of writing it reads: json, csv,
    front-matter, xml. ``header`` holds (folded) column names, one of which tells the header line of a delimited file.
    ``history`` says that later parts of the files may change or end what earlier ones said.
    """

    kind: str
    summary: str
    tables: tuple[str, ...]
    read: Reader
    accepts: frozenset[str] = frozenset({"json"})
    history: bool = False
    header: frozenset[str] = field(default_factory=frozenset)
