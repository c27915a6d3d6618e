"""Writes rows as one JSON-lines file per table; merges what several documents say about one thing.

Facts and references go to their file at once. Things are held as one packed row per key until the end, because a later
document may add to an earlier one: first value wins, except that the strongest second factor, any admin right and any
protection win.
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
_ANY = frozenset({"is_admin", "branch_protected", "secret_scanning"})


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
        for stream in self._files.values():
            stream.flush()

    def paths(self) -> list[tuple[str, Path]]:
        """Return the tables that have rows, in the shape's order, with their files."""
        return [(table, self._path(table)) for table in self._order if table in self._files]

    def digests(self) -> list[str]:
        """Return name and SHA-256 of each file written, in the shape's order."""
        return [f"{table}:{self._hashes[table].hexdigest()}" for table in self._order if table in self._files]

    def _merge(self, row: Row, place: tuple[str, str], packed: dict[str, str]) -> None:
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


def merged(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """Return what two rows about one thing say together."""
    whole = {**second, **first}
    for name in _ANY & second.keys():
        whole[name] = "true" if "true" in (first.get(name), second[name]) else whole[name]
    if "mfa" in second:
        whole["mfa"] = strongest((first.get("mfa"), second["mfa"])) or whole["mfa"]
    if "_seen_at" in second:
        whole["_seen_at"] = max(whole["_seen_at"], second["_seen_at"])
    return whole


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
