"""May this server send for that domain? SPF (RFC 7208) over any resolver, within its own limits.

Ten look-ups that cost (§4.6.4), two empty ones, no macro that is not defined, and never an address of ours in a query:
what is asked is only what the record and the message say.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

LOOK_UPS, EMPTY, MOST_MX = 10, 2, 10

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Resolver(Protocol):
    """Asks the DNS. Returns the answers as text (TXT strings joined, MX as hosts), none where there are none.

    Raises TimeoutError where nobody answers in time.
    """

    def ask(self, name: str, kind: str) -> Sequence[str]:
        """Return the answers of one kind (TXT, A, AAAA, MX) for a name."""


class _PermanentError(Exception):
    """The record cannot be evaluated (§2.6.7)."""


@dataclass(slots=True)
class _Query:
    """One evaluation: who sends, for whom, and what is left of the limits."""

    resolver: Resolver
    address: Address
    sender: str
    helo: str
    left: int = LOOK_UPS
    empty: int = EMPTY
    seen: list[str] = field(default_factory=list)

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _PermanentError

    def ask(self, name: str, kind: str) -> Sequence[str]:
        found = self.resolver.ask(name, kind)
        if not found:
            self.empty -= 1
            if self.empty < 0:
                raise _PermanentError
        return found


_RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_TERM = re.compile(
    r"^([+\-~?])?([a-z][a-z0-9]{0,10})(?:[:]([^\s/]{1,255}))?(?:/(\d{1,3}))?(?://(\d{1,3}))?$", re.IGNORECASE
)
_IP = re.compile(r"^([+\-~?])?(ip[46]):([0-9a-f:.]{2,45})(?:/(\d{1,3}))?(//\d{1,3})?$", re.IGNORECASE)
_MACRO = re.compile(r"%(?:\{([slodiphcrtv])(\d{0,3})(r?)([.\-+,/_=]*)\}|([%_-]))", re.IGNORECASE)


def check(address: str, domain: str, resolver: Resolver, *, sender: str = "", helo: str = "") -> str:
    """Return pass, fail, softfail, neutral, none, temperror or permerror (§2.6). Raises ValueError for no address."""
    query = _Query(resolver, ipaddress.ip_address(address), sender or f"postmaster@{domain}", helo or domain)
    try:
        return _checked(query, domain)
    except _PermanentError:
        return "permerror"
    except TimeoutError:
        return "temperror"


def _checked(query: _Query, domain: str) -> str:
    name = domain.rstrip(".").lower()
    if not name or len(name) > 253 or "." not in name:
        return "none"
    records = [
        one for one in query.resolver.ask(name, "TXT") if one.lower() == "v=spf1" or one.lower().startswith("v=spf1 ")
    ]
    if not records:
        return "none"
    if len(records) > 1:
        raise _PermanentError
    redirect = ""
    for term in records[0].split()[1:60]:
        if "=" in term.partition(":")[0]:
            modifier, _, value = term.partition("=")
            redirect = value if modifier.lower() == "redirect" else redirect
            continue
        result = _mechanism(query, term, name)
        if result:
            return result
    if redirect:
        query.spend()
        result = _checked(query, _expanded(query, redirect, name))
        if result == "none":
            raise _PermanentError
        return result
    return "neutral"


def _mechanism(query: _Query, term: str, domain: str) -> str:
    match = _IP.match(term) or _TERM.match(term)
    if match is None:
        raise _PermanentError
    sign, name, value, short, long = match.groups()
    known = _MECHANISMS.get(name.lower())
    if known is None:
        raise _PermanentError
    bits = (int(short) if short else None, int(long) if long and long.isdigit() else None)
    return _RESULTS[sign or "+"] if known(query, value or "", domain, bits) else ""


Bits = tuple[int | None, int | None]


def _all(query: _Query, value: str, domain: str, bits: Bits) -> bool:
    return True


def _ip(query: _Query, value: str, domain: str, bits: Bits) -> bool:
    try:
        whole = ipaddress.ip_address(value)
    except ValueError:
        raise _PermanentError from None
    # An ip6 range writes its length with one slash.
    return _within(query.address, whole, (bits[0], bits[0]))


def _a(query: _Query, value: str, domain: str, bits: Bits) -> bool:
    query.spend()
    return _hosted(query, _expanded(query, value, domain) if value else domain, bits)


def _mx(query: _Query, value: str, domain: str, bits: Bits) -> bool:
    query.spend()
    hosts = query.ask(_expanded(query, value, domain) if value else domain, "MX")
    if len(hosts) > MOST_MX:
        raise _PermanentError
    return any(_hosted(query, one, bits) for one in hosts)


def _include(query: _Query, value: str, domain: str, bits: Bits) -> bool:
    query.spend()
    if not value:
        raise _PermanentError
    result = _checked(query, _expanded(query, value, domain))
    if result in ("none", "permerror"):
        raise _PermanentError
    return result == "pass"


def _exists(query: _Query, value: str, domain: str, bits: Bits) -> bool:
    query.spend()
    return bool(query.ask(_expanded(query, value, domain), "A"))


def _ptr(query: _Query, value: str, domain: str, bits: Bits) -> bool:
    # Not to be published (§5.5): it costs a look-up and is never taken for a match.
    query.spend()
    return False


_MECHANISMS: dict[str, Callable[[_Query, str, str, Bits], bool]] = {
    "all": _all,
    "ip4": _ip,
    "ip6": _ip,
    "a": _a,
    "mx": _mx,
    "include": _include,
    "exists": _exists,
    "ptr": _ptr,
}


def _hosted(query: _Query, host: str, bits: Bits) -> bool:
    kind = "A" if query.address.version == 4 else "AAAA"
    for written in query.ask(host, kind):
        try:
            if _within(query.address, ipaddress.ip_address(written), bits):
                return True
        except ValueError:
            continue
    return False


def _within(address: Address, whole: Address, bits: Bits) -> bool:
    if address.version != whole.version:
        return False
    told = bits[0] if whole.version == 4 else bits[1]
    length = whole.max_prefixlen if told is None else told
    if length > whole.max_prefixlen:
        raise _PermanentError
    return address in ipaddress.ip_network(f"{whole}/{length}", strict=False)


def _expanded(query: _Query, value: str, domain: str) -> str:
    """Fill in macros (§7)."""
    local, _, sender_domain = query.sender.rpartition("@")
    packed = query.address.exploded.replace(":", "") if query.address.version == 6 else ""
    known = {
        "s": query.sender,
        "l": local or "postmaster",
        "o": sender_domain,
        "d": domain,
        "i": ".".join(packed) if packed else str(query.address),
        "p": "unknown",
        "h": query.helo,
        "v": "ip6" if packed else "in-addr",
    }

    def filled(match: re.Match[str]) -> str:
        if match[5]:
            return {"%": "%", "_": " ", "-": "%20"}[match[5]]
        if match[1].lower() not in known:
            raise _PermanentError
        pieces = re.split(f"[{re.escape(match[4] or '.')}]", known[match[1].lower()])
        if match[3]:
            pieces.reverse()
        return ".".join(pieces[-int(match[2]) :] if match[2] and int(match[2]) else pieces)

    return _MACRO.sub(filled, value)[-253:]
