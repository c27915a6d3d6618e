"""Compound files ([MS-CFB]) as a list of streams that are read within bounds; olefile does the walking."""

from __future__ import annotations

import io
import logging
from typing import Any

import olefile

from drystone.triage.files.findings import BrokenError

MAX_STREAMS = 2_000
#: What olefile raises on content that lies to it.
ERRORS = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, EOFError)

logging.getLogger("olefile").setLevel(logging.CRITICAL)  # What it says about hostile files is said by our signs.


class Compound:
    """One opened compound file; reading never gives more than asked for."""

    def __init__(self, data: bytes) -> None:
        try:
            # A directory entry can claim any size; what is there bounds it.
            self._ole: Any = olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_FATAL)
            listed = self._ole.listdir(streams=True, storages=False)
            self.streams: list[tuple[str, ...]] = [tuple(path) for path in listed[:MAX_STREAMS]]
            storages = self._ole.listdir(streams=False, storages=True)
            self.storages: list[tuple[str, ...]] = [(), *(tuple(path) for path in storages[:MAX_STREAMS])]
        except ERRORS as error:
            raise BrokenError("its table of contents makes no sense") from error
        self._size = len(data)

    def has(self, *path: str) -> bool:
        """Whether a stream of this path exists, by any case."""
        wanted = [step.casefold() for step in path]
        return any([step.casefold() for step in stream] == wanted for stream in self.streams)

    def read(self, path: tuple[str, ...], limit: int) -> bytes:
        """Return the beginning of one stream; nothing where it is missing or broken."""
        try:
            if self._ole.get_size(list(path)) > self._size:
                return b""
            stream = self._ole.openstream(list(path))
            return bytes(stream.read(limit))
        except ERRORS:
            return b""

    def class_of(self, path: tuple[str, ...]) -> str:
        """Return the class id of a storage (or of the whole file for an empty path), or nothing."""
        try:
            return str(self._ole.getclsid("/".join(path)) if path else self._ole.root.clsid).upper()
        except ERRORS:
            return ""
