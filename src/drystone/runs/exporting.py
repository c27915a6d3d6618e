"""Exports what people settled into the run's tables: the only way from the state back into the stream.

One read transaction gives one consistent answer; its digest is the state's version, which the snapshot records and
which decides, like any other input, what has to be made again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from drystone.decisions import queries as decisions
from drystone.gaps import queries as gaps
from drystone.lake import Build
from drystone.program.model import Program
from drystone.program.vocabulary import TABLES
from drystone.sources.fetching import is_pushed, pushed_file


@dataclass(frozen=True, slots=True)
class Exported:
    """Rows per table in the vocabulary's columns; ``version`` names exactly this content (SHA-256, hex)."""

    tables: dict[str, tuple[Sequence[str], list[tuple[Any, ...]]]]
    version: str


def read(as_of: dt.datetime, *, pushed: Path | None = None) -> Exported:
    """Read decisions in force on the day of ``as_of``, and all exceptions and attestations.

    With ``pushed``, what an identity provider pushed is written into that file, as of the same moment.
    """
    with _one_moment():
        tables: dict[str, tuple[Sequence[str], list[tuple[Any, ...]]]] = {
            "decision": (decisions.COLUMNS, decisions.in_force(as_of.date())),
            "exception": (gaps.EXCEPTION_COLUMNS, gaps.exceptions()),
            "attestation": (gaps.ATTESTATION_COLUMNS, gaps.attestations()),
        }
        version = _digest(tables)
        if pushed is not None:
            # Its models of SCIM take a second to import, and few programs are pushed to.
            from drystone.directory.scim import exporting as scim  # noqa: PLC0415

            version = hashlib.sha256(f"{version} {scim.write(pushed)}".encode()).hexdigest()
    return Exported(tables, version)


def pushed(program: Program, scratch: Path) -> Path | None:
    """Return where sources look for what was pushed; None where the program has no such source.

    ``scratch`` is the folder that the sources are staged in.
    """
    wanted = any(is_pushed(source) for source in program.sources.values())
    return pushed_file(scratch, "scim") if wanted else None


def nothing() -> Exported:
    """What a state that does not exist yet exports."""
    tables: dict[str, tuple[Sequence[str], list[tuple[Any, ...]]]] = {
        "decision": (decisions.COLUMNS, []),
        "exception": (gaps.EXCEPTION_COLUMNS, []),
        "attestation": (gaps.ATTESTATION_COLUMNS, []),
    }
    return Exported(tables, _digest(tables))


def write(build: Build, exported: Exported) -> None:
    """Make the engine's tables ``decision``, ``exception`` and ``attestation``."""
    for name, (columns, rows) in exported.tables.items():
        kinds = {column.name: column.type for column in TABLES[name].columns}
        listed = ", ".join(f'"{column}" {kind}' for column, kind in kinds.items())

        def make(engine: Any, *, name: str = name, listed: str = listed) -> None:
            engine.execute(f'create or replace table "{name}" ({listed})')
            engine.insert(name, exported.tables[name][0], exported.tables[name][1])

        build.table(name, make, text=f"{listed} {columns!r} {_digest({name: (columns, rows)})}")


def _digest(tables: dict[str, tuple[Sequence[str], list[tuple[Any, ...]]]]) -> str:
    digest = hashlib.sha256()
    for name in sorted(tables):
        columns, rows = tables[name]
        for row in ([name, *columns], *rows):
            digest.update(json.dumps(row, default=str).encode())
    return digest.hexdigest()


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that sees one state throughout (PostgreSQL's default would see each statement's own)."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield
