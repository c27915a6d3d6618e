"""The kind ``sql-dump``: rows of INSERT statements, of one table, with columns joined from others of the same dump.

A dump has tables of any names, so the program says in ``feeds`` what they mean. Options: ``table`` (the rows),
``columns`` (names per table, where the dump has neither CREATE TABLE nor column lists) and ``join``, a list of
``{table: …, on: …, latest: …}``: the row of another table with the same value in ``on``, the one with the greatest
``latest`` where there are several. Joined columns are named ``<table>_<column>``.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from drystone.lib.errors import SourceError
from drystone.lib.text import listing
from drystone.program.model import Source
from drystone.sources.shapes.documents import as_buffered, lent_text, read_whole
from drystone.sources.shapes.model import Problem, options_of
from drystone.sources.shapes.opening import UnreadableError, parts
from drystone.sources.shapes.rejects import FetchedFiles, Rejects, labels_of, more_than_listed
from drystone.sources.shapes.sql_reading import Inserted, Made, statements
from drystone.sources.staged import Staged, Status, Stream

KIND = "sql-dump"
SUMMARY = "SQL dumps with INSERT statements, read and never executed; say `table` and `feeds`"

_Rows = dict[str, list[dict[str, str]]]


def stage(source: Source, fetched: FetchedFiles, scratch: Path) -> Staged:
    """Stage one table of a dump; see the module. Raises SourceError for options that do not fit the dump."""
    rejects = Rejects(fetched.quarantined, more_than_listed(fetched))
    options = options_of(source)
    columns = _declared(options)
    rows: _Rows = {}
    for path, label in zip(fetched.files, labels_of(fetched), strict=True):
        try:
            for name, stream in parts(path, label):
                with lent_text(as_buffered(stream), "utf-8-sig") as text:
                    _read(text, name, (rows, columns, rejects))
        except (UnreadableError, UnicodeDecodeError, OSError) as error:
            rejects.add(label, Problem(str(error), broken=True))
    if not rows:
        reason = rejects.broken or fetched.error or "there is no INSERT statement with values here"
        return _staged(source, fetched, rejects, ("failed", reason))
    main = _main(source, options, rows)
    joined = list(_join(source, rows, main))
    return _write(source, fetched, (rejects, scratch), joined)


def _read(text: io.TextIOWrapper, name: str, into: tuple[_Rows, dict[str, tuple[str, ...]], Rejects]) -> None:
    rows, columns, rejects = into
    for found in statements(read_whole(text)):
        if isinstance(found, Made):
            columns.setdefault(found.table, found.columns)
            continue
        row = found.problem or _named(found, columns)
        if isinstance(row, str):
            rejects.add(name, Problem(row, number=found.line, excerpt=str(found.values)))
        else:
            rows.setdefault(found.table, []).append(row)


def _named(found: Inserted, columns: Mapping[str, tuple[str, ...]]) -> dict[str, str] | str:
    names = found.columns or columns.get(found.table) or tuple(f"c{n + 1}" for n in range(len(found.values)))
    if len(names) != len(found.values):
        return f"{len(found.values)} values where {found.table} has {len(names)} columns"
    return {name: value for name, value in zip(names, found.values, strict=True) if value is not None}


def _declared(options: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    given = options.get("columns")
    if isinstance(given, list):
        given = {str(options.get("table") or ""): given}
    if not isinstance(given, Mapping):
        return {}
    return {str(table): tuple(str(one) for one in names) for table, names in given.items() if isinstance(names, list)}


def _main(source: Source, options: Mapping[str, Any], rows: _Rows) -> str:
    wanted = options.get("table")
    if wanted is None and len(rows) == 1:
        return next(iter(rows))
    if wanted not in rows:
        what = f"the dump has no rows of a table {wanted!r}" if wanted else "the dump has several tables"
        raise SourceError(what, where=str(source.place), do=f"Say `table:`, one of {listing(sorted(rows), 'or')}.")
    return str(wanted)


def _join(source: Source, rows: _Rows, main: str) -> Iterator[dict[str, str]]:
    steps = options_of(source).get("join")
    tables = [_index(source, rows, step) for step in steps or () if isinstance(step, Mapping)]
    for row in rows[main]:
        whole = dict(row)
        for table, on, index in tables:
            key = whole.get(on) or next((value for name, value in whole.items() if name.endswith(f"_{on}")), None)
            other = index.get(key or "", {})
            whole.update({f"{table}_{name}": value for name, value in other.items() if name != on or name not in row})
        yield whole


def _index(source: Source, rows: _Rows, step: Mapping[str, Any]) -> tuple[str, str, dict[str, dict[str, str]]]:
    table, on, latest = str(step.get("table")), str(step.get("on")), str(step.get("latest") or "")
    if table not in rows or not any(on in row for row in rows[table]):
        do = f"Tables here are {listing(sorted(rows))}."
        raise SourceError(f"cannot join {table!r} on {on!r}: no such rows in the dump", where=str(source.place), do=do)
    index: dict[str, dict[str, str]] = {}
    for row in rows[table]:
        key = row.get(on)
        earlier = index.get(key or "")
        if key and (earlier is None or row.get(latest, "") >= earlier.get(latest, "")):
            index[key] = row
    return table, on, index


def _write(source: Source, fetched: FetchedFiles, about: tuple[Rejects, Path], rows: list[dict[str, str]]) -> Staged:
    rejects, scratch = about
    scratch.mkdir(parents=True, exist_ok=True)
    path = scratch / "rows.jsonl"
    digest = hashlib.sha256(
        repr([(feed.table, sorted(feed.select.items()), feed.where) for feed in source.feeds]).encode()
    )
    with path.open("wb") as out:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False).replace("\\u0000", "").encode("utf-8", "replace") + b"\n"
            digest.update(line)
            out.write(line)
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    stream = Stream(files=(path,), format="jsonl", columns=columns, feeds=source.feeds)
    broken = rejects.broken or fetched.error
    verdict: tuple[Status, str] = ("incomplete", broken) if broken or not fetched.complete else ("complete", "")
    return _staged(source, fetched, rejects, verdict, (stream,), digest.hexdigest())


def _staged(
    source: Source,
    fetched: FetchedFiles,
    rejects: Rejects,
    verdict: tuple[Status, str],
    streams: tuple[Stream, ...] = (),
    digest: str = "",
) -> Staged:
    return Staged(
        source_id=source.id,
        status=verdict[0],
        fetched_at=fetched.fetched_at,
        streams=streams,
        digest=digest,
        error=verdict[1],
        quarantined=tuple(rejects.kept),
        quarantined_count=rejects.count,
    )
