"""Addresses in headers, read as mail programs read them: generously, and never past what one message may hold."""

from __future__ import annotations

import re
from dataclasses import dataclass

from drystone.triage import decoding, domains

MOST_ADDRESSES = 500
MOST_CHARACTERS = 60_000

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.){0,2000}"?|\((?:[^()\\]|\\.){0,2000}\)?|<[^<>]{0,2000}>?|[,;:]|[^",;:<>()]+|[>)]', re.DOTALL
)
_BACKSLASH = re.compile(r"\\(.)", re.DOTALL)
_BARE = re.compile(r"[^\s<>()\"',;:\[\]]{1,200}@[^\s<>()\"',;:\[\]@]{1,253}")


@dataclass(frozen=True, slots=True)
class Address:
    """One address: the name shown beside it, and the two sides of it (``domain`` as a browser would fold it)."""

    display: str
    local: str
    domain: str

    @property
    def spec(self) -> str:
        """The bare address; nothing where there is none."""
        return f"{self.local}@{self.domain}" if self.domain else self.local


def parse(value: str) -> tuple[Address, ...]:
    """Return the addresses of a header value that is unfolded and not yet decoded (RFC 5322 §3.4, and what is sent).

    Encoded words are decoded after splitting, so that no encoded comma or bracket makes an address out of a name.
    """
    found: list[Address] = []
    names: list[str] = []
    inside = ""
    for piece in _TOKEN.findall(value[:MOST_CHARACTERS]):
        if piece in (",", ";"):
            _close(found, names, inside)
            names, inside = [], ""
        elif piece == ":" and not inside:
            # What stood before is the name of a group, unless it looks like part of an address.
            names = [] if "@" not in "".join(names) else [*names, piece]
        elif piece.startswith("<"):
            inside = inside or piece[1:].rstrip(">")
        elif piece not in (">", ")"):
            names.append(piece)
        if len(found) >= MOST_ADDRESSES:
            break
    _close(found, names, inside)
    return tuple(found[:MOST_ADDRESSES])


def _close(found: list[Address], names: list[str], inside: str) -> None:
    if not names and not inside:
        return
    if inside:
        display = " ".join(filter(None, map(_name, names)))
        found.append(_made(display, inside))
        return
    bare = "".join(one for one in names if not one.startswith("(")).strip()
    comment = " ".join(_name(one) for one in names if one.startswith("("))
    if not bare and not comment:
        return
    match = _BARE.search(bare)
    if match is not None and len(match[0]) >= len(bare.replace(" ", "")):
        found.append(_made(comment, match[0]))
    elif "@" in bare and " " not in bare:
        found.append(_made(comment, bare))
    elif match is not None:
        found.append(_made(decoding.words(bare.replace(match[0], " ")).strip(' "'), match[0]))
    else:
        found.append(Address(decoding.words(_name(bare)), "", ""))


def _name(token: str) -> str:
    said = token.strip()
    if said[:1] in ('"', "("):
        said = _BACKSLASH.sub(r"\1", said[1:].rstrip('")' if said[0] == "(" else '"'))
    return decoding.words(said).strip()


def _made(display: str, spec: str) -> Address:
    # A source route (<@a,@b:c@d>) is long dead; only its end counts.
    bare = spec.rpartition(":")[2] if spec.startswith("@") else spec
    local, _, domain = decoding.words(bare.strip()).strip().rpartition("@")
    return Address(display, local.strip().strip('"'), domains.folded(domain.strip().strip("[]"))[:253])


def inside(text: str) -> tuple[str, ...]:
    """Return the addresses that stand in a running text."""
    return tuple(one.strip(".") for one in _BARE.findall(text[:MOST_CHARACTERS])[:MOST_ADDRESSES])
