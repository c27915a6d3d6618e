"""Decompression that never makes more than it was told to, whatever the compressed bytes say."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from drystone.triage.files.findings import BrokenError

#: What one LZMA stream may claim as its dictionary.
_LZMA_MEMORY = 64_000_000
_ERRORS = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came out: at most the limit; ``more`` when there was more, ``broken`` when the stream was damaged."""

    data: bytes
    more: bool = False
    broken: bool = False
    rest: bytes = b""


def inflate(data: bytes, limit: int, *, window: int = -15) -> Unpacked:
    """Unpack deflate (RFC 1951), or zlib (RFC 1950) and gzip (RFC 1952) by ``window``; at most ``limit`` bytes.

    What a damaged stream gave before the damage is kept, byte for byte where it has to be.
    """
    stream = zlib.decompressobj(window)
    try:
        out = stream.decompress(data, limit + 1)
    except zlib.error:
        out = _as_far_as_it_goes(data, limit, window)
        return Unpacked(out[:limit], len(out) > limit, broken=True)
    rest = stream.unused_data
    return Unpacked(out[:limit], len(out) > limit, broken=not stream.eof and len(out) <= limit, rest=rest)


def _as_far_as_it_goes(data: bytes, limit: int, window: int) -> bytes:
    stream = zlib.decompressobj(window)
    out = bytearray()
    try:
        for at in range(0, len(data), 256):
            out += stream.decompress(data[at : at + 256], limit + 1 - len(out))
            if len(out) > limit:
                break
    except zlib.error:
        pass  # What came before the damage is what there is; the caller says that it is broken.
    return bytes(out)


def unpack_bzip2(data: bytes, limit: int) -> Unpacked:
    """Unpack one or more bzip2 streams, at most ``limit`` bytes."""
    return _streams(data, limit, bz2.BZ2Decompressor)


def unpack_xz(data: bytes, limit: int) -> Unpacked:
    """Unpack one or more xz streams, at most ``limit`` bytes."""
    return _streams(data, limit, lambda: lzma.LZMADecompressor(memlimit=_LZMA_MEMORY))


def unpack_zip_lzma(data: bytes, limit: int) -> Unpacked:
    """Unpack LZMA as ZIP stores it (APPNOTE 5.8): version, size of properties, properties, raw stream."""
    size = int.from_bytes(data[2:4], "little")
    properties = data[4 : 4 + size]
    if len(properties) != 5 or properties[0] >= 225:
        raise BrokenError("the LZMA properties make no sense")
    first, dictionary = properties[0], int.from_bytes(properties[1:5], "little")
    if dictionary > _LZMA_MEMORY:
        raise BrokenError("the LZMA dictionary is larger than we allow")
    chosen = {
        "id": lzma.FILTER_LZMA1,
        "dict_size": max(dictionary, 4_096),
        "lc": first % 9,
        "lp": first // 9 % 5,
        "pb": first // 45,
    }
    return _streams(data[4 + size :], limit, lambda: lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chosen]))


def _streams(data: bytes, limit: int, make: Callable[[], bz2.BZ2Decompressor | lzma.LZMADecompressor]) -> Unpacked:
    out = bytearray()
    for _ in range(64):  # A file of many empty streams would otherwise take for ever.
        try:
            stream = make()
            out += stream.decompress(data, limit + 1 - len(out))
        except _ERRORS:
            return Unpacked(bytes(out[:limit]), broken=True)
        if len(out) > limit:
            return Unpacked(bytes(out[:limit]), more=True)
        if not stream.eof:
            return Unpacked(bytes(out), broken=True)
        data = stream.unused_data.lstrip(b"\0")
        if not data:
            return Unpacked(bytes(out))
    return Unpacked(bytes(out), more=True)
