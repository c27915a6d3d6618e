"""Tape archives (POSIX.1-1988 ustar, pax and GNU long names): headers read one by one, nothing followed or written."""

from __future__ import annotations

from drystone.triage.files.archives.members import judge_member
from drystone.triage.files.findings import BrokenError, Findings

_BLOCK = 512
_MAX_HEADERS = 5_000


def read_tar(found: Findings) -> None:
    """Unpack a tar file's members into ``found``."""
    data, at, long_name = found.data, 0, ""
    for _ in range(_MAX_HEADERS):
        header = data[at : at + _BLOCK]
        if len(header) < _BLOCK or not header.strip(b"\0"):
            return
        size = _octal(header[124:136])
        if not _checksum_right(header):
            raise BrokenError("a header's checksum is wrong")
        body = data[at + _BLOCK : at + _BLOCK + size]
        kind = header[156:157]
        name = long_name or _path(header)
        if kind in (b"L", b"x"):
            long_name = _long_name(kind, body) or long_name
        else:
            long_name = ""
            if not _member(found, kind, name, header, body):
                return
        if len(body) < size:
            raise BrokenError("the last file is cut off")
        at += _BLOCK + (size + _BLOCK - 1) // _BLOCK * _BLOCK
    found.sign_once("limits-reached")


def _member(found: Findings, kind: bytes, name: str, header: bytes, body: bytes) -> bool:
    if kind in (b"0", b"\0", b"7"):
        judge_member(found, name, len(found.inside) + 1)
        return name.endswith("/") or found.hold(name, body)
    if kind in (b"1", b"2"):
        judge_member(found, name)
        target = header[157:257].rstrip(b"\0").decode("utf-8", "replace")
        found.sign("archive-holds-link", member=name, target=target)
    return True


def _path(header: bytes) -> str:
    name = header[:100].split(b"\0")[0]
    prefix = header[345:500].split(b"\0")[0] if header[257:262] == b"ustar" and header[262:263] != b" " else b""
    return (prefix + b"/" + name if prefix else name).decode("utf-8", "replace")


def _long_name(kind: bytes, body: bytes) -> str:
    if kind == b"L":
        return body.split(b"\0")[0][:4_096].decode("utf-8", "replace")
    for line in body[:65_536].split(b"\n"):
        _, _, pair = line.partition(b" ")
        if pair.startswith(b"path="):
            return pair[5:4_096].decode("utf-8", "replace")
    return ""


def _octal(digits: bytes) -> int:
    if digits[:1] == b"\x80":
        return int.from_bytes(digits[1:], "big")
    text = digits.strip(b" \0")
    try:
        return int(text, 8) if text else 0
    except ValueError as error:
        raise BrokenError("a size is not a number") from error


def _checksum_right(header: bytes) -> bool:
    """The sum of the header's bytes with its own field as blanks."""
    total = sum(header) - sum(header[148:156]) + 8 * 32
    return total == _octal(header[148:156])
