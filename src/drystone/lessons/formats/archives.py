"""Packages are zip archives; this opens them as if somebody hostile had made them, and writes them alike each time.

Rules of this module: nothing is unpacked to disk; every entry is judged before one byte of any is read; what is read is
counted as it is unpacked, whatever the header claims; entries have names that stay inside, are no links, no archives,
not encrypted, and do not share their bytes. A package with one bad entry is refused whole.
"""

from __future__ import annotations

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from drystone.lessons.formats import limits
from drystone.lessons.formats.refusing import damaged, hostile, too_much

#: What an archive inside an archive is called, or begins with. Nobody needs one to teach.
_ARCHIVES = re.compile(
    r"\.(?:zip|zipx|jar|war|apk|ipa|h5p|imscc|apkg|colpkg|tar|tgz|tbz2?|txz|gz|bz2|xz|zst|lz4|7z|rar|cab|iso|dmg|img)$",
    re.IGNORECASE,
)
_BEGINNINGS = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
#: What runs outside a browser when it is opened. A package is looked at in one.
_PROGRAMS = re.compile(
    r"\.(?:exe|dll|com|scr|pif|msi|msix|bat|cmd|ps1|psm1|vbs|vbe|wsf|wsh|hta|lnk|scf|sh|command|app|cpl|reg|jse|php|phtml"
    r"|phar|jsp|aspx?|cgi|py|pl|rb|docm|xlsm|pptm|dotm|htaccess)$",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|\u202a-\u202e\u2066-\u2069]')
_ENTRY = b"PK\x01\x02"
_CHUNK = 1 << 16
#: The moment that every entry we write carries: the same lessons give the same file.
_MADE = (2026, 1, 1, 0, 0, 0)


class Archive:
    """A package's files by name, judged when it is opened. Raises RefusedFileError."""

    def __init__(self, content: bytes, where: str) -> None:
        self.where = where
        self._read = 0
        # Each entry has such a mark; zipfile would make an object of every one before it could be asked how many.
        if (marks := content.count(_ENTRY)) > 2 * limits.MAX_ENTRIES:
            raise too_much(f"this package has {marks:,} entries", where, limits.MAX_ENTRIES)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OverflowError) as error:
            raise damaged(f"this is no whole zip archive ({error})", where) from None
        if len(entries) > limits.MAX_ENTRIES:
            raise too_much(f"this package has {len(entries):,} entries", where, limits.MAX_ENTRIES)
        self._entries = _judged(entries, where)
        _refuse_shared(self._entries.values(), where, self._zip.start_dir)

    @property
    def sizes(self) -> dict[str, int]:
        """The files by name, with the size that each claims to have."""
        return {name: entry.file_size for name, entry in self._entries.items()}

    def read(self, name: str) -> bytes:
        """Return a file whole, b"" where there is none of that name."""
        entry = self._entries.get(name)
        if entry is None:
            return b""
        gathered = bytearray()
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    gathered += chunk
                    self._read += len(chunk)
                    if len(gathered) > limits.MAX_DOCUMENT:
                        raise too_much(
                            f"{name} unpacks to more bytes than a document has", self.where, limits.MAX_DOCUMENT
                        )
                    if self._read > limits.MAX_READ:
                        raise too_much("this package unpacks to more bytes than we read", self.where, limits.MAX_READ)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            raise damaged(f"{name} is damaged inside the package ({type(error).__name__})", self.where) from None
        if gathered.startswith(_BEGINNINGS):
            raise hostile(f"{name} is an archive inside the package under another name", self.where)
        return bytes(gathered)


def is_archive(content: bytes) -> bool:
    """Whether bytes begin as a zip archive does."""
    return content.startswith(_BEGINNINGS[:2])


def contents(path: Path) -> bytes:
    """Return the bytes of a file, at most ``MAX_FILE``. Raises RefusedFileError; OSError where it cannot be read."""
    with path.open("rb") as stream:
        content = stream.read(limits.MAX_FILE + 1)
    if len(content) > limits.MAX_FILE:
        raise too_much("this file is too large", path.name, limits.MAX_FILE)
    return content


def pack(files: Mapping[str, bytes], *, stored_first: Iterable[str] = ()) -> bytes:
    """Return a zip archive of files by name, in this order; the same files always give the same bytes."""
    first = list(stored_first)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in [*first, *(name for name in files if name not in first)]:
            entry = zipfile.ZipInfo(name, date_time=_MADE)
            entry.compress_type = zipfile.ZIP_STORED if name in first else zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def _judged(entries: Iterable[zipfile.ZipInfo], where: str) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    total = packed = 0
    for entry in entries:
        shown = entry.filename[:80]
        if why := _bad_name(entry) or _bad_kind(entry):
            raise hostile(f"the entry {shown!r} {why}", where)
        key = unicodedata.normalize("NFC", entry.filename).casefold().rstrip("/")
        if key in seen:
            raise hostile(f"the entry {shown!r} is there twice", where)
        seen.add(key)
        total, packed = total + entry.file_size, packed + entry.compress_size
        if total > limits.MAX_UNPACKED:
            raise too_much("this package claims to unpack to more bytes", where, limits.MAX_UNPACKED)
        if entry.file_size > limits.RATIO_MATTERS_FROM and entry.file_size > limits.MAX_RATIO * entry.compress_size:
            raise hostile(f"the entry {shown!r} unpacks to over {limits.MAX_RATIO} times its size", where)
        if not entry.is_dir():
            found[entry.filename] = entry
    if total > 10 * limits.RATIO_MATTERS_FROM and total > limits.MAX_RATIO * packed:
        raise hostile(f"this package unpacks to over {limits.MAX_RATIO} times its size", where)
    return found


def _bad_name(entry: zipfile.ZipInfo) -> str:
    """Say what is wrong with an entry's name. ``orig_filename`` is as written; zipfile cuts names at a zero byte."""
    name = entry.orig_filename
    parts = name.rstrip("/").split("/")
    if not name.strip("/") or name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "has a path from the root"
    if "\\" in name:
        return "has a backslash in its name"
    if any(part in ("..", ".") or not part for part in parts):
        return "leads out of the package"
    if _FORBIDDEN.search(name) or any(part != part.rstrip(" .") for part in parts):
        return "has a name that no file should have"
    if len(name) > limits.MAX_NAME or len(parts) > limits.MAX_DEPTH:
        return "has a name that is too long"
    return ""


def _bad_kind(entry: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind and not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        return "is a link or a device, not a file"
    if entry.flag_bits & 0x1:
        return "is encrypted"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that we do not unpack"
    if _ARCHIVES.search(entry.filename):
        return "is an archive inside the package"
    if _PROGRAMS.search(entry.filename):
        return "is a program"
    return ""


def _refuse_shared(entries: Iterable[zipfile.ZipInfo], where: str, end: int) -> None:
    """Refuse entries that share their bytes: a few such bytes may stand for a disk full of files."""
    reached, before = 0, ""
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < reached or entry.header_offset + entry.compress_size > end:
            raise hostile(f"the entries {before[:80]!r} and {entry.filename[:80]!r} share their bytes", where)
        reached, before = entry.header_offset + 30 + entry.compress_size, entry.filename
