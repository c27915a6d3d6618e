"""Looking at an export: how it is written, and its first rows. The only place that guesses; people review it."""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from drystone.lib.errors import SourceError
from drystone.lib.text import plural
from drystone.sources.delimited import column_names
from drystone.sources.flattening import Columns, UnusableJSONError, flatten, parse
from drystone.sources.json_loading import Document, load
from drystone.sources.json_path import Step
from drystone.sources.plain import LONGEST_LINE
from drystone.sources.proposing.workbooks import convert
from drystone.sources.unpacking import Bounds, Packed, is_packed, unpack

MOST_ROWS = 50_000
_HEAD = 1024 * 1024
_LOOKED_AT = 60
_DELIMITERS = (",", ";", "\t", "|")
_DEEPEST = 5
_HIGHEST_HEADER = 20
_LIKE_DATA = re.compile(r"[\d.,:/ +-]+|[^@\s]+@[^@\s]+|[0-9a-f-]{32,36}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sample:
    """An export as far as it was looked at. ``document`` is the parsed JSON, where it is one."""

    kind: str
    location: dict[str, Any]
    columns: tuple[str, ...]
    rows: list[dict[str, str]]
    notes: tuple[str, ...] = ()
    whole: bool = True
    document: Any = None
    path: Path = field(default_factory=Path)


def look_at(path: Path, scratch: Path) -> Sample:
    """Look at an export. Raises SourceError where it is no table."""
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is not there"
        raise SourceError(f'"{path}" {what}', do="Name one exported file.")
    notes: tuple[str, ...] = ()
    given = path
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        path, given, note = (
            *(convert(path),) * 2,
            "the workbook's first sheet was converted; convert each new export too",
        )
        notes = (note,)
    elif is_packed(path):
        path = _first_member(path, scratch)
    data = _start(path)
    text, encoding = _decode(data, path)
    if re.match(r"\s*[\[{]", text):
        return _json(path, given, text, notes)
    return _delimited(path, given, (text, encoding), notes)


def _first_member(path: Path, scratch: Path) -> Path:
    unpacked = unpack(Packed(path, path.name, ""), scratch, bounds=Bounds(total=2 * 1024**3, members=50))
    return max((file for file, _ in unpacked), key=lambda file: file.stat().st_size)


def _start(path: Path) -> bytes:
    with path.open("rb") as stream:
        data = stream.read(_HEAD)
    if not data.strip():
        raise SourceError(f'"{path.name}" is empty', do="Check that the export has run to its end.")
    if data.startswith(b"PAR1"):
        raise SourceError(f'"{path.name}" is Parquet', do="Write its source file by hand, with `kind: parquet`.")
    return data


def _decode(data: bytes, path: Path) -> tuple[str, str]:
    """Return the text and its encoding: a mark decides, then NULs, then whether it is UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="ignore"), "utf-16"
    if b"\0" in data:
        odd, even = data[1::2].count(0), data[::2].count(0)
        if max(odd, even) < len(data) // 5:
            raise SourceError(f'"{path.name}" is not text', do="Export it as CSV, JSON or a workbook.")
        name = "utf-16-le" if odd > even else "utf-16-be"
        return data.decode(name, errors="ignore"), name
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4:
            return data.decode("utf-8-sig", errors="ignore"), "utf-8"
        return data.decode("cp1252", errors="replace"), "cp1252"


def _delimited(path: Path, given: Path, text: tuple[str, str], notes: tuple[str, ...]) -> Sample:
    head, encoding = text
    if re.match(r"\s*(--|/\*|insert\s+into|create\s+table|update\s+|set\s+@|use\s+`?\w+`?;)", head, re.IGNORECASE):
        raise SourceError(
            f'"{path.name}" holds SQL statements, not a table',
            do="Load it into a database and read it with `kind: sql`, or export the table as CSV.",
        )
    lines = head.splitlines()[: _LOOKED_AT + 20]
    delimiter, width = _delimiter(lines)
    if width < 2 and len(lines) < 2:
        raise SourceError(f'"{path.name}" is no table that is known here', do="Export it as CSV, JSON or a workbook.")
    skip = _preamble(lines, delimiter, width)
    rows = list(itertools.islice(_rows(path, encoding, delimiter, skip), MOST_ROWS + 1))
    if not rows:
        raise SourceError(f'"{path.name}" has no row', do="Export it again with its header.")
    location: dict[str, Any] = {"path": str(given)}
    if delimiter != ",":
        location["delimiter"] = delimiter
    if encoding != "utf-8":
        location["encoding"] = encoding
    if skip:
        location["skip_rows"] = skip
    spaces = all(cell[:1] == " " for row in rows[1:20] for cell in row[1:] if cell.strip())
    header = _has_header(rows)
    if not header:
        location["header"] = False
        notes += ("the first line looks like a record, so columns are numbered; name them with `columns: […]`",)
    columns = (
        column_names([cell.strip() for cell in rows[0]]) if header else tuple(f"column{n}" for n in range(1, width + 1))
    )
    body = rows[1:] if header else rows
    ragged = sum(1 for row in body if len(row) != len(columns))
    if ragged:
        notes += (f"{plural(ragged, 'row has', 'rows have')} another number of cells than the header",)
    if spaces and width > 1:
        notes += ("values begin with a space; expressions trim it",)
    made = [dict(zip(columns, row, strict=False)) for row in body[:MOST_ROWS] if row]
    return Sample("csv", location, columns, made, notes, whole=len(rows) <= MOST_ROWS, path=path)


def _delimiter(lines: list[str]) -> tuple[str, int]:
    """Return the delimiter that cuts most lines into the same number of cells, more than one."""
    best = (",", 1, 0.0)
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in _cut(lines[:_LOOKED_AT], delimiter) if row)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] if item[0] > 1 else 0, item[0]))
        score = count / widths.total() * (1 + min(width, 50) / 50)
        if width > 1 and score > best[2]:
            best = (delimiter, width, score)
    return best[0], best[1]


def _cut(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


def _preamble(lines: list[str], delimiter: str, width: int) -> int:
    """Return how many lines stand above the header: those with fewer cells than most lines have."""
    reader, above = csv.reader(lines, delimiter=delimiter), 0
    try:
        for row in reader:
            if len(row) >= width:
                return above
            above = reader.line_num
            if above > _HIGHEST_HEADER:
                break
    except csv.Error:
        return 0
    return 0


def _rows(path: Path, encoding: str, delimiter: str, skip: int) -> Iterator[list[str]]:
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    with path.open(encoding=name, errors="replace", newline="") as stream:
        for _ in range(skip):
            stream.readline(_HEAD)
        try:
            for row in csv.reader((line.replace("\0", "") for line in _lines(stream, path)), delimiter=delimiter):
                if row:
                    yield row
        except csv.Error as error:
            raise SourceError(f'"{path.name}" cannot be read as a table: {error}', do="Check its quotes.") from error


def _lines(stream: TextIO, path: Path) -> Iterator[str]:
    """Yield lines of bounded length. Raises SourceError for one that is longer."""
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise SourceError(f'"{path.name}" has a line longer than 1 MB', do="That is no table; export it again.")
        yield line


def _has_header(rows: list[list[str]]) -> bool:
    """Say whether the first row names columns: all filled, different, and of another look than what stands below."""
    first = [cell.strip() for cell in rows[0]]
    named = [cell for cell in first if cell]
    if not named or len({cell.casefold() for cell in named}) < len(named):
        return False
    data_like = sum(1 for cell in named if _LIKE_DATA.fullmatch(cell))
    return data_like == 0 or (data_like < len(named) / 3 and len(named) > len(first) * 0.7)


def _json(path: Path, given: Path, text: str, notes: tuple[str, ...]) -> Sample:
    lines = text.splitlines()
    if len(lines) > 1 and _is_record(lines[0]) and _is_record(lines[1]):
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            items = [_try(line) for line in itertools.islice(_lines(stream, path), MOST_ROWS) if line.strip()]
        return _records("jsonl", {"path": str(given)}, items, notes, None)
    document = load(Document(path, path.name, ""))
    steps = _where(document)
    if steps is None:
        raise SourceError(f'"{path.name}" holds no list of records', do="Export the list itself.")
    location: dict[str, Any] = {"path": str(given)}
    items = document
    for step in steps:
        items = items[step]
    if steps:
        location["rows"] = "$" + "".join(_step(step) for step in steps)
    return _records("json", location, items[:MOST_ROWS], notes, document)


def _records(kind: str, location: dict[str, Any], items: list[Any], notes: tuple[str, ...], document: Any) -> Sample:
    columns = Columns()
    rows = []
    for item in items:
        try:
            rows.append(flatten(item, columns))
        except UnusableJSONError:
            continue  # Staging lists it with its reason; a guess does without it.
    if not rows:
        raise SourceError("there is no record in it", do="Export it again.")
    first = items[0] if document is None else document
    return Sample(kind, location, columns.names, rows, notes, whole=len(items) < MOST_ROWS, document=first)


def _where(document: Any) -> tuple[Step, ...] | None:
    """Return the path to the longest list of objects, looking a few levels deep through objects only."""
    found: list[tuple[int, tuple[Step, ...]]] = []

    def walk(value: Any, path: tuple[Step, ...]) -> None:
        if isinstance(value, list):
            if value and all(isinstance(item, dict) for item in value[:20]):
                found.append((len(value), path))
        elif isinstance(value, dict) and len(path) < _DEEPEST:
            for name, item in value.items():
                walk(item, (*path, name))

    walk(document, ())
    return max(found, key=lambda one: one[0])[1] if found else None


def _step(step: Step) -> str:
    text = str(step)
    return f".{text}" if re.fullmatch(r"[A-Za-z_]\w*", text) else f"['{text}']"


def _is_record(line: str) -> bool:
    return isinstance(_try(line), dict)


def _try(line: str) -> Any:
    try:
        return parse(line)
    except (UnusableJSONError, json.JSONDecodeError):
        return None
