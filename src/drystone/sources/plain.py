"""Plain text: what an engine may read, which is UTF-8 without a mark, without NUL, in lines of bounded length.

A file that is so already is handed on as it lies there; anything else is copied line by line. Lines with bytes that do
not belong to the declared encoding are left out and listed, as long as they are few; many mean a wrong declaration.
"""

from __future__ import annotations

import codecs
import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path

from drystone.lib.errors import SourceError
from drystone.sources.staged import Quarantined

LONGEST_LINE = 1024 * 1024  # Bytes; a table has no such line, a broken quote makes one.
LISTED = 1_000
_EARLIEST = 10_000  # Lines; judged earlier, a file would be judged by its first lines.
_CHUNK = 256 * 1024
_NOT_TEXT = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf_7", "undefined", "mbcs", "oem"}
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: A lone surrogate cannot stand in well-formed text, so it marks the places that could not be decoded.
_DAMAGED = "\udcff"


def _mark_damage(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return _DAMAGED, error.end


codecs.register_error("drystone-damaged", _mark_damage)


@dataclass(frozen=True, slots=True)
class Raw:
    """A file to read: where it lies, how people call it, its encoding, lines to leave out, how lines end."""

    path: Path
    name: str
    where: str
    encoding: str = "utf-8"
    skip: int = 0
    longest: int = LONGEST_LINE
    ends: tuple[bytes, ...] = (b"\n", b"\r")


@dataclass(slots=True)
class Rejects:
    """What could not be used: all are counted, the first thousand are kept."""

    kept: list[Quarantined] = field(default_factory=list)
    count: int = 0

    def add(self, file: str, line: int, reason: str, excerpt: str = "") -> None:
        """Count one, and keep it if there is room."""
        self.count += 1
        if len(self.kept) < LISTED:
            self.kept.append(Quarantined(file, line, reason, excerpt[:200].replace(_DAMAGED, "\ufffd")))

    def take(self, other: Rejects) -> None:
        """Add those of another list."""
        self.count += other.count
        self.kept.extend(other.kept[: LISTED - len(self.kept)])


@dataclass(frozen=True, slots=True)
class Plain:
    """Text that an engine may read, and the SHA-256 (hex) of its bytes."""

    path: Path
    digest: str


def make_plain(raw: Raw, copy: Path, rejects: Rejects) -> Plain:
    """Return the file itself where it is plain, else a copy at ``copy``; lines left out go to ``rejects``.

    Raises SourceError for a line that is too long, an encoding that nobody knows, and one that does not fit the file.
    """
    encoding = _known(raw)
    if encoding == "utf-8" and not raw.skip:
        digest = _digest_if_plain(raw)
        if digest:
            return Plain(raw.path, digest)
    digest = _copy(raw, copy, rejects)
    return Plain(copy, digest)


def head(plain: Path, *, most: int = LONGEST_LINE) -> str:
    """Return the beginning of a plain file, for its header."""
    with plain.open("rb") as stream:
        return stream.read(most).decode("utf-8", errors="ignore")


def _known(raw: Raw) -> str:
    try:
        name = codecs.lookup(raw.encoding).name
        b"".decode(raw.encoding)
    except (LookupError, ValueError):
        name = ""
    if not name or name.replace("-", "_") in _NOT_TEXT:
        raise SourceError(
            f'"{raw.encoding}" is no encoding that is known here',
            where=raw.where,
            do="Write for instance utf-8, utf-16, latin-1 or cp1252.",
        )
    return "utf-8" if name in {"utf-8", "utf-8-sig", "ascii"} else name


def _digest_if_plain(raw: Raw) -> str:
    """Return the digest of a file that needs no copy, else ""; stops at the first thing that needs one."""
    sha, decoder, run, first = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), 0, True
    with raw.path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if (first and chunk.startswith(tuple(mark for mark, _ in _MARKS))) or b"\0" in chunk:
                return ""
            first = False
            run = _longest_run(chunk, run, raw)
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return ""
            sha.update(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return ""
    return sha.hexdigest()


def _longest_run(chunk: bytes, run: int, raw: Raw) -> int:
    """Return how many bytes stand after the last line end, given how many stood before this chunk."""
    end = next((end for end in raw.ends if end in chunk), b"\n")
    first = chunk.find(end)
    if first < 0:
        run += len(chunk)
        longest = run
    else:
        longest = run + first
        run = len(chunk) - chunk.rfind(end) - 1
    if longest > raw.longest:
        raise _too_long(raw, 0)
    return run


def _too_long(raw: Raw, line: int) -> SourceError:
    place = f"line {line:,} of " if line else "a line of "
    return SourceError(
        f'{place}"{raw.name}" is longer than {raw.longest // 1024**2} MB',
        where=raw.where,
        do="That is no table: look for a missing line break or a quote that was never closed, and export again.",
    )


def _copy(raw: Raw, copy: Path, rejects: Rejects) -> str:
    """Write the usable lines as UTF-8 and return the digest of what was written."""
    encoding = _by_mark(raw)
    sha, seen, bad = hashlib.sha256(), 0, Rejects()
    copy.parent.mkdir(parents=True, exist_ok=True)
    with raw.path.open("rb") as stream, copy.open("wb") as out:
        text = io.TextIOWrapper(stream, encoding=encoding, errors="drystone-damaged", newline="")
        while line := text.readline(raw.longest + 1):
            seen += 1
            if len(line) > raw.longest:
                raise _too_long(raw, seen)
            if seen <= raw.skip:
                continue
            if _DAMAGED in line or "\0" in line:
                reason = "the line has a NUL character in it" if "\0" in line else f"some bytes are not {raw.encoding}"
                bad.add(raw.name, seen, reason, line[:200].rstrip("\r\n"))
                if seen >= _EARLIEST and bad.count >= LISTED:
                    _judge(raw, seen, bad)
                continue
            data = line.encode("utf-8")
            sha.update(data)
            out.write(data)
    _judge(raw, seen, bad)
    rejects.take(bad)
    return sha.hexdigest()


def _by_mark(raw: Raw) -> str:
    """Return the encoding to read with: a byte-order mark says more than a declaration."""
    with raw.path.open("rb") as stream:
        start = stream.read(4)
    by_mark = next((name for mark, name in _MARKS if start.startswith(mark)), "")
    if by_mark == "utf-8":
        return "utf-8-sig"
    return by_mark or _known(raw)


def _judge(raw: Raw, seen: int, bad: Rejects) -> None:
    """Raise where so many lines are damaged that the declaration must be wrong: more than one in a hundred."""
    if bad.count * 100 <= seen:
        return
    first = bad.kept[0]
    hint = "utf-16" if "\0" in first.excerpt else "cp1252 (Western Windows), latin-1 or utf-16"
    raise SourceError(
        f'"{raw.name}" does not read as {raw.encoding}: line {first.line:,} is the first of'
        f" {bad.count:,} that do not fit",
        where=raw.where,
        do=f"Say how it is written, for instance `encoding: {hint}`.",
    )
