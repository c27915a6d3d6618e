"""The compression of [MS-OVBA] 2.4.1: a container of chunks of 4,096 bytes, each of literals and copies."""

from __future__ import annotations

from drystone.triage.files.binary import number
from drystone.triage.files.findings import BrokenError

_CHUNK = 4_096


def decompress(data: bytes, limit: int) -> bytes:
    """Return what a compressed container unpacks to, at most ``limit`` bytes; what stands before damage is kept.

    Raises BrokenError when the container has no signature or its first chunk makes no sense.
    """
    if data[:1] != b"\x01":
        raise BrokenError("no compressed container stands there")
    out = bytearray()
    at = 1
    while at + 2 <= len(data) and len(out) < limit:
        header = number(data, at, 2)
        if header >> 12 & 0b111 != 0b011:
            if out:
                break
            raise BrokenError("a chunk has no signature")
        end = min(at + (header & 0x0FFF) + 3, len(data))
        if header & 0x8000:
            _chunk(data, at + 2, end, out)
        else:
            out += data[at + 2 : min(at + 2 + _CHUNK, len(data))]
            end = at + 2 + _CHUNK
        at = end
    return bytes(out[:limit])


def _chunk(data: bytes, at: int, end: int, out: bytearray) -> None:
    """Undo one chunk; a copy token's split depends on how much of the chunk is out (2.4.1.3.19)."""
    start = len(out)
    while at < end:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= end or len(out) - start >= _CHUNK:
                return
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            if at + 2 > end:
                return
            token = data[at] | data[at + 1] << 8
            at += 2
            bits = max(4, (len(out) - start - 1).bit_length()) if len(out) > start else 4
            length = (token & (0xFFFF >> bits)) + 3
            offset = (token >> (16 - bits)) + 1
            if offset > len(out) - start:
                return
            for _ in range(min(length, _CHUNK - (len(out) - start))):
                out.append(out[-offset])
