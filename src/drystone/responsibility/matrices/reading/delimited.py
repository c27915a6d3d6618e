"""CSV and its relatives: any usual delimiter and encoding, by what the bytes show."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from drystone.responsibility.matrices.sheets import MAX_CELLS, Sheet, UnreadableError, table, too_much

_DELIMITERS = (",", ";", "\t", "|", ":")
_MARKED = re.compile(r"^'+\s*[=+\-@＝＋－＠\t\r\n]")
_SAMPLE = 64_000


def decode(content: bytes, where: str) -> str:
    """Return the text of a file: by its byte order mark, else UTF-8, else UTF-16 by its zeros, else Windows-1252."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            return content[len(mark) :].decode(name, errors="replace")
    sample = content[:_SAMPLE]
    zeros = sample.count(0)
    if zeros and zeros * 5 > len(sample):
        little = sample[1::2].count(0) >= sample[0::2].count(0)
        return content.decode("utf-16-le" if little else "utf-16-be", errors="replace")
    if zeros:
        raise UnreadableError(
            "this is no text file", where=where, do="Name a workbook, a CSV, Markdown, Word, HTML or YAML file."
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        cyrillic = sum(byte >= 0xC0 for byte in sample) * 2 > sum(
            byte >= 0x80 or chr(byte).isalpha() for byte in sample
        )
        return content.decode("cp1251" if cyrillic else "cp1252", errors="replace")


def sheets(text: str, name: str, where: str) -> list[Sheet]:
    """Return the one sheet of a delimited file. Raises UnreadableError."""
    rows = _rows(text, _delimiter(text, name), where)
    return [table("", rows, where=where)] if rows else []


def _delimiter(text: str, name: str) -> str:
    first = text[:200].split("\n", 1)[0]
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return first[4]
    sample = [line for line in text[:_SAMPLE].splitlines() if line.strip()][:60]

    def fit(delimiter: str) -> tuple[float, int]:
        counts = [len(row) for row in _parsed(sample, delimiter)]
        usual = max(set(counts), key=lambda count: (counts.count(count), count), default=1)
        agreeing = counts.count(usual) / max(1, len(counts)) if usual > 1 else 0
        return (agreeing * min(usual, 6), -_DELIMITERS.index(delimiter))

    return "\t" if name.endswith(".tsv") and "\t" in text else max(_DELIMITERS, key=fit)


def _parsed(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter, strict=False))
    except csv.Error:
        return []


def _rows(text: str, delimiter: str, where: str) -> list[tuple[int, list[str]]]:
    # A field may be as long as the file; what counts is bounded before this.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    line, cells = 1, 0
    try:
        for row in reader:
            cells += len(row)
            if cells > MAX_CELLS:
                raise too_much(where, f"more than {MAX_CELLS:,} cells")
            if not (line == 1 and len(row) == 1 and row[0].lower().startswith("sep")) and _says(row, rows):
                rows.append((line, [_unguarded(cell) for cell in row]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(
            f"this file cannot be read: {error}", where=f"{where}:{line}", do="Save it anew as CSV, then try again."
        ) from error
    return rows


def _says(row: list[str], before: list[tuple[int, list[str]]]) -> bool:
    """Whether a row is kept: of empty ones only the first of each run."""
    return any(cell.strip() for cell in row) or bool(before and any(cell.strip() for cell in before[-1][1]))


def _unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from taking it as a formula."""
    return cell[1:] if _MARKED.match(cell) else cell
