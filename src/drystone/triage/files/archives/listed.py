"""Archives that can be listed but not unpacked here: RAR, Cabinet and 7z, by as much of their headers as names need.

RAR 4 and 5 (technote.txt of RAR), MS-CAB, 7zFormat.txt. A name that runs when opened is told even so.
"""

from __future__ import annotations

from collections.abc import Iterator

from drystone.triage.files.archives.members import list_members
from drystone.triage.files.binary import number, slice_of, zero_terminated
from drystone.triage.files.findings import BrokenError, Findings

_MAX_BLOCKS = 5_000


def read_rar(found: Findings) -> None:
    """List a RAR archive of either generation."""
    names: list[str] = []
    try:
        blocks = _rar5(found) if found.data.startswith(b"Rar!\x1a\x07\x01\0") else _rar4(found)
        names.extend(blocks)
    finally:
        _told(found, names)


def _told(found: Findings, names: list[str]) -> None:
    list_members(found, names)
    if not any(sign.kind in ("archive-locked", "archive-hides-names") for sign in found.signs):
        found.sign("archive-not-opened", type=found.true_type, what="its files are listed but not unpacked here")


def _rar4(found: Findings) -> Iterator[str]:
    data, at = found.data, 7
    for _ in range(_MAX_BLOCKS):
        if at + 7 > len(data):
            return
        kind, flags, size = data[at + 2], number(data, at + 3, 2), number(data, at + 5, 2)
        if size < 7:
            raise BrokenError("a block has no length")
        if kind == 0x73 and flags & 0x80:
            found.sign("archive-hides-names")
            return
        added = number(data, at + 7, 4) if flags & 0x8000 or kind == 0x74 else 0
        if kind == 0x74:
            if flags & 0x04:
                found.sign_once("archive-locked", method="RAR")
            start = at + 32 + (8 if flags & 0x100 else 0)
            raw = slice_of(data, start, number(data, at + 26, 2))
            yield raw.split(b"\0")[0].decode("utf-8", "replace")
        elif kind == 0x7B:
            return
        at += size + added


def _rar5(found: Findings) -> Iterator[str]:
    data, at = found.data, 8
    for _ in range(_MAX_BLOCKS):
        if at + 7 > len(data):
            return
        size, body = _vint(data, at + 4)
        kind, place = _vint(data, body)
        flags, place = _vint(data, place)
        if kind == 4:
            found.sign("archive-hides-names")
            return
        extra, place = _vint(data, place) if flags & 1 else (0, place)
        packed, place = _vint(data, place) if flags & 2 else (0, place)
        if kind == 2:
            yield _rar5_name(data, place)
            if _rar5_locked(data[body + size - extra : body + size] if extra <= size else b""):
                found.sign_once("archive-locked", method="RAR AES")
        elif kind == 5:
            return
        at = body + size + packed


def _rar5_name(data: bytes, at: int) -> str:
    flags, at = _vint(data, at)
    _, at = _vint(data, at)
    _, at = _vint(data, at)
    at += (4 if flags & 2 else 0) + (4 if flags & 4 else 0)
    _, at = _vint(data, at)
    _, at = _vint(data, at)
    length, at = _vint(data, at)
    return slice_of(data, at, min(length, 4_096)).decode("utf-8", "replace")


def _rar5_locked(extra: bytes) -> bool:
    at = 0
    while at < len(extra):
        size, start = _vint(extra, at)
        kind, _ = _vint(extra, start)
        if kind == 1:
            return True
        at = start + size
        if size == 0:
            return False
    return False


def _vint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(10):
        byte = number(data, at + step, 1)
        value |= (byte & 0x7F) << (7 * step)
        if not byte & 0x80:
            return value, at + step + 1
    raise BrokenError("a number does not end")


def read_cab(found: Findings) -> None:
    """List a Cabinet file (MS-CAB 2.3)."""
    data = found.data
    at, count = number(data, 16, 4), number(data, 28, 2)
    names = []
    try:
        for _ in range(min(count, _MAX_BLOCKS)):
            name = zero_terminated(data, at + 16)
            names.append(name.decode("utf-8", "replace"))
            at += 16 + len(name) + 1
    finally:
        _told(found, names)


def read_seven_zip(found: Findings) -> None:
    """Say whether a 7z archive hides its names, and list them where its header lies open."""
    data = found.data
    at, size = number(data, 12, 8), number(data, 20, 8)
    header = slice_of(data, 32 + at, size) if size else b""
    if header[:1] == b"\x17" and b"\x06\xf1\x07\x01" in header:
        found.sign("archive-hides-names")
    elif b"\x06\xf1\x07\x01" in header:
        found.sign("archive-locked", method="7z AES")
    _told(found, _seven_zip_names(header))


def _seven_zip_names(header: bytes) -> list[str]:
    """The names are one property (0x11) of UTF-16 texts; only an unpacked header holds them in the open."""
    if header[:1] != b"\x01":
        return []
    at = header.rfind(b"\x05")
    names = header[at:] if at >= 0 else b""
    start = names.find(b"\x11")
    if start < 0:
        return []
    _, place = _seven_number(names, start + 1)
    text = names[place + 1 :].decode("utf-16-le", "replace")
    return [name for name in text.split("\0")[:_MAX_BLOCKS] if name.isprintable() and len(name) > 2][:1_000]


def _seven_number(data: bytes, at: int) -> tuple[int, int]:
    first, mask, value = number(data, at, 1), 0x80, 0
    for step in range(8):
        if not first & mask:
            return value | ((first & (mask - 1)) << (8 * step)), at + 1 + step
        value |= number(data, at + 1 + step, 1) << (8 * step)
        mask >>= 1
    return value, at + 9
