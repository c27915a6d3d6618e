"""Disk images: the files of an ISO 9660 image are read by our own small reader; others are recognised and said.

ISO 9660 (ECMA-119) with Joliet names where they are; UDF images mostly carry both.
"""

from __future__ import annotations

from collections.abc import Iterator

from drystone.triage.files.archives.members import judge_member
from drystone.triage.files.binary import number, slice_of
from drystone.triage.files.findings import BrokenError, Findings

_SECTOR = 2_048
_MAX_ENTRIES = 5_000
_MAX_FOLDERS = 500


def read_iso(found: Findings) -> None:
    """Take the files out of an ISO 9660 image into ``found``."""
    start, size, wide = _root(found.data)
    for name, at, length, flags in _entries(found.data, start, size, wide=wide):
        judge_member(found, name)
        if flags & 1:
            found.sign("archive-lies", member=name, what="hidden")
        body = found.data[at : at + length]
        if len(body) < length:
            found.sign_once("content-broken", what=f"{name} is cut off")
        if not found.hold(name, body):
            return


def _root(data: bytes) -> tuple[int, int, bool]:
    """Where the root folder lies: the Joliet one where there is one, else the primary one."""
    best: tuple[int, int, bool] | None = None
    for sector in range(16, 48):
        descriptor = data[sector * _SECTOR : sector * _SECTOR + _SECTOR]
        if descriptor[1:6] != b"CD001" or descriptor[0] == 255:
            break
        if descriptor[0] not in (1, 2):
            continue
        wide = descriptor[0] == 2 and descriptor[88:91] in (b"%/@", b"%/C", b"%/E")
        root = (number(descriptor, 158, 4) * _SECTOR, number(descriptor, 166, 4), wide)
        if best is None or wide:
            best = root
    if best is None:
        raise BrokenError("it has no list of files that is read here")
    return best


def _entries(data: bytes, start: int, size: int, *, wide: bool) -> Iterator[tuple[str, int, int, int]]:
    """Yield name, place, length and flags of every file; folders that point back at themselves are walked once."""
    waiting, seen, count = [(start, size, "")], {start}, 0
    while waiting:
        at, length, path = waiting.pop(0)
        for name, place, extent, flags in _records(data, at, min(length, 4_000_000), wide=wide):
            count += 1
            if count > _MAX_ENTRIES:
                return
            if flags & 2:
                if place not in seen and len(seen) < _MAX_FOLDERS:
                    seen.add(place)
                    waiting.append((place, extent, f"{path}{name}/"))
            else:
                yield path + name, place, extent, flags


def _records(data: bytes, at: int, length: int, *, wide: bool) -> Iterator[tuple[str, int, int, int]]:
    end = min(at + length, len(data))
    while at < end:
        size = data[at]
        if size == 0:  # The rest of this sector is empty.
            at = (at // _SECTOR + 1) * _SECTOR
            continue
        record = slice_of(data, at, size)
        if size < 34:
            raise BrokenError("a folder's entry is too short")
        raw = record[33 : 33 + record[32]]
        if raw not in (b"\0", b"\1"):
            name = raw.decode("utf-16-be" if wide else "latin-1", "replace").partition(";")[0]
            yield name, number(record, 2, 4) * _SECTOR, number(record, 10, 4), record[25]
        at += size


def read_other_disc(found: Findings) -> None:
    """Say that this kind of disk image is not opened here."""
    found.sign("archive-not-opened", type=found.true_type, what="this kind of disk image is not read here")
