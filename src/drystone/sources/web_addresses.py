"""Addresses of APIs: what counts as one place, and what may be asked at all."""

from __future__ import annotations

from urllib.parse import urlsplit

from drystone.lib.errors import SourceError


def origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address (RFC 6454). Raises ValueError for a port that is none."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)


def check_address(url: str, where: str, *, secret: bool) -> None:
    """Raise SourceError where an address is no web address, or would send a secret in the open."""
    try:
        scheme, host, _ = origin(url)
        parts = urlsplit(url)
    except ValueError:
        scheme, host, parts = "", "", urlsplit("")
    if scheme not in {"http", "https"} or not host or not url.isprintable():
        raise SourceError("the address is no web address", where=where, do="Write one that begins with https://.")
    if parts.username or parts.password:
        raise SourceError("the address has a secret in it", where=where, do="Use auth: {user_env: …, password_env: …}.")
    if scheme == "http" and secret and host not in {"localhost", "127.0.0.1", "::1"}:
        raise SourceError("the address would send a secret unencrypted", where=where, do="Write https://.")
