"""Reads Authentication-Results (RFC 8601), Received-SPF (RFC 7208 §9.1) and their kin, also as they are really written.

Microsoft leaves out who says it; others leave out semicolons. What cannot be read is left out and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from drystone.triage import domains

MOST_CHARACTERS = 20_000
MOST_RESULTS = 60

RESULTS = frozenset("pass fail softfail neutral none temperror permerror policy hardfail bestguesspass discard".split())
_METHOD = re.compile(r"^\s*([a-z][a-z0-9-]{1,40})(?:\s*/\s*\d{1,3})?\s*=\s*([a-z]{2,20})\b", re.IGNORECASE)
_PROPERTY = re.compile(
    r'\b(?:([a-z]{2,20})\.([a-z][a-z0-9-]{0,40})|(reason|action|i|d|policy))\s*=\s*(?:"([^"]{0,500})"|([^\s;"]{1,500}))',
    re.IGNORECASE,
)
_SPF_WORD = re.compile(r"^\s*([a-z]{2,20})", re.IGNORECASE)
_SPF_KEY = re.compile(r'\b(receiver|client-ip|envelope-from|helo|identity)\s*=\s*"?([^\s;"]{1,300})', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Result:
    """One method's result, with its properties (``header.from``, ``smtp.mailfrom`` …), all lower-cased."""

    method: str
    result: str
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def domain(self) -> str:
        """Return the domain that the result is about, or nothing."""
        for name in _ABOUT.get(self.method, ()):
            said = self.properties.get(name, "")
            if said:
                return domains.folded(said.strip("<>").rpartition("@")[2])
        return ""


_ABOUT = {
    "spf": ("smtp.mailfrom", "smtp.mail", "smtp.from", "envelope-from", "smtp.helo", "helo"),
    "dkim": ("header.d", "header.i", "header.from"),
    "dmarc": ("header.from", "policy.from"),
    "arc": ("header.oldest-pass",),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What one server wrote; ``by`` is its name (authserv-id), or nothing where it gave none."""

    by: str
    results: tuple[Result, ...]


def parse(value: str) -> Said:
    """Read one Authentication-Results value. Never raises."""
    pieces = _pieces(_without_comments(value[:MOST_CHARACTERS]))
    by = ""
    if pieces and _METHOD.match(pieces[0]) is None:
        words = pieces.pop(0).split()
        by = domains.folded(words[0]) if words else ""
        # Some put the first result behind their name without a semicolon.
        rest = " ".join(words[1:])
        if _METHOD.match(rest):
            pieces.insert(0, rest)
    found = []
    for piece in pieces[:MOST_RESULTS]:
        match = _METHOD.match(piece)
        if match is not None and match[2].lower() in RESULTS:
            found.append(Result(match[1].lower(), match[2].lower(), MappingProxyType(_properties(piece))))
    return Said(by, tuple(found))


def parse_arc(value: str) -> tuple[int, Said]:
    """Read one ARC-Authentication-Results value: its instance (RFC 8617 §4.1.1) and what it says."""
    first, _, rest = value[:MOST_CHARACTERS].partition(";")
    name, _, number = first.partition("=")
    digits = number.strip()
    instance = (
        int(digits) if name.strip().lower() == "i" and digits.isascii() and digits.isdigit() and len(digits) < 4 else 0
    )
    return instance, parse(rest if instance else value)


def parse_received_spf(value: str) -> tuple[str, Result | None]:
    """Read one Received-SPF value: which server says it, and what."""
    word = _SPF_WORD.match(value)
    keys = {name.lower(): said.lower() for name, said in _SPF_KEY.findall(value[:MOST_CHARACTERS])}
    if word is None or word[1].lower() not in RESULTS:
        return "", None
    result = Result("spf", word[1].lower(), MappingProxyType(keys))
    return domains.folded(keys.get("receiver", "")), result


def _properties(piece: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, name, alone, quoted, bare in _PROPERTY.findall(piece):
        key = f"{kind}.{name}".lower() if name else alone.lower()
        found.setdefault(key, (quoted or bare).lower())
    return found


def _without_comments(value: str) -> str:
    """Drop comments, which nest and may hold semicolons; quoted text is kept."""
    out: list[str] = []
    depth = 0
    quoted = escaped = False
    for one in value:
        if escaped:
            escaped = False
        elif one == "\\" and (quoted or depth):
            escaped = True
            continue
        elif one == '"' and not depth:
            quoted = not quoted
        elif one == "(" and not quoted:
            depth += 1
            continue
        elif one == ")" and depth and not quoted:
            depth -= 1
            out.append(" ")
            continue
        if not depth:
            out.append(one)
    return "".join(out)


def _pieces(value: str) -> list[str]:
    pieces: list[str] = []
    held: list[str] = []
    for number, between in enumerate(value.split('"')):
        # Every second stretch stands in quotation marks, where a semicolon means nothing.
        first, *more = between.split(";") if number % 2 == 0 else [between]
        held.append(first if number == 0 else f'"{first}')
        for one in more:
            pieces.append("".join(held))
            held = [one]
    pieces.append("".join(held))
    return [one.strip() for one in pieces if one.strip()]
