"""Links taken apart the way a browser does, and not the way they look (WHATWG URL Standard, its outcome for http).

Backslashes are slashes, tabs and line ends vanish, numbers are addresses in any notation, and what stands before an @
is a name and no host. Everything that a person would not have seen is kept as an oddity. Nothing raises.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import unquote

from drystone.triage import domains

MOST_CHARACTERS = 8_000
WEB = ("http", "https", "ftp")

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.\-]{0,30}|hxxps?):", re.ASCII)
_DROPPED = re.compile("[\t\r\n]")
_EDGES = "".join(map(chr, range(33)))
_NUMBER = re.compile(r"^(?:0[xX][0-9a-fA-F]{0,64}|[0-9]{1,64})$")
_DEFANGED = (
    ("[.]", "."),
    ("(.)", "."),
    ("{.}", "."),
    ("[dot]", "."),
    ("(dot)", "."),
    ("[:]", ":"),
    ("[/]", "/"),
    ("[@]", "@"),
)
_HXXP = re.compile(r"^(?:hxxp|h\*\*p|htxp|meow)(s?)(?=:)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Url:
    """A link taken apart. ``host`` is as it is looked up; ``odd`` names what a person would not have noticed."""

    scheme: str
    host: str
    port: int | None = None
    user: str = ""
    path: str = ""
    query: str = ""
    fragment: str = ""
    odd: tuple[str, ...] = ()
    written: str = ""

    @property
    def shown(self) -> str:
        """The host as a person sees it."""
        return domains.unicode_name(self.host)


def refanged(text: str) -> str:
    """Return a link that somebody made harmless in writing as it was."""
    plain = _HXXP.sub(r"http\1", text)
    for written, meant in _DEFANGED:
        plain = plain.replace(written, meant)
    return plain


def parse(link: str, base: str = "") -> Url | None:
    """Take a link apart; None where it leads nowhere by itself (an anchor within the page, a relative path)."""
    stripped = link[:MOST_CHARACTERS].strip(_EDGES)
    plain = _DROPPED.sub("", stripped)
    odd = ["line ends or tabs inside"] if plain != stripped else []
    if not plain:
        return None
    match = _SCHEME.match(plain)
    scheme = match[1].lower() if match is not None else ""
    rest = plain[match.end() :] if match is not None else plain
    if not scheme:
        if rest.replace("\\", "/").startswith("//"):
            odd.append("no scheme")
            scheme = (base.partition(":")[0] or "https").lower()
        else:
            return _relative(rest, base, odd)
    if scheme not in WEB:
        return Url(scheme, "", path=rest, odd=tuple(odd), written=link[:MOST_CHARACTERS])
    return _web(scheme, rest, odd, link[:MOST_CHARACTERS])


def _relative(rest: str, base: str, odd: list[str]) -> Url | None:
    found = parse(base) if base and not rest.startswith("#") else None
    if found is None or not found.host:
        return None
    return Url(found.scheme, found.host, found.port, found.user, rest.partition("?")[0], odd=tuple(odd), written=rest)


def _web(scheme: str, rest: str, odd: list[str], written: str) -> Url:
    before, _, fragment = rest.partition("#")
    before, _, query = before.partition("?")
    if "\\" in before:
        odd.append("backslashes")
        before = before.replace("\\", "/")
    slashes = len(before) - len(before.lstrip("/"))
    if slashes != 2:
        odd.append("wrong number of slashes")
    authority, slash, path = before.lstrip("/").partition("/")
    user, at, hosted = authority.rpartition("@")
    host, port = _port(hosted)
    name = _host(host, odd)
    return Url(scheme, name, port, user if at else "", slash + path, query, fragment, tuple(odd), written)


def _port(hosted: str) -> tuple[str, int | None]:
    if hosted.startswith("["):
        inside, _, rest = hosted.partition("]")
        return f"{inside}]", int(rest[1:]) if rest[1:].isascii() and rest[1:].isdigit() and len(rest) < 7 else None
    host, colon, digits = hosted.rpartition(":")
    if not colon:
        return hosted, None
    return host, int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None


def _host(written: str, odd: list[str]) -> str:
    plain = unquote(written, errors="replace") if "%" in written else written
    if plain != written:
        odd.append("encoded letters in the name")
    name = domains.folded(plain)
    if not plain.isascii() and name.isascii():
        odd.append("letters that only look like letters")
    number = address(name)
    if number is not None:
        if name != str(number) and name != f"[{number}]":
            odd.append("disguised number")
        return str(number)
    return domains.ascii_name(name)


def address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address that a host is when written as numbers, in any notation that browsers read."""
    if host.startswith("["):
        try:
            return ipaddress.IPv6Address(host.strip("[]").partition("%")[0])
        except ValueError:
            return None
    pieces = host.rstrip(".").split(".")
    if not 1 <= len(pieces) <= 4 or not all(map(_NUMBER.match, pieces)):
        return None
    numbers = [_number(one) for one in pieces]
    if None in numbers:
        return None
    whole = [one for one in numbers if one is not None]
    if any(one > 255 for one in whole[:-1]) or whole[-1] >= 256 ** (5 - len(whole)):
        return None
    total = whole[-1] + sum(one << 8 * (3 - place) for place, one in enumerate(whole[:-1]))
    return ipaddress.IPv4Address(total)


