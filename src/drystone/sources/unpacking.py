"""Unpacking gzip, bzip2, xz and zip in bounded space.

What a compressed file claims about itself is not believed: bytes are counted as they come out. A member's name is never
used as a path.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import IO, Any

from drystone.lib.errors import SourceError
from drystone.lib.text import plural

_CHUNK = 1024 * 1024
_STREAMS: dict[bytes, Callable[..., Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may come out: in all, of how many members, and how many times what went in (past ``floor`` bytes)."""

    total: int = 16 * 1024**3
    members: int = 1_000
    ratio: int = 250
    floor: int = 64 * 1024**2


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that may be compressed, with how people call it, which members count, and its password ("" none)."""

    path: Path
    name: str
    where: str
    member: str = "*"
    password: str = ""


def is_packed(path: Path) -> bool:
    """Say whether a file begins as a compressed file does."""
    start = _start(path)
    return start.startswith(_ZIP) or any(start.startswith(magic) for magic in _STREAMS)


def unpack(packed: Packed, into: Path, *, bounds: Bounds | None = None) -> list[tuple[Path, str]]:
    """Write what a compressed file holds into a folder; return each file with its name for people.

    Raises SourceError where it is broken, encrypted without a password, a workbook, or larger than the bounds.
    """
    into.mkdir(parents=True, exist_ok=True)
    try:
        if _start(packed.path).startswith(_ZIP):
            return _unzip(packed, into, bounds or Bounds())
        return [_inflate(packed, into, bounds or Bounds())]
    except _BROKEN as error:
        if isinstance(error, OSError) and error.errno:
            do = "Make room on the disk or check access, and run again."
            raise SourceError(
                f'"{packed.name}" cannot be unpacked: {error.strerror}', where=packed.where, do=do
            ) from error
        raise SourceError(
            f'"{packed.name}" is damaged or cut short: {error}', where=packed.where, do="Export or copy it again."
        ) from error


def _start(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(8)


def _inflate(packed: Packed, into: Path, bounds: Bounds) -> tuple[Path, str]:
    start = _start(packed.path)
    opener = next(opener for magic, opener in _STREAMS.items() if start.startswith(magic))
    inner = re.sub(r"\.(gz|bz2|xz)$", "", Path(packed.name).name, flags=re.IGNORECASE)
    target = into / _safe(0, inner)
    meter = _Meter(packed, bounds, packed.path.stat().st_size)
    with opener(packed.path, "rb") as stream:
        meter.copy(stream, target)
    return target, packed.name


def _unzip(packed: Packed, into: Path, bounds: Bounds) -> list[tuple[Path, str]]:
    with zipfile.ZipFile(packed.path) as archive:
        members = list(_wanted(archive, packed))
        if len(members) > bounds.members:
            raise SourceError(
                f'"{packed.name}" holds {len(members):,} files, more than {bounds.members:,}',
                where=packed.where,
                do="Name those you need with `member:`, for instance member: '*.csv'.",
            )
        meter = _Meter(packed, bounds, packed.path.stat().st_size)
        unpacked = []
        for number, member in enumerate(members):
            target = into / _safe(number, member.filename)
            with _open(archive, member, packed) as stream:
                meter.copy(stream, target)
            unpacked.append((target, f"{packed.name}!{member.filename}"))
    return unpacked


def _wanted(archive: zipfile.ZipFile, packed: Packed) -> Iterator[zipfile.ZipInfo]:
    names = archive.namelist()
    if "[Content_Types].xml" in names:
        raise SourceError(
            f'"{packed.name}" is a workbook or another office document, not an export',
            where=packed.where,
            do="Save the sheet as CSV, or let `drystone sources add` convert it.",
        )
    found = False
    for member in archive.infolist():
        name = member.filename
        hidden = name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")
        if member.is_dir() or hidden or not fnmatch(name, packed.member):
            continue
        found = True
        yield member
    if not found:
        raise SourceError(
            f'"{packed.name}" holds no file that fits "{packed.member}" ({plural(len(names), "entry", "entries")})',
            where=packed.where,
            do="Check `member:`, or export again.",
        )


def _open(archive: zipfile.ZipFile, member: zipfile.ZipInfo, packed: Packed) -> IO[bytes]:
    encrypted = bool(member.flag_bits & 0x1)
    try:
        return archive.open(member, pwd=packed.password.encode() if encrypted and packed.password else None)
    except NotImplementedError as error:
        raise SourceError(
            f'"{packed.name}" is packed in a way that cannot be read here ({error})',
            where=packed.where,
            do="Pack it as an ordinary zip or gzip file.",
        ) from error
    except RuntimeError as error:
        do = "Check the password." if packed.password else "Name its password with `password_env: VARIABLE`."
        raise SourceError(f'"{packed.name}" is encrypted', where=packed.where, do=do) from error


def _safe(number: int, name: str) -> str:
    """Return a name for a copy that says what it came from and cannot lead anywhere."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name.replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".")
    return f"{number:04d}-{plain[-80:] or 'file'}"


class _Meter:
    """Counts what comes out of one compressed file and stops a bomb."""

    def __init__(self, packed: Packed, bounds: Bounds, size: int) -> None:
        self._packed = packed
        self._most = min(bounds.total, max(bounds.floor, size * bounds.ratio))
        self._out = 0

    def copy(self, stream: IO[bytes], target: Path) -> None:
        with target.open("wb") as out:
            while chunk := stream.read(_CHUNK):
                self._out += len(chunk)
                if self._out > self._most:
                    out.close()
                    target.unlink()
                    raise SourceError(
                        f'"{self._packed.name}" unpacks to more than {self._most // 1024**2:,} MB and was stopped',
                        where=self._packed.where,
                        do="It may be made to fill the disk. If it is yours, unpack it and name the plain file.",
                    )
                out.write(chunk)
