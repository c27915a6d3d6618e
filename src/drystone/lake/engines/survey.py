"""One pass over a delimited file before it is parsed: is it well-formed enough to be read in parallel?

A parallel reader starts in the middle of the file and must guess whether it stands inside quotation marks. One mark
that is never closed makes it guess wrong, and rows are lost or made up in silence. So the bytes are surveyed first
(RFC 4180, section 2): every opening mark follows a delimiter or a line break, every closing one comes before one. The
records are counted too, so that what the reader gives back can be held against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from drystone.sources.staged import Dialect

_CHUNK = 1 << 20
_LONGEST = 4 << 20
_LF, _CR = 10, 13
_BOM = b"\xef\xbb\xbf"
_Bytes = npt.NDArray[np.uint8]
_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Survey:
    """What a file is like. ``well_formed`` files can be read as they are, others are mended first.

    ``records`` and ``empty`` lines are exact for those. ``only_returns``: lines end with CR alone.
    """

    records: int
    empty: int
    well_formed: bool
    only_returns: bool = False


def survey(path: Path, dialect: Dialect) -> Survey:
    """Look at every byte of a file once, in bounded memory, about a gigabyte a second."""
    state = _State(dialect)
    for chunk, following in _chunks(path):
        state.take(chunk, following)
        if not state.well_formed and state.line_breaks:
            return Survey(0, 0, False)
    return state.survey()


def _chunks(path: Path) -> Iterator[tuple[bytes, int]]:
    """Yield each chunk with the first byte of the next one (a line break at the end)."""
    with path.open("rb") as file:
        chunk = file.read(_CHUNK).removeprefix(_BOM)
        while chunk:
            following = file.read(_CHUNK)
            yield chunk, following[0] if following else _LF
            chunk = following


class _State:
    """What is carried from chunk to chunk: the last byte, the number of marks so far, how lines end."""

    def __init__(self, dialect: Dialect) -> None:
        delimiter, self._quote = dialect.delimiter.encode(), dialect.quote.encode()
        self._before = (delimiter[-1], _LF, _CR)
        self._after = (delimiter[0], _LF, _CR)
        self._last = self._last_but_one = _LF
        self._ends = self._empty = self._since = 0
        self._endings: set[str] = set()
        self.marks = 0
        self.line_breaks = 0
        self.well_formed = True

    def take(self, chunk: bytes, following: int) -> None:
        data = np.frombuffer(chunk, np.uint8)
        is_break = data == _LF
        self.line_breaks += int(np.count_nonzero(is_break))
        if self.well_formed:
            self._look_at_endings(chunk, data, is_break, following)
            if self.marks % 2 or (self._quote and self._quote in chunk):
                self._look_at_marks(data, is_break, following)
            else:
                self._count(chunk, int(np.count_nonzero(is_break)))
        self._last_but_one = int(data[-2]) if len(data) > 1 else self._last
        self._last = int(data[-1])

    def survey(self) -> Survey:
        # The last line may lack its end.
        unended = self._last != _LF
        records = self._ends + unended - self._empty
        well_formed = self.well_formed and self.marks % 2 == 0
        return Survey(records, self._empty, well_formed, self._endings == {"cr"})

    def _look_at_endings(self, chunk: bytes, data: _Bytes, is_break: _Flags, following: int) -> None:
        if b"\r" not in chunk and self._last != _CR:
            self._endings.update({"lf"} if is_break.any() else ())
        else:
            is_return = data == _CR
            returns = int(np.count_nonzero(is_return))
            breaks = int(np.count_nonzero(is_break))
            pairs = int(np.count_nonzero(is_return[:-1] & is_break[1:]))
            across = int(self._last == _CR and bool(is_break[0]))
            ends_paired = int(bool(is_return[-1]) and following == _LF)
            self._endings.update({"crlf"} if pairs + across else ())
            self._endings.update({"cr"} if returns > pairs + ends_paired else ())
            self._endings.update({"lf"} if breaks > pairs + across else ())
        self.well_formed = len(self._endings) < 2 and "cr" not in self._endings

    def _look_at_marks(self, data: _Bytes, is_break: _Flags, following: int) -> None:
        mark = self._quote[0]
        marks = np.flatnonzero(data == mark)
        first = self.marks % 2
        before = np.where(marks > 0, data[marks - 1], self._last)[first::2]
        after = np.where(marks + 1 < len(data), data[np.minimum(marks + 1, len(data) - 1)], following)[1 - first :: 2]
        if not (_all_among(before, (*self._before, mark)) and _all_among(after, (*self._after, mark))):
            self.well_formed = False
            return
        breaks = np.flatnonzero(is_break)
        ends = breaks[(np.searchsorted(marks, breaks) + first) % 2 == 0]
        self.marks += len(marks)
        padded = np.concatenate((np.array((self._last_but_one, self._last), np.uint8), data))
        self._empty += int(np.count_nonzero(padded[ends if "crlf" in self._endings else ends + 1] == _LF))
        self._advance(len(ends), len(data))

    def _count(self, chunk: bytes, ends: int) -> None:
        """Count the records of a chunk without marks: every line is one, unless it is empty."""
        around = bytes((self._last_but_one, self._last)) + chunk
        empty = b"\n\r\n" if "crlf" in self._endings else b"\n\n"
        if empty in around:
            data = np.frombuffer(around, np.uint8)
            shift = len(empty) - 1
            self._empty += int(np.count_nonzero((data[2:] == _LF) & (data[2 - shift : -shift] == _LF)))
        self._advance(ends, len(chunk))

    def _advance(self, ends: int, size: int) -> None:
        """Take note of the records that ended. A long stretch without an end is a record too long to be read."""
        self._ends += ends
        self._since = 0 if ends else self._since + size
        self.well_formed = self.well_formed and self._since < _LONGEST


def _all_among(values: _Bytes, allowed: tuple[int, ...]) -> bool:
    table = np.zeros(256, bool)
    table[list(allowed)] = True
    return bool(table[values].all())
