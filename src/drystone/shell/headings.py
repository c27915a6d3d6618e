"""Texts in the headers of requests: HTTP knows ASCII there, people's languages do not stop at it."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from drystone.lib.errors import UsageError

#: RFC 8187, section 3.2: the character set, perhaps a language, then percent-encoded bytes.
_EXTENDED = re.compile(r"utf-8'[A-Za-z0-9-]*'", re.IGNORECASE)
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")


def text_of(value: str, *, where: str) -> str:
    """Return the text that a header's value says, its blanks and line ends made single blanks.

    UTF-8 is taken percent-encoded, with or without RFC 8187's ``UTF-8''`` before it, and as plain bytes, which servers
    hand on as Latin-1; else the value stands as it came. Raises UsageError for what is not text.
    """
    extended = _EXTENDED.match(value)
    escaped = value[extended.end() :] if extended else value
    try:
        raw = value.encode("latin-1")
        if extended or _ESCAPED.search(value):
            raw = unquote_to_bytes(escaped)
        told = raw.decode()
    except UnicodeEncodeError:
        told = value  # It came decoded already.
    except UnicodeDecodeError as error:
        if extended:
            raise UsageError("this is not UTF-8", where=where, do="percent-encode the bytes of UTF-8") from error
        told = value
    words = " ".join(told.split())
    if any(not character.isprintable() for character in words):
        raise UsageError("this holds characters that no text has", where=where, do="send letters and signs only")
    return words
