"""Rich Text Format: objects written as hex digits, templates and fields that fetch, within one pass over the bytes.

RTF has no bottom: unknown words are skipped, groups may stand anywhere, even between the digits of an object. So the
digits are collected the way Word does it, past groups and words.
"""

from __future__ import annotations

import re
from itertools import islice

from drystone.triage.files.findings import BrokenError, Findings
from drystone.triage.files.office.commands import judge_command
from drystone.triage.files.office.packaged import judge_class_name, take_ole1
from drystone.triage.files.sniffing import COMPOUND_MARK

MAX_BYTES = 20_000_000
MAX_OBJECTS = 20
#: Stretches of digits and words that are joined to objects, in one document.
MAX_TOKENS = 300_000
_OBJECT = re.compile(rb"\\objdata\b", re.I)
_TOKEN = re.compile(
    rb"(?P<bin>\\bin(?P<size>\d{1,9}) ?)|(?P<hex>\\'[0-9a-fA-F]{0,2})"
    rb"|(?P<word>\\[a-zA-Z]{1,250}-?\d{0,20} ?)|(?P<sign>\\.)"
    rb"|(?P<open>\{)|(?P<close>\})|(?P<digits>[0-9a-fA-F]+)|(?P<other>[^\\{}0-9a-fA-F]+)",
    re.S,
)
_CLASS = re.compile(rb"\\\*\\objclass\s+([^{}\\]{1,100})", re.I)
_TEMPLATE = re.compile(rb"\\\*\s*\\template\s+([^{}]{1,1000})", re.I)
_FIELD = re.compile(rb"\\fldinst\b", re.I)
_WORDS = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,6})\s?\??|\\(par|line|tab)\b ?|\\[a-zA-Z]{1,50}-?\d{0,10} ?|\\.|[{}\r\n]"
)
_SKIPPED = re.compile(
    rb"\{\\\*?\\?(?:fonttbl|colortbl|stylesheet|pict|object|themedata|info|generator|listtable)\b", re.I
)


def read_rtf(found: Findings) -> None:
    """Add the objects, templates, fields and words of an RTF document."""
    data = found.data[:MAX_BYTES]
    if len(found.data) > MAX_BYTES:
        found.sign("limits-reached")
    if not data.lstrip()[:6].lower().startswith(b"{\\rtf1"):
        found.sign("text-scrambled", what="{\\rt")
    for name in _CLASS.findall(data)[:20]:
        judge_class_name(found, name.decode("latin-1").strip())
    if re.search(rb"\\objupdate\b", data):
        found.sign("object-updates-itself")
    if re.search(rb"\\objocx\b", data):
        found.sign("active-control", control="\\objocx")
    left = MAX_TOKENS
    for match in islice(_OBJECT.finditer(data), MAX_OBJECTS):
        left -= _object(found, data, match.end(), left)
    _places(found, data)
    found.say(_text(data))


def _object(found: Findings, data: bytes, at: int, left: int) -> int:
    body, noise, steps = _digits(data, at, left)
    if noise > 20:
        found.sign_once("text-scrambled", what="\\objdata")
    mark = body.find(COMPOUND_MARK)
    try:
        take_ole1(found, body)
    except BrokenError:
        # Word is more patient than the format: an object behind damaged headers is still found by its mark.
        if mark >= 0:
            found.hold("object.ole", body[mark:])
        elif body:
            found.hold("object", body)
            found.sign_once("content-broken", what="an embedded object")
    return steps


def _digits(data: bytes, at: int, left: int) -> tuple[bytes, int, int]:
    """The bytes of one object's digits up to the end of its group, the words between, and the steps taken."""
    pieces: list[bytes] = []
    raw: list[bytes] = []
    depth, noise, steps = 0, 0, 0
    while at < len(data) and steps < left:
        steps += 1
        match = _TOKEN.match(data, at)
        if match is None:
            break
        at = match.end()
        kind = match.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
            if depth < 0:
                break
        elif kind == "digits":
            pieces.append(match.group())
        elif kind in ("word", "hex", "sign"):
            noise += 1
        elif match.group("size"):
            size = int(match.group("size"))
            raw.append(data[at : at + size])
            at += size
    joined = b"".join(pieces)
    return bytes.fromhex(joined[: len(joined) // 2 * 2].decode("ascii")) + b"".join(raw), noise, steps


def _places(found: Findings, data: bytes) -> None:
    for match in _TEMPLATE.finditer(data):
        target = _text(match.group(1)).strip()
        if re.match(r"(?:https?|ftp|file|mhtml)[:]|\\\\", target, re.I):
            found.link(target, "office")
            found.sign("template-from-elsewhere", target=target)
    for match in islice(_FIELD.finditer(data), 200):
        judge_command(found, _text(data[match.end() : match.end() + 4_000].partition(b"\\fldrslt")[0]))


def _text(data: bytes) -> str:
    """The words of a stretch of RTF, its groups of tables left out at the first level."""

    def plain(match: re.Match[bytes]) -> bytes:
        if match.group(1):
            return bytes((int(match.group(1), 16),))
        if match.group(2):
            code = int(match.group(2)) % 65_536
            return chr(code).encode("cp1252", "replace")
        return b"\n" if match.group(3) else b""

    return _WORDS.sub(plain, _without_tables(data[:4_000_000])).decode("cp1252", "replace")


def _without_tables(data: bytes) -> bytes:
    out: list[bytes] = []
    at = 0
    for match in _SKIPPED.finditer(data):
        if match.start() < at:
            continue
        out.append(data[at : match.start()])
        at = _group_end(data, match.start())
    out.append(data[at:])
    return b"".join(out)


def _group_end(data: bytes, at: int) -> int:
    depth = 0
    for match in re.compile(rb"\\.|[{}]", re.S).finditer(data, at):
        if match.group() == b"{":
            depth += 1
        elif match.group() == b"}":
            depth -= 1
            if depth == 0:
                return match.end()
    return len(data)
