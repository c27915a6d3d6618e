"""Writes rows as one JSON-lines file per table; merges what several documents say about one thing.

Facts and references go to their file at once. Things are held as one packed row per key until the end, because a later
document may add to an earlier one: the newer value wins where both say when, else the first, except that the strongest
second factor, any admin right and any protection win.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO

from drystone.program.vocabulary import TABLES
from drystone.sources.shapes.model import Problem, Row, Shape
from drystone.sources.shapes.record import as_text
from drystone.sources.shapes.words import strongest

#: Repeated facts are recognised among so many; beyond that they are left to the inventory.
REMEMBERED = 2_000_000
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_LONGEST = 8_000
_LIST_LONGEST = 1_000
_ANY = frozenset({"is_admin", "branch_protected", "secret_scanning", "disk_encrypted"})
_MOST_MACS = 20


class Tables:
    """The files of one source's rows. Use as a context manager; call ``finish`` after the last row."""

    def __init__(self, shape: Shape, scratch: Path) -> None:
        self._order = shape.tables
        self._scratch = scratch
        self._files: dict[str, IO[bytes]] = {}
        self._hashes: dict[str, hashlib._Hash] = {}
        self._things: dict[tuple[str, str], bytes] = {}
        self._partial: dict[tuple[str, str], bytes] = {}
        self._facts: set[int] = set()
        self._history = History() if shape.history else None

    def __enter__(self) -> Tables:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in self._files.values():
            stream.close()

    def add(self, row: Row) -> Problem | None:
        """Take one row; return why it cannot be used, or None."""
        table = TABLES[row.table]
        key = as_text(row.key)
        if key is None or len(key) > _LONGEST:
            return Problem(f"a {row.table} without an id", excerpt=json.dumps(texts(row.values))[:200])
        packed: dict[str, str] = {"_key": _clean(key)}
        if row.seen_at:
            packed["_seen_at"] = f"{row.seen_at}Z"
        if table.role == "thing":
            packed[f"{row.table}_id"] = _clean(key)
        packed.update(texts(row.values))
        if table.role == "thing":
            self._merge(row, (row.table, key), packed)
        elif self._history is not None:
            self._history.add(row, _dump(packed))
        else:
            self._write_new(row.table, _dump(packed))
        return None

    def finish(self) -> Iterator[Problem]:
        """Write the things; yield what was said about things that no document describes."""
        for place, extra in self._partial.items():
            if place in self._things:
                self._things[place] = _dump(merged(json.loads(self._things[place]), json.loads(extra)))
            else:
                yield Problem(
                    f"more about the {place[0]} {place[1]!r}, which is not in this source", excerpt=extra.decode()
                )
        for (table, _), packed in self._things.items():
            self._write(table, packed)
        for table, packed in self._history.current() if self._history else ():
            self._write(table, packed)
        for stream in self._files.values():
            stream.flush()

    def paths(self) -> list[tuple[str, Path]]:
        """Return the tables that have rows, in the shape's order, with their files."""
        return [(table, self._path(table)) for table in self._order if table in self._files]

    def digests(self) -> list[str]:
        """Return name and SHA-256 of each file written, in the shape's order."""
        return [f"{table}:{self._hashes[table].hexdigest()}" for table in self._order if table in self._files]

    def _merge(self, row: Row, place: tuple[str, str], packed: dict[str, str]) -> None:
        if self._history is not None and not row.partial:
            self._history.merge(place, packed)
            return
        rows = self._partial if row.partial else self._things
        earlier = rows.get(place)
        rows[place] = _dump(packed if earlier is None else merged(json.loads(earlier), packed))

    def _write_new(self, table: str, packed: bytes) -> None:
        if len(self._facts) < REMEMBERED:
            mark = int.from_bytes(hashlib.blake2b(packed, digest_size=8, person=table.encode()[:16]).digest())
            if mark in self._facts:
                return
            self._facts.add(mark)
        self._write(table, packed)

    def _write(self, table: str, packed: bytes) -> None:
        if table not in self._files:
            self._files[table] = self._path(table).open("wb")
            self._hashes[table] = hashlib.sha256()
        self._files[table].write(packed + b"\n")
        self._hashes[table].update(packed + b"\n")

    def _path(self, table: str) -> Path:
        return self._scratch / f"{table}.jsonl"


class History:
    """Things and facts that later lines may change or end; held until the end, the newest statement wins."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], tuple[str, str, bytes | None]] = {}
        self._newest: dict[str, str] = {}
        self._things: dict[tuple[str, str], bytes] = {}

    def merge(self, place: tuple[str, str], packed: Mapping[str, str]) -> None:
        """Add to a thing; each column keeps its newest value, because each is told by another query."""
        seen = packed.get("_seen_at", "")
        known: dict[str, list[str]] = json.loads(self._things.get(place, b"{}"))
        for name, value in packed.items():
            earlier = known.get(name)
            if earlier is None or seen > earlier[1]:
                known[name] = [value, seen]
            elif seen == earlier[1]:
                earlier[0] = _together(name, earlier[0], value)
        self._things[place] = json.dumps(known, ensure_ascii=False).encode()

    def add(self, row: Row, packed: bytes) -> None:
        """Take what a row says, unless something newer was said of the same fact."""
        place, seen = (row.table, str(row.key)), row.seen_at or ""
        if row.batch:
            self._newest[row.batch] = max(seen, self._newest.get(row.batch, ""))
        earlier = self._last.get(place)
        if earlier is None or seen >= earlier[0]:
            self._last[place] = (seen, row.batch, None if row.gone else packed)

    def current(self) -> Iterator[tuple[str, bytes]]:
        """Yield the things, and the facts that hold at the end."""
        for (table, _), known in self._things.items():
            yield table, _dump({name: value for name, (value, _) in json.loads(known).items()})
        for (table, _), (seen, batch, packed) in self._last.items():
            if packed is not None and (not batch or seen == self._newest[batch]):
                yield table, packed


def merged(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """Return what two rows about one thing say together: the newer wins where both say when."""
    first_at, second_at = first.get("_seen_at"), second.get("_seen_at")
    if first_at and second_at and first_at != second_at:
        return {**first, **second} if second_at > first_at else {**second, **first}
    both = {name: _together(name, first[name], second[name]) for name in first.keys() & second.keys()}
    return {**second, **first, **both}


def _together(name: str, first: str, second: str) -> str:
    """What two values of one moment say together: the first, unless they add up."""
    if name in _ANY:
        return "true" if "true" in (first, second) else first
    if name == "mfa":
        return strongest((first, second)) or first
    if name == "mac_addresses":
        return " ".join(list(dict.fromkeys(f"{first} {second}".split()))[:_MOST_MACS])
    return first


def texts(values: Mapping[str, object]) -> dict[str, str]:
    """Return the known values as text, lists as JSON."""
    written = {}
    for name, value in values.items():
        if isinstance(value, list):
            text = (
                json.dumps([_clean(item) for part in value[:_LIST_LONGEST] if (item := as_text(part))])
                if value
                else None
            )
        else:
            text = _clean(as_text(value) or "")[:_LONGEST] or None
        if text is not None:
            written[name] = text
    return written


def _clean(text: str) -> str:
    """Engines accept neither NUL nor half of a surrogate pair."""
    text = text.replace("\0", "") if "\0" in text else text
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _dump(packed: Mapping[str, str]) -> bytes:
    return _ENCODER.encode(packed).encode()