def _number(written: str) -> int | None:
    try:
        if written[:2].lower() == "0x":
            return int(written[2:] or "0", 16)
        return int(written, 8) if len(written) > 1 and written[0] == "0" else int(written)
    except ValueError:
        return None


_TEXT_LINK = re.compile(
    r"(?i)(?<![a-z0-9])(?:h(?:tt|xx)ps?|ftp)(?::|\[:\])[/\\]{1,3}[^\s<>\"'`|]{1,2000}"
    r"|(?<![a-z0-9@.\-/])www\d{0,2}(?:\.|\[\.\])[^\s<>\"'`|@]{3,2000}"
    r"|(?<![a-z0-9@.\-/])[a-z0-9\-]{1,63}(?:\[\.\]|\(\.\)|\[dot\])[a-z0-9\-.\[\]()]{2,253}(?:/[^\s<>\"'`|]{0,2000})?"
)
_TRAILING = ".,;:!?)]}>*_'\"»“”’…"


def in_text(text: str, most: int = 2_000) -> list[str]:
    """Return the links in a running text as they would be pressed, also those that were made harmless in writing."""
    found = []
    for match in _TEXT_LINK.finditer(text):
        written = match[0].rstrip(_TRAILING)
        if written.count("(") > written.count(")") and match[0][len(written) : len(written) + 1] == ")":
            written += ")"
        plain = refanged(written)
        found.append(plain if "://" in plain or ":/" in plain or ":\\" in plain else f"http://{plain}")
        if len(found) >= most:
            break
    return found


#: Services that rewrite links: the host's end, and the parameter that holds the true one.
_WRAPPERS = {
    "safelinks.protection.outlook.com": "url",
    "urldefense.com": "u",
    "urldefense.proofpoint.com": "u",
    "linkprotect.cudasvc.com": "a",
    "protect.checkpoint.com": "",
    "secure-web.cisco.com": "",
    "urlsand.esvalabs.com": "u",
    "clicktime.symantec.com": "u",
    "wrapped.test": "url",
}
_INNER = re.compile(r"(?i)(?:https?|ftp)(?::|%3a)(?:/|\\|%2f|%5c){2}[^\s&\"'<>]{3,4000}")
_V3 = re.compile(r"(?i)__(https?:/{1,2}[^\s]{3,4000}?)__;")


def wrapped(url: Url) -> str:
    """Return the link that a protection service wrapped, or nothing."""
    known = next((end for end in _WRAPPERS if url.host == end or url.host.endswith(f".{end}")), "")
    if not known:
        return ""
    third = _V3.search(url.path)
    if third is not None:
        return re.sub(r"^(https?:/)(?=[^/])", r"\1/", third[1])
    for piece in url.query.split("&"):
        name, _, value = piece.partition("=")
        if name.lower() == (_WRAPPERS[known] or "u"):
            # The older form writes % as - and / as _.
            old = "proofpoint" in known or "/v2/" in url.path
            return unquote(value.replace("-", "%").replace("_", "/") if old else value)
    return inside(url)


def inside(url: Url) -> str:
    """Return the link that another carries in its path, query or fragment, or nothing."""
    for place in (url.query, url.path[1:], url.fragment):
        match = _INNER.search(place[:MOST_CHARACTERS])
        if match is not None:
            found = match[0]
            for _ in range(3):
                if "%" not in found.partition("//")[0] and "//" in found:
                    break
                found = unquote(found)
            return found
    return ""
