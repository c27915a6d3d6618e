"""Mending a delimited file that is not well-formed, so that one bad line costs one line and not the rest of the file.

Lines are copied one by one. A record that cannot be read is left out (an empty line keeps its place) and told; a stray
mark inside an unquoted value stays part of the value; line breaks are all written as LF, and a lone carriage return as
a space. Memory is bounded by the longest line that is allowed.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from drystone.sources.staged import Dialect, Quarantined

_LOOK_AHEAD = 200
_EXCERPT = 200
_BOM = b"\xef\xbb\xbf"
_OPEN = "a quotation mark opens in this line and is not closed"
_Line = tuple[int, bytes, int]
_BROKEN = "text follows a closing quotation mark"


@dataclass(slots=True)
class Mended:
    """What was left out: every record counted, the first told. ``records`` and ``empty`` lines are the copy's."""

    told: list[Quarantined] = field(default_factory=list)
    left_out: int = 0
    bytes_lost: int = 0
    records: int = 0
    empty: int = 0


class Mender:
    """Copies delimited files in one dialect; ``longest`` is the longest line in bytes, ``most`` how many are told.

    ``keep_place`` leaves an empty line where a record was left out; it must not be a record itself then.
    """

    def __init__(self, dialect: Dialect, *, longest: int, most: int, keep_place: bool) -> None:
        self._delimiter = dialect.delimiter.encode()
        self._quote = dialect.quote.encode()
        self._longest = longest
        self._most = most
        self._placeholder = b"\n" if keep_place else b""
        delimiter, quote = re.escape(self._delimiter), re.escape(self._quote)
        if self._quote:
            pattern = b"%b((?:[^%b]|%b%b)*+)%b(?=%b|\\Z)" % (quote, quote, quote, quote, quote, delimiter)
            self._quoted = re.compile(pattern, re.DOTALL)

    def mend(self, source: Path, target: Path) -> Mended:
        """Copy ``source`` to ``target``, mended, and return what was left out."""
        mended = Mended()
        with source.open("rb") as file, target.open("wb") as copy:
            waiting: deque[_Line] = deque()
            lines = _lines(file, self._longest)
            while line := waiting.popleft() if waiting else next(lines, None):
                record, reason = self._copy_of(line, lines, waiting)
                if record is not None:
                    copy.write(record + b"\n")
                    mended.records += bool(record)
                    mended.empty += not record
                    continue
                copy.write(self._placeholder)
                mended.empty += bool(self._placeholder)
                mended.left_out += 1
                mended.bytes_lost += line[2]
                if len(mended.told) < self._most:
                    excerpt = line[1][:_EXCERPT].decode("utf-8", "replace")
                    mended.told.append(Quarantined(str(source), line[0], reason, excerpt))
        return mended

    def _copy_of(self, line: _Line, lines: Iterator[_Line], waiting: deque[_Line]) -> tuple[bytes | None, str]:
        _, text, size = line
        if size > self._longest:
            return None, f"a line of {size:,} bytes is longer than the {self._longest:,} that a record may have"
        if not self._quote or self._quote not in text:
            return text, ""
        return self._record(text, lines, waiting)

    def _record(self, text: bytes, lines: Iterator[_Line], waiting: deque[_Line]) -> tuple[bytes | None, str]:
        """Return the record that begins with ``text``, taking further lines where a value goes on; or the reason."""
        record, is_open = self._fields(text)
        taken = 0
        while is_open and taken < _LOOK_AHEAD and len(text) <= self._longest:
            if taken == len(waiting):
                following = next(lines, None)
                if following is None:
                    break
                waiting.append(following)
            if waiting[taken][2] > self._longest:
                break
            text += b"\n" + waiting[taken][1]
            taken += 1
            record, is_open = self._fields(text)
        if record is None:
            return None, _OPEN if is_open or taken else _BROKEN
        for _ in range(taken):
            waiting.popleft()
        return record, ""

    def _fields(self, text: bytes) -> tuple[bytes | None, bool]:
        """Return the record written well, or None and whether a value is still open at the end of the text."""
        fields, at = [], 0
        while True:
            if text.startswith(self._quote, at):
                match = self._quoted.match(text, at)
                if match is None:
                    return None, self._still_open(text, at)
                fields.append(match[0])
                at = match.end()
            else:
                end = text.find(self._delimiter, at)
                value = text[at:] if end < 0 else text[at:end]
                at += len(value)
                if self._quote in value:
                    value = self._quote + value.replace(self._quote, self._quote * 2) + self._quote
                fields.append(value)
            if at >= len(text):
                return self._delimiter.join(fields), False
            at += len(self._delimiter)

    def _still_open(self, text: bytes, at: int) -> bool:
        rest = text[at + len(self._quote) :].replace(self._quote * 2, b"")
        return self._quote not in rest


def _lines(file: BinaryIO, longest: int) -> Iterator[_Line]:
    """Yield number, text without its end, and size of each line; of a line that is too long only the beginning."""
    number = 0
    while text := file.readline(longest + 2):
        number += 1
        size = len(text)
        beginning = text
        while not text.endswith(b"\n") and (text := file.readline(1 << 20)):
            size += len(text)
        beginning = beginning[:_EXCERPT] if size > longest + 2 else beginning
        if number == 1:
            beginning = beginning.removeprefix(_BOM)
        yield number, beginning.removesuffix(b"\n").removesuffix(b"\r").replace(b"\r", b" "), size


def rewrite_returns(source: Path, target: Path) -> None:
    """Copy a file whose lines end with CR alone, with LF instead."""
    with source.open("rb") as file, target.open("wb") as copy:
        while chunk := file.read(1 << 20):
            copy.write(chunk.replace(b"\r", b"\n"))
