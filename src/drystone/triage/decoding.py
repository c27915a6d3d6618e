"""Bytes that claim an encoding, turned into what they hold: transfer encodings, character sets, encoded words.

Nothing here raises for hostile bytes, and nothing is dropped silently: what does not decode comes back as it stood,
or with the replacement character. All patterns run in time linear in their input.
"""

from __future__ import annotations

import binascii
import codecs
import re
from functools import lru_cache

#: Python's codecs that are no character sets, or take quadratic time.
_NO_CHARSETS = frozenset("idna punycode undefined unicode_escape raw_unicode_escape mbcs oem".split())
_BASE64_NOISE = re.compile(rb"[^A-Za-z0-9+/=]")
_PADDED = re.compile(rb"([^=]*)(=*)")
_WORD = re.compile(r"=\?([^?\s]{1,80})\?([BbQq])\?([^?]{0,4000})\?=")
_WORD_GAP = re.compile(r"(\?=)[ \t\r\n]{1,100}(?==\?)")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)
_YENC_BEGIN = re.compile(rb"^=ybegin [^\r\n]{0,400}?name=([^\r\n]{1,255})\r?\n", re.MULTILINE)


@lru_cache(maxsize=256)
def charset(name: str) -> str:
    """Return Python's name of a character set that a message claims, or nothing where there is none such."""
    # RFC 2231 lets a language follow: utf-8*en.
    wanted = name.strip().strip("\"'").partition("*")[0].strip().lower()[:60]
    if not wanted.isascii() or "\0" in wanted:
        return ""
    try:
        found = codecs.lookup(wanted).name
    except (LookupError, ValueError):
        return ""
    return "" if found.replace("-", "_") in _NO_CHARSETS else found


def text(data: bytes, claimed: str = "") -> str:
    """Read bytes as text: as claimed, else as UTF-8, else byte by byte as Western Windows would show them."""
    name = _marked(data) or (charset(claimed) if claimed else "")
    # US-ASCII is what senders claim who do not know; UTF-8 holds all of it.
    if name and name != "ascii":
        try:
            return data.decode(name, "replace")
        except (LookupError, ValueError):
            pass  # A codec that is no text encoding (rot13, zlib) is no character set either.
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _marked(data: bytes) -> str:
    """Return what a byte order mark, or the zeros between letters, say of a text's encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = data[:200]
    if len(start) > 7 and start.count(0) * 5 > len(start) * 2:
        return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
    return ""


def base64(data: bytes) -> tuple[bytes, int]:
    """Decode base64 as generous mail programs do, and count the characters that carried nothing.

    Decoding goes on after padding in the middle: some programs stop there and some do not, and what is hidden behind
    it must be seen too.
    """
    clean = _BASE64_NOISE.sub(b"", data)
    noise = len(data) - len(clean) - data.count(b"\n") - data.count(b"\r")
    found = []
    for match in _PADDED.finditer(clean):
        run = match[1]
        if not run:
            continue
        rest = len(run) % 4
        if rest == 1:
            noise += 1
            run = run[:-1]
        found.append(binascii.a2b_base64(run + b"=" * (-len(run) % 4)))
    return b"".join(found), noise


def transfer(data: bytes, encoding: str) -> tuple[bytes, int]:
    """Undo a Content-Transfer-Encoding; the number tells how many characters of it carried nothing.

    An encoding nobody knows leaves the bytes as they are (RFC 2045 §6.4).
    """
    name = encoding.strip().strip("\"'").lower()
    if name == "base64":
        return base64(data)
    if name == "quoted-printable":
        return binascii.a2b_qp(data), 0
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        found = uuencoded(data)
        return (found[0][1], 0) if found else (data, 0)
    if name == "x-yenc":
        found = yencoded(data)
        return (found[0][1], 0) if found else (data, 0)
    return data, 0


def uuencoded(data: bytes, most: int = 20) -> list[tuple[str, bytes]]:
    """Return the files that stand uuencoded in a text: their names and bytes."""
    found = []
    for match in _UU_BEGIN.finditer(data):
        held = []
        for line in data[match.end() :].split(b"\n"):
            row = line.rstrip(b"\r")
            if row in (b"end", b"====") or (row and not 32 <= row[0] <= 96 and not match[0].startswith(b"begin-b")):
                break
            held.append(row)
        if match[0].startswith(b"begin-b"):
            found.append((text(match[1]), base64(b"".join(held))[0]))
        else:
            found.append((text(match[1]), b"".join(map(_uu_line, held))))
        if len(found) == most:
            break
    return found


def _uu_line(row: bytes) -> bytes:
    if not row:
        return b""
    try:
        return binascii.a2b_uu(row)
    except binascii.Error:
        # Broken encoders pad too much; the count in the first character says how much is meant.
        wanted = ((row[0] - 32) & 63) * 4 // 3 + 4
        try:
            return binascii.a2b_uu(row[: 1 + wanted - wanted % 4])
        except binascii.Error:
            return b""


def yencoded(data: bytes, most: int = 20) -> list[tuple[str, bytes]]:
    """Return the files that stand yEnc-encoded in a text: their names and bytes."""
    found = []
    for match in _YENC_BEGIN.finditer(data):
        held = bytearray()
        for line in data[match.end() :].split(b"\n"):
            row = line.rstrip(b"\r")
            if row.startswith(b"=yend"):
                break
            if row.startswith(b"=ypart"):
                continue
            held += _yenc_line(row)
        found.append((text(match[1]), bytes(held)))
        if len(found) == most:
            break
    return found


def _yenc_line(row: bytes) -> bytes:
    pieces = row.split(b"=")
    plain = bytearray((byte - 42) & 255 for byte in pieces[0])
    for piece in pieces[1:]:
        if piece:
            plain.append((piece[0] - 64 - 42) & 255)
            plain += bytes((byte - 42) & 255 for byte in piece[1:])
    return bytes(plain)


def words(value: str) -> str:
    """Decode the encoded words (RFC 2047) of a header, also those that stand where they may not."""
    if "=?" not in value:
        return value
    pieces: list[str] = []
    at = 0
    held, held_as = b"", ""
    for match in _WORD.finditer(_WORD_GAP.sub(r"\1", value)):
        between = match.string[at : match.start()]
        name, data = match[1], _word_bytes(match[2], match[3])
        at = match.end()
        # A character may be cut in two by its encoded words: join them before reading.
        if held and (between or name.lower() != held_as.lower()):
            pieces.append(text(held, held_as))
            held = b""
        pieces.append(between)
        held, held_as = held + data, name
    if held:
        pieces.append(text(held, held_as))
    return "".join(pieces) + _WORD_GAP.sub(r"\1", value)[at:]


def _word_bytes(how: str, written: str) -> bytes:
    data = written.encode("utf-8", "surrogateescape")
    if how in "bB":
        return base64(data)[0]
    return _HEX.sub(lambda match: bytes([int(match[1], 16)]), data.replace(b"_", b" "))
