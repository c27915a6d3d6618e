"""Reads the documents of one file: JSON in any arrangement, delimited rows, front matter. Never evaluates anything.

What cannot be read becomes a Problem with the reason; the good part of a broken file is still used.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any
from xml.etree import ElementTree

import defusedxml
import defusedxml.ElementTree
import yaml

from drystone.sources.shapes.model import Problem, Shape
from drystone.sources.shapes.opening import WHOLE_LIMIT, UnreadableError
from drystone.sources.shapes.record import fold

MAX_LINE = 16 * 1024**2
_EXCERPT = 200
_HEADER_WITHIN = 30
_XML_DEPTH = 40
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECODER = json.JSONDecoder(parse_constant=lambda _name: None)
_SPACE = " \t\r\n\ufeff"


@dataclass(frozen=True, slots=True)
class Document:
    """One value: a JSON document, one element of a long array, one row. ``number`` counts records or lines from 1."""

    number: int
    value: Any


def documents(stream: IO[bytes], shape: Shape) -> Iterator[Document | Problem]:
    """Yield what the stream holds, in order. Raises UnreadableError where nothing more can be read."""
    buffered = as_buffered(stream)
    start = buffered.peek(64 * 1024)[: 64 * 1024]
    encoding = next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")
    head = start.decode(encoding, errors="ignore").lstrip(_SPACE)
    if not head:
        raise UnreadableError("the file is empty")
    way = _way(head)
    if way not in shape.accepts:
        raise UnreadableError(f"this is {_WAYS[way]}, and the shape {shape.kind} reads {_readable(shape)}")
    try:
        with lent_text(buffered, encoding) as text:
            yield from _READERS[way](text, shape, head)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not UTF-8 text ({error.reason} at byte {error.start:,}); save it as UTF-8") from error


def as_buffered(stream: IO[bytes]) -> io.BufferedReader:
    """Return the stream as one whose beginning can be looked at."""
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[arg-type]


@contextmanager
def lent_text(stream: io.BufferedReader, encoding: str) -> Iterator[io.TextIOWrapper]:
    """Read a stream as text and give it back open: its owner closes it."""
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        yield text
    finally:
        text.detach()


def _way(head: str) -> str:
    if head.startswith(("{", "[")) or head[:4] == "null":
        return "json"
    if head.startswith("<"):
        return "xml"
    return "front-matter" if head.startswith("---") else "csv"


_WAYS = {"json": "JSON", "xml": "XML", "front-matter": "YAML front matter", "csv": "delimited text or something else"}


def _readable(shape: Shape) -> str:
    return " or ".join(sorted(_WAYS[way].split(" or ")[0] for way in shape.accepts))


def _json(text: io.TextIOWrapper, _shape: Shape, head: str) -> Iterator[Document | Problem]:
    first, newline, rest = head.partition("\n")
    if newline and rest.lstrip(_SPACE).startswith("{") and _is_whole(first):
        yield from _lines(text)
    else:
        yield from _whole(text)


def _is_whole(line: str) -> bool:
    try:
        return isinstance(_DECODER.decode(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines(text: io.TextIOWrapper) -> Iterator[Document | Problem]:
    for number, line in bounded_lines(text):
        trimmed = line.strip(_SPACE)
        if not trimmed:
            continue
        try:
            yield Document(number, _DECODER.decode(trimmed))
        except ValueError as error:
            yield Problem(f"not JSON: {error}", number=number, excerpt=trimmed[:_EXCERPT])
        except RecursionError:
            yield Problem("nested too deeply", number=number, excerpt=trimmed[:_EXCERPT])


def bounded_lines(text: io.TextIOWrapper) -> Iterator[tuple[int, str]]:
    """Yield numbered lines. Raises UnreadableError for one that is longer than any record."""
    number = 0
    while line := text.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise UnreadableError(f"line {number:,} is longer than {MAX_LINE // 1024**2} MB", number)
        yield number, line


def _whole(text: io.TextIOWrapper) -> Iterator[Document | Problem]:
    """Documents one after another; the elements of an array one by one, so that only one is held as objects."""
    whole = read_whole(text)
    at = _skip(whole, 0)
    number = 0
    while at < len(whole):
        if whole[at] == "[":
            at = yield from _elements(whole, at + 1)
        else:
            number += 1
            value, at = _decode(whole, at, number)
            yield Document(number, value)
        at = _skip(whole, at)


def read_whole(text: io.TextIOWrapper) -> str:
    """Return the whole text. Raises UnreadableError where it is larger than one document may be."""
    whole = text.read(WHOLE_LIMIT + 1)
    if len(whole) > WHOLE_LIMIT:
        raise UnreadableError(
            f"larger than {WHOLE_LIMIT // 1024**2} MB; export it with one record per line (JSON lines)"
        )
    return whole


def _elements(whole: str, at: int) -> Generator[Document | Problem, None, int]:
    number = 0
    at = _skip(whole, at)
    if whole[at : at + 1] == "]":
        yield Document(1, [])
    while at < len(whole) and whole[at] != "]":
        number += 1
        value, at = _decode(whole, at, number)
        # An element that is a list itself is handed on as it is.
        yield Document(number, value)
        at = _skip(whole, at)
        if at < len(whole) and whole[at] == ",":
            at = _skip(whole, at + 1)
        elif at < len(whole) and whole[at] != "]":
            raise UnreadableError(f"not JSON after record {number}: a comma or ] is missing", number)
    if at >= len(whole):
        raise UnreadableError(f"cut short after record {number}", number)
    return at + 1


def _decode(whole: str, at: int, number: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(whole, at)
    except ValueError as error:
        raise UnreadableError(f"not JSON at record {number}: {error}", number) from error
    except RecursionError as error:
        raise UnreadableError(f"record {number} is nested too deeply", number) from error


def _skip(whole: str, at: int) -> int:
    while at < len(whole) and whole[at] in _SPACE:
        at += 1
    return at


def _csv(text: io.TextIOWrapper, shape: Shape, head: str) -> Iterator[Document | Problem]:
    first = next((line for line in head.splitlines() if line.strip() and not line.startswith("#")), "")
    delimiter = max(",;\t|", key=first.count)
    rows = csv.reader((line for _, line in bounded_lines(text)), delimiter=delimiter, strict=False)
    header: list[str] = []
    empty = True
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            raise UnreadableError(
                f"not readable as a table after line {rows.line_num:,}: {error}", rows.line_num
            ) from error
        number = rows.line_num
        if not any(cell.strip() for cell in row) or (not header and row[0].startswith("#")):
            continue
        if header:
            empty = False
            yield _cells(header, row, number)
        elif _is_header(row, shape):
            header = [cell.strip(_SPACE) for cell in row]
        elif number > _HEADER_WITHIN:
            break
    if header and empty:
        yield Document(1, [])
    if not header:
        raise UnreadableError(f"no header line with a column that the shape {shape.kind} knows")


def _is_header(row: list[str], shape: Shape) -> bool:
    return any(fold(cell.strip(_SPACE)) in shape.header for cell in row)


def _cells(header: list[str], row: list[str], number: int) -> Document | Problem:
    if len(row) != len(header):
        reason = f"{len(row)} cells where the header has {len(header)}"
        return Problem(reason, number=number, excerpt=",".join(row)[:_EXCERPT])
    return Document(number, dict(zip(header, row, strict=True)))


def _front_matter(text: io.TextIOWrapper, _shape: Shape, _head: str) -> Iterator[Document | Problem]:
    whole = read_whole(text).lstrip(_SPACE)
    body = whole[3:].partition("\n---")[0]
    try:
        yield Document(1, yaml.load(body, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        raise UnreadableError(f"front matter that is not YAML: {str(error)[:_EXCERPT]}") from error
    except (ValueError, RecursionError) as error:
        # Dates such as 2024-13-45 raise ValueError from the YAML library.
        raise UnreadableError(f"front matter that cannot be read: {error}") from error


def _xml(text: io.TextIOWrapper, _shape: Shape, _head: str) -> Iterator[Document | Problem]:
    whole = read_whole(text).lstrip(_SPACE)
    try:
        root = defusedxml.ElementTree.fromstring(whole.encode())
    except (ElementTree.ParseError, defusedxml.DefusedXmlException) as error:
        raise UnreadableError(f"not XML that can be read: {error}") from error
    yield Document(1, {root.tag: _element(root, 0)})


def _element(element: ElementTree.Element, depth: int) -> Any:
    """An element as JSON would say it: its text, or its parts by name, as a list where a name is repeated."""
    if not len(element) or depth > _XML_DEPTH:
        return (element.text or "").strip()
    parts: dict[str, Any] = {}
    repeated: dict[str, list[Any]] = {}
    for part in element:
        value = _element(part, depth + 1)
        if part.tag in parts:
            repeated.setdefault(part.tag, [parts[part.tag]]).append(value)
        else:
            parts[part.tag] = value
    return {**parts, **repeated}


_READERS = {"json": _json, "csv": _csv, "front-matter": _front_matter, "xml": _xml}
