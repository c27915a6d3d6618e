"""Outlook's bodies in RTF: decompression ([MS-OXRTFCP]) and the HTML or text inside ([MS-OXRTFEX])."""

from __future__ import annotations

import re

from drystone.triage import decoding

#: No body that a person reads is longer.
MOST_BYTES = 4_000_000

_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,9})? ?"
    rb"|\\'(?P<hex>[0-9A-Fa-f]{2})|\\(?P<symbol>[^A-Za-z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)"
)
_SKIPPED = frozenset(b"fonttbl colortbl stylesheet info pict pntext listtable listoverridetable themedata".split())
_WRITTEN = {
    b"par": "\r\n",
    b"line": "\r\n",
    b"tab": "\t",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"endash": "–",
    b"emdash": "—",
}


def decompressed(data: bytes) -> bytes:
    """Return the RTF inside a compressed body; nothing where it is none. Stops at what is damaged."""
    if len(data) < 16:
        return b""
    if data[8:12] == _PLAIN:
        return data[16 : 16 + MOST_BYTES]
    if data[8:12] != _COMPRESSED:
        return b""
    window = bytearray(_START.ljust(4096, b"\0"))
    write = len(_START)
    out = bytearray()
    at = 16
    while at < len(data) and len(out) < MOST_BYTES:
        control = data[at]
        at += 1
        for bit in range(8):
            packed = control >> bit & 1
            if at + packed >= len(data):
                return bytes(out)
            if packed:
                offset, length = data[at] << 4 | data[at + 1] >> 4, (data[at + 1] & 15) + 2
                if offset == write:
                    return bytes(out)
            else:
                # A plain byte is a run of one, out of a place that holds it.
                offset, length = write, 1
                window[write] = data[at]
            at += 1 + packed
            for step in range(length):
                byte = window[(offset + step) % 4096]
                out.append(byte)
                window[write] = byte
                write = (write + 1) % 4096
    return bytes(out)


class _Reading:
    """What is being read of one RTF body; groups are a stack of what they inherited."""

    def __init__(self, *, html: bool) -> None:
        self.html = html
        self.codepage = "cp1252"
        self.out: list[str] = []
        self.held = bytearray()
        self.stack: list[tuple[bool, bool]] = []
        self.skipped = False
        self.hidden = False
        self.tag = False
        self.star = False
        self.after_unicode = 0
        self.fallback = 1

    def put(self, said: str) -> None:
        self.flush()
        if not self.skipped and not self.hidden:
            self.out.append(said)

    def put_bytes(self, data: bytes) -> None:
        if self.after_unicode:
            taken = min(self.after_unicode, len(data))
            self.after_unicode -= taken
            data = data[taken:]
        if not self.skipped and not self.hidden:
            self.held += data

    def flush(self) -> None:
        if self.held:
            self.out.append(decoding.text(bytes(self.held), self.codepage))
            self.held.clear()

    def word(self, name: bytes, number: int | None) -> None:
        star, self.star = self.star, False
        if name == b"ansicpg" and number:
            self.codepage = f"cp{number}" if number != 65001 else "utf-8"
        elif name == b"uc":
            self.fallback = max(0, min(number or 0, 16))
        elif name == b"u" and number is not None:
            self.put(_character(number))
            self.after_unicode = self.fallback
        elif name == b"htmlrtf":
            self.flush()
            self.hidden = self.html and number != 0
        elif name in (b"htmltag", b"mhtmltag"):
            self.skipped = self.skipped or not self.html or name == b"mhtmltag"
        elif star or name in _SKIPPED:
            self.flush()
            self.skipped = True
        elif name in _WRITTEN:
            self.put(_WRITTEN[name])

    def brace(self, which: bytes) -> None:
        self.flush()
        self.star = False
        if which == b"{":
            if len(self.stack) < 10_000:
                self.stack.append((self.skipped, self.hidden))
        elif self.stack:
            self.skipped, self.hidden = self.stack.pop()


def _character(number: int) -> str:
    code = number % 65_536
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)


def body(rtf: bytes) -> tuple[str, bool]:
    """Return what a person would read in an RTF body, and whether it is HTML."""
    html = b"\\fromhtml1" in rtf[:2_000]
    reading = _Reading(html=html)
    for match in _TOKEN.finditer(rtf[:MOST_BYTES]):
        kind = match.lastgroup
        if kind in ("word", "number"):
            reading.word(match["word"], int(match["number"]) if match["number"] else None)
        elif kind == "hex":
            reading.put_bytes(bytes([int(match["hex"], 16)]))
        elif kind == "text":
            reading.put_bytes(match["text"])
        elif kind == "brace":
            reading.brace(match["brace"])
        elif match["symbol"] == b"*":
            reading.star = True
        else:
            reading.put_bytes(b" " if match["symbol"] == b"~" else match["symbol"].strip(b"\r\n-_"))
    reading.flush()
    return "".join(reading.out), html
