"""Splits the bytes of a message into its parts, and loses none of them.

Our own splitter and not the standard library's: that one gives no positions, and fails by recursion on deep nesting.
Every range of the bytes ends up in exactly one place of the tree, whatever the bytes are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from drystone.triage.parts import Header, Headers, Part

MOST_PARTS = 500
MOST_DEPTH = 20
MOST_HEADERS = 2_000
MOST_HEAD = 512_000

_LINE = re.compile(rb"([\x21-\x39\x3b-\x7e][^:\r\n\x00]{0,200}):")
_KNOWN = re.compile(
    rb"[ \t]{1,40}<?[^\s<>]{1,100}@|(?:from|to|cc|subject|date|message-id|content-[a-z-]{1,40}|mime-version|received"
    rb"|reply-to)"
    rb"[ \t]{0,20}:",
    re.IGNORECASE,
)
_GUESS = re.compile(rb"^--([^\r\n]{1,200}?)(?:--)?[ \t]*\r?\nContent-", re.MULTILINE | re.IGNORECASE)
_PLAIN = ("", "7bit", "8bit", "binary")
#: Types whose body is a message, with headers of its own.
MESSAGES = ("message/rfc822", "message/global", "message/news", "text/rfc822-headers", "message/rfc822-headers")

#: What reads a leaf that may hold a message in another form; None where it does not.
Opener = Callable[[Part, "Splitting"], Part | None]


@dataclass(slots=True)
class Splitting:
    """What is left to split, and how a leaf that holds a message is opened."""

    open: Opener | None = None
    parts_left: int = MOST_PARTS
    notes: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        """Remember, once, that something is odd."""
        if what not in self.notes:
            self.notes.append(what)


def split(data: bytes, splitting: Splitting, path: str = "0", depth: int = 0) -> Part:
    """Return the message that these bytes are. Never raises; what cannot be split is one part."""
    return _part(data, (0, len(data)), splitting, _Place(path, depth, message=True))


@dataclass(frozen=True, slots=True)
class _Place:
    path: str
    depth: int
    message: bool = False
    default: str = "text/plain"

    def child(self, number: int, default: str = "text/plain") -> _Place:
        base = self.path[:-1] if self.message else f"{self.path}."
        return _Place(f"{base}{number}", self.depth + 1, default=default)


def _part(data: bytes, span: tuple[int, int], splitting: Splitting, place: _Place) -> Part:
    splitting.parts_left -= 1
    headers, body = heading(data, span, splitting, message=place.message)
    part = Part(
        place.path, headers, data, (span[0], body), (body, span[1]), message=place.message, default=place.default
    )
    if place.depth >= MOST_DEPTH or splitting.parts_left <= 0:
        splitting.note("too-many-parts")
        return part
    if part.type.startswith("multipart/"):
        return _multipart(part, splitting, place)
    if part.type in MESSAGES:
        return _holding(part, splitting, place)
    inner = splitting.open(part, splitting) if splitting.open is not None else None
    return _with(part, (inner,)) if inner is not None else part


def _with(part: Part, children: tuple[Part, ...], between: tuple[tuple[int, int], ...] = ()) -> Part:
    return Part(
        part.path, part.headers, part.source, part.head, part.body, children, between, part.message, part.default
    )


def _holding(part: Part, splitting: Splitting, place: _Place) -> Part:
    """Read the message that a part holds, in place where it can be; some mail programs encode it against the rules."""
    inside = _Place(f"{place.path}.0" if not place.message else f"{place.path[:-1]}1.0", place.depth + 1, message=True)
    if part.headers.parameters("content-transfer-encoding")[0] in _PLAIN:
        return _with(part, (_part(part.source, part.body, splitting, inside),))
    splitting.note("encoded-message")
    return _with(part, (_part(part.data, (0, len(part.data)), splitting, inside),))


def heading(data: bytes, span: tuple[int, int], splitting: Splitting, *, message: bool) -> tuple[Headers, int]:
    """Return the headers at the start of a range and where the body begins; the empty line belongs to the head."""
    at, end = span
    most = min(end, at + MOST_HEAD)
    items: list[Header] = []
    if message:
        at = _before(data, at, end)
    while at < end:
        line_end = data.find(b"\n", at, end)
        after = end if line_end < 0 else line_end + 1
        if not data[at:after].strip(b"\r\n"):
            return Headers(tuple(items)), after
        match = _LINE.match(data, at, after)
        if match is None and items and _goes_on(data, after, end):
            # A line that lost its fold: it belongs to the header above it.
            splitting.note("odd-head")
            items[-1] = Header(items[-1].name, items[-1].raw + data[at:after])
            at = after
            continue
        if match is None or after > most or len(items) >= MOST_HEADERS:
            # Not a header: the body begins without the empty line before it (or we stop reading headers here).
            splitting.note("odd-head" if match is None else "long-head")
            return Headers(tuple(items)), at
        after = _folded(data, after, end)
        items.append(Header(match[1].strip().lower().decode("ascii", "replace"), data[match.end() : after]))
        at = after
    return Headers(tuple(items)), end


def _folded(data: bytes, at: int, end: int) -> int:
    """Return where the lines end that go on with a header."""
    while at < end and data[at] in b" \t":
        following = data.find(b"\n", at, end)
        at = end if following < 0 else following + 1
    return at


def _goes_on(data: bytes, at: int, end: int) -> bool:
    """Whether the head goes on here, after a line that is no header."""
    return _KNOWN.match(data, at, end) is not None


def _before(data: bytes, at: int, end: int) -> int:
    """Skip what may stand before the first header: a byte order mark, empty lines, an mbox line."""
    if data.startswith(b"\xef\xbb\xbf", at, end):
        at += 3
    while at < end and data[at] in b"\r\n":
        at += 1
    if data.startswith((b"From ", b">From "), at, end) and _LINE.match(data, at, min(end, at + 9)) is None:
        line_end = data.find(b"\n", at, end)
        at = end if line_end < 0 else line_end + 1
    return at


def _multipart(part: Part, splitting: Splitting, place: _Place) -> Part:
    boundary = part.headers.parameters("content-type")[1].get("boundary", "").encode("utf-8", "surrogateescape")
    cuts = _cuts(part, boundary) if boundary else []
    if not cuts:
        guessed = _GUESS.search(part.source, *part.body)
        if guessed is None:
            splitting.note("no-boundary")
            return part
        splitting.note("guessed-boundary")
        cuts = _cuts(part, guessed[1].rstrip())
    default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    return _divided(part, cuts, splitting, (place, default))


def _divided(part: Part, cuts: list[_Cut], splitting: Splitting, where: tuple[_Place, str]) -> Part:
    place, default = where
    children: list[Part] = []
    between: list[tuple[int, int]] = []
    at = part.body[0]
    for number, cut in enumerate(cuts, start=1):
        between.append((at, cut.after))
        at = cut.after
        if cut.last:
            break
        end = cuts[number].before if number < len(cuts) else part.body[1]
        if splitting.parts_left <= 1:
            splitting.note("too-many-parts")
            end = part.body[1]
        if number == len(cuts):
            splitting.note("unterminated")
        children.append(_part(part.source, (at, max(at, end)), splitting, place.child(number, default)))
        at = max(at, end)
        if end == part.body[1]:
            break
    between.append((at, part.body[1]))
    if part.source[at : part.body[1]].strip() and len(part.source[at : part.body[1]].strip()) > 400:
        splitting.note("text-after-the-end")
    return _with(part, tuple(children), tuple(one for one in between if one[0] < one[1]))


@dataclass(frozen=True, slots=True)
class _Cut:
    """A delimiter line: where the content before it ends, where what follows begins, whether it closes."""

    before: int
    after: int
    last: bool


def _cuts(part: Part, boundary: bytes) -> list[_Cut]:
    """Find the delimiter lines (RFC 2046 §5.1.1), at most as many as there may be parts."""
    data, (start, end) = part.source, part.body
    mark = b"--" + boundary
    cuts: list[_Cut] = []
    at = data.find(mark, start, end)
    while at >= 0 and len(cuts) <= MOST_PARTS:
        line_end = data.find(b"\n", at, end)
        after = end if line_end < 0 else line_end + 1
        rest = data[at + len(mark) : after].rstrip(b" \t\r\n")
        if (at == start or data[at - 1] in b"\r\n") and rest in (b"", b"--"):
            before = at
            if before > start and data[before - 1] == 10:
                before -= 1
            if before > start and data[before - 1] == 13:
                before -= 1
            cuts.append(_Cut(before, after, rest == b"--"))
            if rest:
                break
        at = data.find(mark, max(after, at + 1), end)
    return cuts
