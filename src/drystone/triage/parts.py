"""The tree of a message: parts that know their headers, their bytes, and where exactly in the message they stood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import unquote_to_bytes

from drystone.triage import decoding

#: Characters that no header value needs; they are kept in the bytes and shown as what they are.
_FOLD = re.compile(r"\r?\n(?=[ \t])|[\r\n]")
_PARAMETER = re.compile(r';\s{0,100}([^\s=;"]{1,100})\s{0,20}=\s{0,20}(?:"((?:[^"\\]|\\.){0,4000})"?|([^;]{0,4000}))')
_PIECE = re.compile(r"^(.{1,80}?)(?:\*(\d{1,3}))?(\*)?$")
_QUOTED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Header:
    """One header line as it arrived: ``name`` lower-cased, ``raw`` everything after the colon, folding included."""

    name: str
    raw: bytes

    @property
    def unfolded(self) -> str:
        """The value with its folding undone and its encoded words left as they are."""
        return _FOLD.sub("", decoding.text(self.raw)).strip()

    @property
    def value(self) -> str:
        """The value as a mail program would show it."""
        return decoding.words(self.unfolded)


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers of one part, in the order in which they stand (the newest trace header first)."""

    items: tuple[Header, ...] = ()

    def all(self, name: str) -> list[str]:
        """Return the values of every header of this name, from the top down, encoded words decoded."""
        return [one.value for one in self.items if one.name == name]

    def plain(self, name: str) -> list[str]:
        """Return the unfolded values of every header of this name, encoded words left as they are."""
        return [one.unfolded for one in self.items if one.name == name]

    def get(self, name: str) -> str:
        """Return the first value of this name, or nothing."""
        return next((one.value for one in self.items if one.name == name), "")

    def parameters(self, name: str) -> tuple[str, Mapping[str, str]]:
        """Return the value of a structured header without its parameters, lower-cased, and these (RFC 2231 joined)."""
        value = next((one.unfolded for one in self.items if one.name == name), "")[:20_000]
        return value.partition(";")[0].strip().lower(), _parameters(value)


def _parameters(value: str) -> dict[str, str]:
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, quoted, bare in _PARAMETER.findall(value):
        said = _QUOTED.sub(r"\1", quoted) if quoted else bare.strip()
        match = _PIECE.match(name.lower())
        if match is not None and (match[2] or match[3]):
            pieces.setdefault(match[1], {}).setdefault(int(match[2] or 0), (said, bool(match[3])))
        else:
            plain.setdefault(name.lower(), decoding.words(said))
    for name, numbered in pieces.items():
        plain[name] = _joined([numbered[number] for number in sorted(numbered)])
    return plain


def _joined(pieces: list[tuple[str, bool]]) -> str:
    claimed = ""
    found = b""
    for place, (said, encoded) in enumerate(pieces):
        if encoded and place == 0 and said.count("'") >= 2:
            claimed, _, said = said.split("'", 2)
        data = said.encode("utf-8", "surrogateescape")
        found += unquote_to_bytes(data) if encoded else data
    return decoding.text(found, claimed)


@dataclass(frozen=True)
class Part:
    """One part. A leaf has ``data``; a multipart has ``children``; what holds a message has that message as its child.

    ``path`` numbers it: the whole message is ``0``, its parts are ``1``, ``2``, ``2.1``; a message that is part 3 is
    ``3`` as a part and ``3.0`` as a message. ``head`` and ``body`` are ranges of ``source``; ``between`` are the
    ranges of a multipart that belong to no child: delimiters, and what stands before, between and after them.
    """

    path: str
    headers: Headers
    source: bytes = field(repr=False)
    head: tuple[int, int]
    body: tuple[int, int]
    children: tuple[Part, ...] = ()
    between: tuple[tuple[int, int], ...] = ()
    message: bool = False
    default: str = "text/plain"
    notes: tuple[str, ...] = ()

    @cached_property
    def type(self) -> str:
        """The media type that the part claims; ``text/plain`` where it claims none (RFC 2045 §5.2)."""
        claimed = self.headers.parameters("content-type")[0]
        return claimed if claimed.count("/") == 1 else self.default

    @cached_property
    def name(self) -> str:
        """The file name that the part claims, or nothing."""
        for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
            said = self.headers.parameters(header)[1].get(parameter, "")
            if said:
                return said[:500]
        return ""

    @cached_property
    def disposition(self) -> str:
        """``inline``, ``attachment`` or nothing."""
        return self.headers.parameters("content-disposition")[0]

    @cached_property
    def charset(self) -> str:
        """The character set that the part claims, or nothing."""
        return self.headers.parameters("content-type")[1].get("charset", "")

    @cached_property
    def _decoded(self) -> tuple[bytes, int]:
        raw = self.source[self.body[0] : self.body[1]]
        return decoding.transfer(raw, self.headers.parameters("content-transfer-encoding")[0])

    @property
    def data(self) -> bytes:
        """The body with its transfer encoding undone."""
        return self._decoded[0]

    @property
    def noise(self) -> int:
        """How many characters of the body's transfer encoding carried nothing."""
        return self._decoded[1]

    @cached_property
    def text(self) -> str:
        """The body read as text."""
        return decoding.text(self.data, self.charset)

    def renamed(self, start: str) -> Part:
        """Return the same tree with its paths below another."""
        return replace(self, path=f"{start}{self.path}", children=tuple(one.renamed(start) for one in self.children))

    def walk(self) -> Iterator[Part]:
        """Yield this part and everything below it, in the order of the message."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator[Part]:
        """Yield the parts that hold content, also those of messages inside."""
        return (one for one in self.walk() if not one.children)

    def own(self) -> Iterator[Part]:
        """Yield the parts that belong to this message itself: not those of messages inside it."""
        yield self
        for child in self.children:
            if not child.message:
                yield from child.own()
