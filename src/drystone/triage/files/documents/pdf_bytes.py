"""A PDF as bytes: what can be seen without trusting its structure, and whether its structure is a trap."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drystone.triage.files.addresses import addresses_in_bytes
from drystone.triage.files.archives.unpacking import inflate
from drystone.triage.files.binary import size_text
from drystone.triage.files.findings import Findings

MAX_STREAMS = 2_000
MAX_STRUCTURE = 40_000_000
MAX_UNPACKED = 10_000_000
_STREAM = re.compile(rb"stream\r?\n")
_ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")
_NAME = re.compile(rb"/[^\s/<>\[\](){}%]{1,60}")
_WORDS = {
    b"/JavaScript": ("pdf-script", "what"),
    b"/JS": ("pdf-script", "what"),
    b"/Launch": ("pdf-starts-program", "what"),
    b"/OpenAction": ("pdf-acts-on-opening", "what"),
    b"/AA": ("pdf-acts-on-opening", "what"),
    b"/SubmitForm": ("pdf-sends-form", "target"),
    b"/EmbeddedFile": ("pdf-embedded-file", "member"),
    b"/XFA": ("pdf-dynamic-form", "what"),
    b"/RichMedia": ("pdf-rich-media", "what"),
}
_URI = re.compile(rb"/URI\s*\(((?:[^()\\]|\\.){1,2000})\)", re.S)


def _unescaped(data: bytes) -> bytes:
    return _ESCAPED.sub(lambda match: bytes((int(match.group(1), 16),)), data)


def disguised_words(data: bytes) -> list[str]:
    """Return the acting names that are written with escapes (``/J#61vaScript``), which honest writers do not do."""
    found = []
    for match in _NAME.finditer(data):
        name = match.group()
        if b"#" in name and _unescaped(name) in _WORDS:
            found.append(name.decode("ascii", "replace"))
        if len(found) >= 5:
            break
    return found


def bomb_in_structure(data: bytes) -> tuple[str, str] | None:
    """Return sizes when the streams that any reader must unpack (objects, cross-references) grow beyond measure."""
    total = 0
    for start, head in _streams(data):
        if b"ObjStm" not in head and b"XRef" not in head:
            continue
        unpacked = inflate(data[start:], MAX_STRUCTURE - total, window=15)
        total += len(unpacked.data)
        if unpacked.more or total >= MAX_STRUCTURE:
            return size_text(len(data)), size_text(total)
    return None


def _streams(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield where each stream's bytes start, and the dictionary before it."""
    for index, match in enumerate(_STREAM.finditer(data)):
        if index >= MAX_STREAMS:
            return
        if data[match.start() - 3 : match.start()] == b"end":
            continue
        head = data[max(0, match.start() - 600) : match.start()]
        yield match.end(), _unescaped(head[head.rfind(b" obj") + 1 :])


def search(found: Findings) -> None:
    """Search the bytes, and what its streams unpack to, for names that act and for addresses."""
    left = min(MAX_UNPACKED, found.limits.bytes_left)
    _judge(found, found.data)
    for start, head in _streams(found.data):
        if (b"Flate" not in head and b"/Fl" not in head) or b"/Image" in head:
            continue
        body = inflate(found.data[start:], min(left, 2_000_000), window=15).data
        left -= len(body)
        _judge(found, body)
        if left <= 0:
            found.sign_once("limits-reached")
            return


def _judge(found: Findings, data: bytes) -> None:
    plain = _unescaped(data) if b"#" in data else data
    for name in set(_NAME.findall(plain)) & _WORDS.keys():
        kind, value = _WORDS[name]
        found.sign(kind, **{value: name.decode("ascii")})
    for match in list(_URI.finditer(plain))[:200]:
        found.link(match.group(1).replace(b"\\", b"").decode("latin-1"), "pdf")
    for address in addresses_in_bytes(plain):
        found.link(address, "pdf")
