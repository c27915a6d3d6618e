"""The way a message came: its Received lines, newest first, as far as they can be read."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from drystone.triage import domains
from drystone.triage.parts import Headers

MOST_HOPS = 100
_FROM = re.compile(r"^\s*from\s+([^\s(;]{1,253})", re.IGNORECASE)
_BY = re.compile(r"\bby\s+([^\s(;]{1,253})", re.IGNORECASE)
_IP = re.compile(r"[\[(](?:IPv6:)?([0-9a-fA-F:.]{3,45})[\])]", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]{0,200}\)")


@dataclass(frozen=True, slots=True)
class Hop:
    """One server that passed the message on; ``moment`` is aware, or None where its time cannot be read."""

    by: str
    sender: str = ""
    address: str = ""
    moment: dt.datetime | None = None


def moment(written: str) -> dt.datetime | None:
    """Read a date of a message (RFC 5322 §3.3, and what is sent); None where it cannot be."""
    plain = _COMMENT.sub(" ", written[:300]).strip()
    if not plain:
        return None
    try:
        found = parsedate_to_datetime(plain)
        aware = found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found
        return aware.astimezone(dt.UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def hops(headers: Headers) -> tuple[Hop, ...]:
    """Return the servers that passed the message on, the last one first."""
    return tuple(_hop(one[:4_000]) for one in headers.plain("received")[:MOST_HOPS])


def _hop(value: str) -> Hop:
    line, _, date = value.rpartition(";")
    line = line or value
    sender, by = _FROM.search(line), _BY.search(line)
    before = line[: by.start()] if by is not None else line
    return Hop(
        domains.folded(by[1]) if by is not None else "",
        domains.folded(sender[1]) if sender is not None else "",
        next(filter(None, map(_address, _IP.findall(before))), ""),
        moment(date),
    )


def _address(written: str) -> str:
    try:
        return str(ipaddress.ip_address(written))
    except ValueError:
        return ""


def outside(found: tuple[Hop, ...], ours: tuple[str, ...]) -> Hop | None:
    """Return the hop at which the message came in from outside: the last one that a server of ours received.

    Without a named server it is the newest whose sender has a public address.
    """
    inside = [one for one in found if any(domains.same_owner(one.by, name) for name in ours)]
    for one in reversed(inside or found[:1]):
        if one.address and ipaddress.ip_address(one.address).is_global:
            return one
    return next((one for one in found if one.address and ipaddress.ip_address(one.address).is_global), None)
