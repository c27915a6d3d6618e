"""What a snapshot says of itself: ``manifest.json``.

A manifest names every file of its snapshot, perhaps in an earlier run's folder, with its hash. It carries a digest of
itself, so that one flipped bit is seen. Paths are relative to the lake and can only lead to ``snapshots/<run>/<file>``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from drystone.lib.errors import StoreError

FORMAT = 1
NAME = "manifest.json"
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_FILE = re.compile(r"snapshots/[A-Za-z0-9][A-Za-z0-9._-]{0,99}/[A-Za-z0-9_%-]{1,200}(\.[0-9]+)?\.parquet")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class TableFile:
    """One Parquet file of a table; ``path`` is relative to the lake."""

    path: str
    sha256: str
    bytes: int
    rows: int

    def __post_init__(self) -> None:
        if not _FILE.fullmatch(self.path) or not _SHA256.fullmatch(self.sha256):
            raise ValueError(f"{self.path!r} is not a snapshot's file")


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table of a snapshot: its files and its fingerprint.

    ``made_from`` names what it was made from, where it came out as it was before and so kept its earlier fingerprint.
    """

    files: tuple[TableFile, ...]
    rows: int
    fingerprint: str
    columns: Mapping[str, str] = field(default_factory=dict)
    made_from: str = ""


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """A table that is computed when read: its SQL over the other tables."""

    sql: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that a snapshot holds and what it was made from. ``as_of`` is ISO 8601 in UTC."""

    run_id: str
    as_of: str
    parent: str = ""
    program_digest: str = ""
    state_version: str = ""
    drystone: str = ""
    sources: tuple[Mapping[str, Any], ...] = ()
    tables: Mapping[str, TableEntry] = field(default_factory=dict)
    views: Mapping[str, ViewEntry] = field(default_factory=dict)
    roots: Mapping[str, str] = field(default_factory=dict)
    streams: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    extras: Mapping[str, Any] = field(default_factory=dict)

    def files(self) -> dict[str, TableFile]:
        """Every file that this snapshot needs, by path."""
        return {file.path: file for entry in self.tables.values() for file in entry.files}


def check_run_id(run_id: str) -> str:
    """Return the id where it can name a folder; raises StoreError where it cannot."""
    if not _RUN_ID.fullmatch(run_id):
        raise StoreError(
            f"{run_id!r} cannot name a snapshot",
            do="Use letters, digits, '.', '_' and '-', at most 100, no leading dot.",
        )
    return run_id


def write(manifest: Manifest) -> str:
    """Return the manifest as text, with its own digest."""
    body = {"format": FORMAT, **_plain(manifest)}
    # A line for each part: with an indent, Python writes every value by itself, in more time than small tables take.
    parts = ({"digest": _digest(body), **body}).items()
    return "{\n" + ",\n".join(f'"{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in parts) + "\n}\n"


def _plain(manifest: Manifest) -> dict[str, Any]:
    tables = {
        name: _fields(entry) | {"files": [_fields(file) for file in entry.files], "columns": dict(entry.columns)}
        for name, entry in manifest.tables.items()
    }
    return _fields(manifest) | {
        "tables": tables,
        "views": {name: _fields(view) for name, view in manifest.views.items()},
    }


def _fields(one: Manifest | TableEntry | TableFile | ViewEntry) -> dict[str, Any]:
    return {part.name: getattr(one, part.name) for part in fields(one)}


def read(folder: Path) -> Manifest:
    """Read the manifest of a snapshot's folder. Raises StoreError where it is missing, damaged or from elsewhere."""
    path = folder / NAME
    advice = "Put the lake back from a backup with 'drystone restore'; 'drystone lake fsck' says what else is damaged."
    try:
        manifest = _parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise StoreError("there is no manifest", where=str(path), do=advice) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StoreError(f"the manifest cannot be read: {error}", where=str(path), do=advice) from error
    if manifest.run_id != folder.name:
        raise StoreError(f"the manifest is that of {manifest.run_id!r}", where=str(path), do=advice)
    return manifest


def _parse(text: str) -> Manifest:
    body = json.loads(text)
    claimed = body.pop("digest")
    if body["format"] != FORMAT:
        raise ValueError(f"it has format {body['format']!r}; this version of Drystone reads format {FORMAT}")
    if claimed != _digest(body):
        raise ValueError("its text was changed after it was written")
    del body["format"]
    tables = {name: _table(entry) for name, entry in body.pop("tables").items()}
    views = {name: ViewEntry(**entry) for name, entry in body.pop("views").items()}
    return Manifest(**{**body, "sources": tuple(body["sources"])}, tables=tables, views=views)


def _table(entry: Mapping[str, Any]) -> TableEntry:
    files: Sequence[Mapping[str, Any]] = entry["files"]
    return TableEntry(
        files=tuple(TableFile(**file) for file in files),
        rows=int(entry["rows"]),
        fingerprint=str(entry["fingerprint"]),
        columns=dict(entry["columns"]),
        made_from=str(entry.get("made_from", "")),
    )


def _digest(body: Mapping[str, Any]) -> str:
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
