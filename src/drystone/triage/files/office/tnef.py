"""Outlook's own envelope (winmail.dat, [MS-OXTNEF]): the attachments in it, with their names."""

from __future__ import annotations

from drystone.triage.files.binary import number, slice_of
from drystone.triage.files.findings import Findings

MAX_ATTRIBUTES = 5_000
_TITLE, _DATA, _RENDERING, _PROPERTIES, _BODY = 0x8010, 0x800F, 0x9002, 0x9005, 0x800C
_LONG_NAME = b"\x1f\x00\x07\x37"


def read_tnef(found: Findings) -> None:
    """Take the attachments out of the envelope into ``found``."""
    data, at = found.data, 6
    name, body = "", b""
    for _ in range(MAX_ATTRIBUTES):
        if at + 9 > len(data):
            break
        kind, size = number(data, at + 1, 2), number(data, at + 5, 4)
        value = slice_of(data, at + 9, size)
        at += 9 + size + 2
        if kind == _RENDERING:
            _keep(found, name, body)
            name, body = "", b""
        elif kind == _TITLE:
            name = name or value.rstrip(b"\0").decode("cp1252", "replace")
        elif kind == _DATA:
            body = value
        elif kind == _PROPERTIES:
            name = _long_name(value) or name
        elif kind == _BODY:
            found.say(value.rstrip(b"\0").decode("cp1252", "replace"))
    _keep(found, name, body)


def _keep(found: Findings, name: str, body: bytes) -> None:
    if body:
        found.hold(name or "attachment", body)


def _long_name(properties: bytes) -> str:
    """PidTagAttachLongFilename: one Unicode value, its length in bytes, the value."""
    at = properties.find(_LONG_NAME)
    if at < 0 or at + 12 > len(properties):
        return ""
    size = number(properties, at + 8, 4)
    return properties[at + 12 : at + 12 + min(size, 1_000)].decode("utf-16-le", "replace").rstrip("\0")
