"""Opens the raw files of a source: plain, gzip, bzip2 or zip, counting what comes out so that a bomb stays small."""

from __future__ import annotations

import bz2
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

#: A whole document is parsed in memory; anything longer must come as one record per line.
WHOLE_LIMIT = 200 * 1024**2
#: What one compressed file may unpack to, and how many members of an archive are read.
UNPACKED_LIMIT = 2 * 1024**3
MEMBER_LIMIT = 1_000
_DAMAGED = (EOFError, OSError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError)


class UnreadableError(Exception):
    """A file or a part of it that cannot be read, and why; internal to the shapes."""

    def __init__(self, reason: str, number: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.number = number


@dataclass(slots=True)
class Metered(io.RawIOBase):
    """A stream that stops with UnreadableError once more than ``limit`` bytes came out."""

    inner: IO[bytes]
    limit: int
    count: int = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer. Raises UnreadableError where the file is damaged or larger than its limit."""
        try:
            data = self.inner.read(len(buffer))
        except _DAMAGED as error:
            raise UnreadableError(f"damaged or cut short: {error}") from error
        self.count += len(data)
        if self.count > self.limit:
            raise UnreadableError(f"unpacks to more than {self.limit // 1024**2:,} MB and was stopped")
        buffer[: len(data)] = data
        return len(data)


def parts(path: Path, name: str) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the name and the open stream of each document in a file: itself, or the members of an archive.

    Raises UnreadableError where an archive is broken.
    """
    start = _start(path)
    if not start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        with _opened(path, start) as stream:
            yield name, stream
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for member in _members(archive):
                with archive.open(member) as stream:
                    yield f"{name}!{member.filename}", io.BufferedReader(Metered(stream, UNPACKED_LIMIT))
    except _DAMAGED as error:
        raise UnreadableError(f"not an archive that can be read: {error}") from error


def _start(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(4)


@contextmanager
def _opened(path: Path, start: bytes) -> Iterator[IO[bytes]]:
    if start.startswith(b"\x1f\x8b"):
        with gzip.open(path, "rb") as packed:
            yield io.BufferedReader(Metered(cast("IO[bytes]", packed), UNPACKED_LIMIT))
    elif start.startswith(b"BZh"):
        with bz2.open(path, "rb") as squeezed:
            yield io.BufferedReader(Metered(cast("IO[bytes]", squeezed), UNPACKED_LIMIT))
    else:
        with path.open("rb") as plain:
            yield plain


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    wanted = [
        member
        for member in archive.infolist()
        if not member.is_dir()
        and not member.filename.startswith("__MACOSX/")
        and not member.filename.rsplit("/", 1)[-1].startswith(".")
    ]
    if len(wanted) > MEMBER_LIMIT:
        raise UnreadableError(f"holds {len(wanted):,} files, more than {MEMBER_LIMIT:,}")
    # Machines, groups and roles give names to what follows, so they are read first.
    yield from sorted(wanted, key=lambda member: ("vuln" in member.filename.lower(), member.filename))
