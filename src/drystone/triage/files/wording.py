"""Bytes as text: the charset is found by mark and shape, and no byte is ever refused."""

from __future__ import annotations

import codecs
import re

#: Longest text that is decoded from one content.
MAX_TEXT_BYTES = 8_000_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]{1,40})", re.IGNORECASE)
#: Control bytes that texts do not hold (tab, line ends, form feed and escape are left out).
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1b")
#: Codecs that turn text into something else; a charset name from outside must not reach them.
_TEXT_CODECS = re.compile(
    r"^(utf|iso|latin|cp|windows|ascii|us-ascii|koi8|mac|big5|gb|euc|shift|sjis|hz|tis|l\d)", re.I
)


def decoded(data: bytes, declared: str = "") -> str:
    """Return ``data`` as text: by its mark, its shape, the declared charset, as UTF-8, at last as Windows-1252."""
    data = data[:MAX_TEXT_BYTES]
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    shape = _utf16(data)
    if shape:
        return data.decode(shape, "replace")
    match = _CHARSET.search(declared)
    for name in ((match.group(1),) if match else ()) + ("utf-8",):
        try:
            if _TEXT_CODECS.match(name):
                return data.decode(name)
        except (LookupError, UnicodeError):
            continue
    return data.decode("cp1252", "replace")


def _utf16(data: bytes) -> str:
    head = data[:2_000]
    if len(head) < 8:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.1:
        return "utf-16-be"
    return ""


def is_text(data: bytes) -> bool:
    """Return whether a content reads as text: almost no control bytes, or a charset that is known to hold zeros."""
    head = data[:8_192]
    if any(head.startswith(mark) for mark, _ in _MARKS) or _utf16(head):
        return True
    return len(head.translate(None, _CONTROLS)) >= len(head) * 0.99
