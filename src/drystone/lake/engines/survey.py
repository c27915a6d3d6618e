"""One pass over a delimited file before it is parsed: is it well-formed enough to be read in parallel?

A parallel reader starts in the middle of the file and must guess whether it stands inside quotation marks. One mark that is never closed makes it guess wrong, and rows are lost or made up in silence. So the bytes are surveyed first
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

_CHUNK = 4 << 20
_LF, _CR = 10, 13
_BOM = b"\xef\xbb\xbf"
_Bytes = npt.NDArray[np.uint8]


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
        state.take(np.frombuffer(chunk, np.uint8), following)
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
        self._ends = self._empty = 0
        self._endings: set[str] = set()
        self.marks = 0
        self.line_breaks = 0
        self.well_formed = True

    def take(self, data: _Bytes, following: int) -> None:
        breaks = np.flatnonzero(data == _LF)
        self.line_breaks += len(breaks)
        if self.well_formed:
            marks = np.flatnonzero(data == self._quote[0]) if self._quote else breaks[:0]
            self._look_at_endings(data, breaks, following)
            self._look_at_marks(data, marks, following)
            self._count(data, breaks, marks)
            self.marks += len(marks)
        self._last_but_one = int(data[-2]) if len(data) > 1 else self._last
        self._last = int(data[-1])

    def survey(self) -> Survey:
        # The last line may lack its end.
        unended = self._last != _LF
        records = self._ends + unended - self._empty
        well_formed = self.well_formed and self.marks % 2 == 0
        return Survey(records, self._empty, well_formed, self._endings == {"cr"})

    def _look_at_endings(self, data: _Bytes, breaks: npt.NDArray[np.intp], following: int) -> None:
        returns = int(np.count_nonzero(data == _CR))
        if returns:
            after = np.append(data[1:], np.uint8(following))
            pairs = int(np.count_nonzero((data == _CR) & (after == _LF)))
            self._endings.add("crlf" if pairs == returns else "cr")
        before_breaks = np.where(breaks > 0, data[breaks - 1], self._last) if len(breaks) else breaks
        if len(breaks) and np.any(before_breaks != _CR):
            self._endings.add("lf")
        self.well_formed = self.well_formed and (len(self._endings) < 2 and "cr" not in self._endings)

    def _look_at_marks(self, data: _Bytes, marks: npt.NDArray[np.intp], following: int) -> None:
        if not len(marks):
            return
        padded = np.concatenate(([np.uint8(self._last)], data, [np.uint8(following)]))
        first = self.marks % 2
        opening, closing = marks[first::2], marks[1 - first :: 2]
        mark = self._quote[0]
        self.well_formed = (
            self.well_formed
            and bool(np.isin(padded[opening], (*self._before, mark)).all())
            and bool(np.isin(padded[closing + 2], (*self._after, mark)).all())
        )

    def _count(self, data: _Bytes, breaks: npt.NDArray[np.intp], marks: npt.NDArray[np.intp]) -> None:
        """Count the ends of records. A whole chunk without one means a record too long to be read."""
        if len(marks) or self.marks % 2:
            breaks = breaks[(np.searchsorted(marks, breaks) + self.marks) % 2 == 0]
        self._ends += len(breaks)
        if not len(breaks):
            self.well_formed = self.well_formed and len(data) < _CHUNK - len(_BOM)
            return
        padded = np.concatenate((np.array((self._last_but_one, self._last), np.uint8), data))
        before = padded[breaks + 1]
        if "crlf" in self._endings:
            before = padded[breaks]
        self._empty += int(np.count_nonzero(before == _LF))
