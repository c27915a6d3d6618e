"""Reading fixed-width fields from hostile bytes: every read is checked, and running out is one named error."""

from __future__ import annotations

from drystone.triage.files.findings import BrokenError


def number(data: bytes, at: int, size: int) -> int:
    """Return the little-endian unsigned number of ``size`` bytes at ``at``."""
    if at < 0 or at + size > len(data):
        raise BrokenError("it ends in the middle of a field")
    return int.from_bytes(data[at : at + size], "little")


def big_number(data: bytes, at: int, size: int) -> int:
    """Return the big-endian unsigned number of ``size`` bytes at ``at``."""
    if at < 0 or at + size > len(data):
        raise BrokenError("it ends in the middle of a field")
    return int.from_bytes(data[at : at + size], "big")


def slice_of(data: bytes, at: int, size: int) -> bytes:
    """Return exactly ``size`` bytes at ``at``."""
    if at < 0 or size < 0 or at + size > len(data):
        raise BrokenError("a field is longer than what is there")
    return data[at : at + size]


def zero_terminated(data: bytes, at: int, limit: int = 4_096) -> bytes:
    """Return the bytes from ``at`` up to the next zero byte, at most ``limit``."""
    end = data.find(b"\0", at, at + limit)
    if at < 0 or end < 0:
        raise BrokenError("a text does not end")
    return data[at:end]


def size_text(count: int) -> str:
    """Return a number of bytes as people say it."""
    size = float(count)
    for unit in ("bytes", "KB", "MB"):
        if size < 1_000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1_000
    return f"{size:,.1f} GB"
