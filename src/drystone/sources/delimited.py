"""The kind ``csv``: rows of texts with a declared delimiter, quote and encoding; the engine reads the rows."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from drystone.lib.errors import SourceError
from drystone.lib.text import suggest
from drystone.program.model import Source
from drystone.sources.expressions import missing, no_column
from drystone.sources.fetching import Fetched
from drystone.sources.flattening import MOST_COLUMNS, distinct
from drystone.sources.options import Options
from drystone.sources.plain import Plain, Raw, Rejects, head, make_plain
from drystone.sources.reading import Read, whole_or_part
from drystone.sources.staged import Dialect, Stream

_NAMED_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}


@dataclass(frozen=True, slots=True)
class _Form:
    """How the files are declared to be written."""

    dialect: Dialect
    encoding: str
    skip: int
    columns: tuple[str, ...]


def read(source: Source, fetched: Fetched, scratch: Path) -> Read:
    """Declare a stream over delimited files of one header.

    Raises SourceError where a file has no header or lacks a column that a feed reads.
    """
    options = Options.of(source)
    form, rejects = _form(options), Rejects()
    plain: list[Plain] = []
    names: list[str] = []
    failed: list[SourceError] = []
    columns: tuple[str, ...] = ()
    for number, (path, name) in enumerate(zip(fetched.files, fetched.names, strict=True)):
        raw = Raw(path, name, options.where, form.encoding, form.skip)
        try:
            one = make_plain(raw, scratch / f"{number:04d}.csv", rejects)
            header = _header(one.path, raw, form)
            if columns and _folded(header) != _folded(columns):
                raise _another_header(raw, names[0], header, columns)
        except SourceError as error:
            failed.append(error)
            rejects.add(name, 0, error.what)
            continue
        columns = columns or header
        plain.append(one)
        names.append(name)
    incomplete = whole_or_part(names, failed)
    for use in missing(source, columns):
        raise no_column(use, columns, names[0])
    stream = Stream(tuple(one.path for one in plain), "csv", columns, source.feeds, form.dialect)
    return Read((stream,), tuple(one.digest for one in plain), rejects, incomplete)


def column_names(header: list[str]) -> tuple[str, ...]:
    """Return the names of a header row made usable: an empty one is called by its place, a second one is numbered."""
    taken: set[str] = set()
    return tuple(distinct(name.strip() or f"column{place}", taken) for place, name in enumerate(header, start=1))


def _form(options: Options) -> _Form:
    delimiter = options.text("delimiter", ",")
    delimiter = _NAMED_DELIMITERS.get(delimiter.lower(), delimiter)
    quote = options.text("quote", '"')
    for name, value, shortest, longest in (("delimiter", delimiter, 1, 4), ("quote", quote, 0, 1)):
        if not shortest <= len(value) <= longest or value in {"\n", "\r", "\0"}:
            raise options.wrong(name, "one character")
    dialect = Dialect(delimiter, quote, options.flag("header", default=True))
    return _Form(dialect, options.text("encoding", "utf-8"), options.whole("skip_rows", 0), options.words("columns"))


def _header(path: Path, raw: Raw, form: _Form) -> tuple[str, ...]:
    text = head(path)
    if not text.strip():
        raise SourceError(f'"{raw.name}" is empty', where=raw.where, do="Check that the export has run to its end.")
    row = _first_row(text, raw, form.dialect)
    if len(row) > MOST_COLUMNS:
        raise SourceError(
            f'"{raw.name}" has {len(row):,} columns, more than {MOST_COLUMNS:,}',
            where=raw.where,
            do="Check `delimiter`.",
        )
    if form.columns and len(form.columns) != len(row):
        raise SourceError(
            f'"{raw.name}" has {len(row)} columns, `columns` names {len(form.columns)}',
            where=raw.where,
            do="Name as many as there are.",
        )
    if form.columns:
        return column_names(list(form.columns))
    if not form.dialect.header:
        return tuple(f"column{place}" for place in range(1, len(row) + 1))
    return column_names(row)


def _first_row(text: str, raw: Raw, dialect: Dialect) -> list[str]:
    if len(dialect.delimiter) > 1:
        # Python's reader knows delimiters of one character only; engines know longer ones.
        return text.splitlines()[0].split(dialect.delimiter)
    lines = io.StringIO(text, newline="")
    if dialect.quote:
        rows = csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote)
    else:
        rows = csv.reader(lines, delimiter=dialect.delimiter, quoting=csv.QUOTE_NONE)
    try:
        return next(row for row in rows if row)
    except (csv.Error, StopIteration) as error:
        raise SourceError(
            f'the header of "{raw.name}" cannot be read: {error or "no row"}',
            where=raw.where,
            do="Check `delimiter` and `quote`, and that no quote stays open.",
        ) from error


def _folded(columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(column.casefold() for column in columns)


def _another_header(raw: Raw, first: str, header: tuple[str, ...], columns: tuple[str, ...]) -> SourceError:
    extra = [name for name in header if name.casefold() not in _folded(columns)]
    lacking = [name for name in columns if name.casefold() not in _folded(header)]
    told = [f'no column "{name}"' for name in lacking[:3]] + [f'a column "{name}" more' for name in extra[:3]]
    near = suggest(lacking[0], extra) if lacking and extra else None
    hint = f' ("{near}" may be "{lacking[0]}")' if near else ""
    return SourceError(
        f'"{raw.name}" has another header than "{first}": {", ".join(told) or "another order"}{hint}',
        where=raw.where,
        do="Read files of different headers as different sources.",
    )
