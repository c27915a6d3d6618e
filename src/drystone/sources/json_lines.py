"""The kind ``jsonl``: one record a line. A file that is flat already is handed on as it lies there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drystone.lib.errors import SourceError
from drystone.program.model import Source
from drystone.sources.fetching import Fetched
from drystone.sources.flattening import Columns, TooManyNamesError, UnusableJSONError, flatten, line, parse
from drystone.sources.json_loading import rows_path
from drystone.sources.json_path import Step, select
from drystone.sources.options import Options
from drystone.sources.plain import Plain, Raw, Rejects, make_plain
from drystone.sources.reading import Read, complete_columns, whole_or_part
from drystone.sources.staged import Stream

LONGEST_RECORD = 16 * 1024**2


def read(source: Source, fetched: Fetched, scratch: Path) -> Read:
    """Declare a stream over files of one JSON object a line; lines that cannot be used are listed with their number.

    Raises SourceError where no file can be used.
    """
    options = Options.of(source)
    path = rows_path(options) or ()
    columns, rejects = Columns(), Rejects()
    plain: list[Plain] = []
    names: list[str] = []
    failed: list[SourceError] = []
    for number, (file, name) in enumerate(zip(fetched.files, fetched.names, strict=True)):
        raw = Raw(file, name, options.where, options.text("encoding", "utf-8"), 0, LONGEST_RECORD, (b"\n",))
        try:
            text = make_plain(raw, scratch / f"{number:04d}.plain.jsonl", rejects)
            plain.append(_usable(text, raw, path, columns, rejects, scratch / f"{number:04d}.jsonl"))
        except SourceError as error:
            failed.append(error)
            rejects.add(name, 0, error.what)
            continue
        names.append(name)
    incomplete = whole_or_part(names, failed)
    found = complete_columns(source, columns.names, names[0], rejects)
    stream = Stream(tuple(one.path for one in plain), "jsonl", found, source.feeds)
    return Read((stream,), tuple(one.digest for one in plain), rejects, incomplete)


def _usable(text: Plain, raw: Raw, path: tuple[Step, ...], columns: Columns, rejects: Rejects, target: Path) -> Plain:
    if not path and _is_flat(text.path, columns):
        return text
    sha, good, bad = hashlib.sha256(), 0, Rejects()
    with target.open("wb") as out:
        for number, written in _lines(text.path):
            try:
                for item in _records(parse(written), path):
                    made = line(flatten(item, columns))
                    out.write(made)
                    sha.update(made)
                    good += 1
            except TooManyNamesError as error:
                raise SourceError(f'"{raw.name}" cannot be used: {error.what}', do=error.do) from error
            except UnusableJSONError as error:
                bad.add(raw.name, number, str(error), written.rstrip("\r\n"))
    if bad.count and not good:
        raise SourceError(
            f'no line of "{raw.name}" can be used; line {bad.kept[0].line}: {bad.kept[0].reason}',
            where=raw.where,
            do="A document over several lines is `kind: json`.",
        )
    rejects.take(bad)
    return Plain(target, sha.hexdigest())


def _is_flat(path: Path, columns: Columns) -> bool:
    """Say whether every line is an object without objects inside, so that the engine can read the file itself."""
    met = Columns()
    shapes: set[tuple[str, ...]] = set()
    try:
        for _, written in _lines(path):
            value = parse(written)
            if not isinstance(value, dict) or any(isinstance(item, dict) for item in value.values()):
                return False
            if "NaN" in written or "Infinity" in written:
                return False  # Python reads them as numbers; JSON and the engine do not.
            shape = tuple(value)
            if shape not in shapes:
                if len(shapes) < 1_000:
                    shapes.add(shape)
                if any(met.name(key) != key for key in shape):
                    return False
    except UnusableJSONError:
        return False
    # Only a file that is handed on adds its columns here; another adds them as it is written.
    return all(columns.name(name) == name for name in met.names)


def _records(value: Any, path: tuple[Step, ...]) -> Iterator[Any]:
    for item in select(value, path):
        if not isinstance(item, dict):
            raise UnusableJSONError("it is not an object")
        yield item


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with path.open(encoding="utf-8", newline="\n") as stream:
        for number, written in enumerate(stream, start=1):
            if not written.isspace():
                yield number, written
