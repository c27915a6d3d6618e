"""Codes that are looked up but never kept: HMAC-SHA-256 with the site's secret key, one purpose apart from another.

Whoever has only the database can try no code. When the key is changed, the old one stays good as long as it is among
``SECRET_KEY_FALLBACKS``.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac


def fingerprint(purpose: str, value: str) -> str:
    """Return what is kept of a value, in hex."""
    return salted_hmac(f"drystone.directory.{purpose}", value, algorithm="sha256").hexdigest()


def fingerprints(purpose: str, value: str) -> list[str]:
    """Return what may be kept of a value: with today's key first, then with earlier ones."""
    return list(_all(purpose, value))


def matches(purpose: str, value: str, kept: str) -> bool:
    """Whether what is kept is this value's, in the same time for every value."""
    found = [constant_time_compare(one, kept) for one in _all(purpose, value)]
    return bool(kept) and any(found)


def _all(purpose: str, value: str) -> Iterator[str]:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac(f"drystone.directory.{purpose}", value, secret=key, algorithm="sha256").hexdigest()


#: Letters and digits that nobody mistakes for one another (Crockford's base 32).
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011")


def new_code(length: int) -> str:
    """Return a random code of that many signs, five bits each."""
    return "".join(secrets.choice(_SIGNS) for _ in range(length))


def grouped(code: str) -> str:
    """Return a code in groups of four, as it is printed."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(typed: str) -> str:
    """Return a code as it was made, from what a person typed or a scanner sent."""
    return "".join(sign for sign in typed.upper().translate(_MISREAD) if sign in _SIGNS)
