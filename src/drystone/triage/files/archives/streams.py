"""Single compressed streams: gzip, bzip2, xz, zlib; and those that cannot be unpacked here, said as such."""

from __future__ import annotations

import re

from drystone.triage.files.archives.members import allowed, judge_member, keep
from drystone.triage.files.archives.unpacking import Unpacked, inflate, unpack_bzip2, unpack_xz
from drystone.triage.files.findings import Findings

_ENDING = re.compile(r"\.(gz|tgz|bz2|tbz2?|xz|txz|z|svgz|zst)$", re.IGNORECASE)
_INNER = {"tgz": ".tar", "tbz": ".tar", "tbz2": ".tar", "txz": ".tar", "svgz": ".svg"}


def read_stream(found: Findings) -> None:
    """Unpack one compressed stream into ``found``."""
    data = found.data
    limit = allowed(found, len(data))
    if found.true_type == "application/gzip":
        unpacked = inflate(data, limit, window=31)
        name = _gzip_name(data) or _without_ending(found.content.name)
    elif found.true_type == "application/x-bzip2":
        unpacked, name = unpack_bzip2(data, limit), _without_ending(found.content.name)
    else:
        unpacked, name = unpack_xz(data, limit), _without_ending(found.content.name)
    judge_member(found, name)
    _told(found, unpacked)
    if unpacked.data:
        keep(found, name, unpacked.data, len(data), more=unpacked.more)


def _told(found: Findings, unpacked: Unpacked) -> None:
    if unpacked.broken:
        found.sign("content-broken", what="the compressed stream is damaged or cut off")
    if unpacked.rest.strip(b"\0") and not unpacked.rest.startswith(b"\x1f\x8b"):
        found.sign("two-files-in-one", type=found.true_type, other=f"+ {len(unpacked.rest)} bytes")


def _gzip_name(data: bytes) -> str:
    """The original name in a gzip header (RFC 1952, FNAME)."""
    if len(data) < 10 or not data[3] & 0x08:
        return ""
    at = 10
    if data[3] & 0x04:
        at += 2 + int.from_bytes(data[10:12], "little")
    end = data.find(b"\0", at, at + 1_000)
    return data[at:end].decode("latin-1") if end > at else ""


def _without_ending(name: str) -> str:
    match = _ENDING.search(name)
    if not match:
        return name or "content"
    return name[: match.start()] + _INNER.get(match.group(1).casefold(), "")


def read_unopened(found: Findings) -> None:
    """Say that a kind of compression cannot be undone here."""
    found.sign("archive-not-opened", type=found.true_type, what="this way of packing is not read here")
