"""The attachments inside ``winmail.dat`` ([MS-OXTNEF]): Outlook's own envelope, which other programs cannot open."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from drystone.triage import decoding

MAGIC = b"\x78\x9f\x3e\x22"
_TITLE, _DATA, _RENDERING, _PROPERTIES = 0x8010, 0x800F, 0x9002, 0x9005
_LONG_NAME = 0x3707
MOST_FILES = 200


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at + 9 <= len(data):
        _, number, _, length = struct.unpack_from("<BHHI", data, at)
        if at + 9 + length > len(data):
            return
        yield number, data[at + 9 : at + 9 + length]
        at += 9 + length + 2


def attachments(data: bytes) -> list[tuple[str, bytes]]:
    """Return the names and bytes of the files inside; what stands behind damage is not found."""
    found: list[tuple[str, bytes]] = []
    name, held = "", b""
    for number, value in _attributes(data) if data.startswith(MAGIC) else ():
        if number == _RENDERING:
            if held:
                found.append((name, held))
            name, held = "", b""
        elif number == _TITLE:
            name = name or decoding.text(value.rstrip(b"\0"))
        elif number == _DATA:
            held = value
        elif number == _PROPERTIES:
            name = _long_name(value) or name
        if len(found) >= MOST_FILES:
            return found
    if held:
        found.append((name, held))
    return found


def _long_name(value: bytes) -> str:
    """Find the long file name among the properties of an attachment, without reading the others."""
    for kind, codec in ((0x001F, "utf-16-le"), (0x001E, "cp1252")):
        at = value.find(struct.pack("<HHI", kind, _LONG_NAME, 1))
        if at >= 0 and at + 12 <= len(value):
            length = struct.unpack_from("<I", value, at + 8)[0]
            return value[at + 12 : at + 12 + min(length, 1_000)].decode(codec, "replace").rstrip("\0")
    return ""
