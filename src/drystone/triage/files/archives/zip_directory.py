"""The members of a ZIP file as its central directory and its local headers say them (APPNOTE.TXT 4.3).

Both say the same things twice, and a hostile file says them differently; so both are read and compared. Where the
central directory is missing or broken, the local headers alone are followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from drystone.triage.files.binary import number, slice_of
from drystone.triage.files.findings import BrokenError

LOCAL = b"PK\x03\x04"
CENTRAL = b"PK\x01\x02"
END = b"PK\x05\x06"
MAX_MEMBERS = 5_000
_UTF8 = 0x800
_ENCRYPTED = 0x1
_STREAMED = 0x8


@dataclass(slots=True)
class Member:
    """One member: where its bytes lie and what it says of itself."""

    name: str
    method: int
    flags: int
    packed: int
    size: int
    crc: int
    at: int
    mode: int = 0
    clock: int = 0
    extra: bytes = b""

    @property
    def encrypted(self) -> bool:
        """Whether a password is needed."""
        return bool(self.flags & _ENCRYPTED)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder and holds nothing."""
        return self.name.endswith(("/", "\\"))

    @property
    def is_link(self) -> bool:
        """Whether its Unix mode says that it is a symbolic link."""
        return self.mode >> 12 == 0o12


@dataclass(slots=True)
class Directory:
    """All members, what contradicts itself, and how many bytes stand before the first of them."""

    members: list[Member] = field(default_factory=list)
    contradictions: list[tuple[str, str]] = field(default_factory=list)
    before: int = 0
    overlaps: bool = False
    declared: int = 0
    trusted: bool = True


def read_directory(data: bytes) -> Directory:
    """Return the members of a ZIP file; BrokenError when there is not even one local header."""
    end = data.rfind(END, max(0, len(data) - 66_000))
    directory = Directory()
    if end >= 0:
        try:
            _central(data, end, directory)
        except BrokenError:
            directory = Directory(trusted=False)
    if not directory.members:
        _local_only(data, directory)
    directory.overlaps = _overlap(directory.members)
    return directory


def _central(data: bytes, end: int, directory: Directory) -> None:
    directory.declared = number(data, end + 10, 2)
    size, offset = number(data, end + 12, 4), number(data, end + 16, 4)
    # Whatever was put before the archive moves it; the distance shows by where the directory really ends.
    start = end - size
    if data[start : start + 4] != CENTRAL:
        start = _zip64_start(data, end) or data.find(CENTRAL)
        if start < 0:
            return
    shift = start - offset if 0 < start - offset <= start and data[offset : offset + 4] != CENTRAL else 0
    directory.before = shift
    at = start
    while data[at : at + 4] == CENTRAL and len(directory.members) < MAX_MEMBERS:
        at = _central_entry(data, at, shift, directory)
    if directory.declared != len(directory.members) and directory.declared < MAX_MEMBERS:
        directory.contradictions.append(("*", f"{directory.declared} ≠ {len(directory.members)}"))


def _zip64_start(data: bytes, end: int) -> int:
    record = data.rfind(b"PK\x06\x06", 0, end)
    if record < 0:
        return 0
    start = record - number(data, record + 40, 8)
    return start if start > 0 and data[start : start + 4] == CENTRAL else 0


def _central_entry(data: bytes, at: int, shift: int, directory: Directory) -> int:
    lengths = [number(data, at + place, 2) for place in (28, 30, 32)]
    raw = slice_of(data, at + 46, lengths[0])
    extra = data[at + 46 + lengths[0] : at + 46 + lengths[0] + lengths[1]]
    flags = number(data, at + 8, 2)
    member = Member(
        name=_name(raw, flags),
        method=number(data, at + 10, 2),
        flags=flags,
        packed=number(data, at + 20, 4),
        size=number(data, at + 24, 4),
        crc=number(data, at + 16, 4),
        at=number(data, at + 42, 4) + shift,
        mode=number(data, at + 38, 4) >> 16,
        clock=number(data, at + 12, 2),
        extra=extra,
    )
    _zip64(member, shift)
    _compare_with_local(data, member, raw, directory)
    directory.members.append(member)
    return at + 46 + sum(lengths)


def _zip64(member: Member, shift: int) -> None:
    """Take the sizes that do not fit 32 bits from the extra field (APPNOTE 4.5.3)."""
    field_data = extra_field(member.extra, 0x0001)
    at = 0
    for name in ("size", "packed", "at"):
        value = getattr(member, name) - (shift if name == "at" else 0)
        if value == 0xFFFFFFFF and at + 8 <= len(field_data):
            setattr(member, name, int.from_bytes(field_data[at : at + 8], "little") + (shift if name == "at" else 0))
            at += 8


def extra_field(extra: bytes, wanted: int) -> bytes:
    """Return the data of one extra field, or nothing."""
    at = 0
    while at + 4 <= len(extra):
        size = int.from_bytes(extra[at + 2 : at + 4], "little")
        if int.from_bytes(extra[at : at + 2], "little") == wanted:
            return extra[at + 4 : at + 4 + size]
        at += 4 + size
    return b""


def _compare_with_local(data: bytes, member: Member, raw: bytes, directory: Directory) -> None:
    if data[member.at : member.at + 4] != LOCAL or member.at + 30 > len(data):
        directory.contradictions.append((member.name, "@ ?"))
        member.packed = -1
        return
    name_size, extra_size = number(data, member.at + 26, 2), number(data, member.at + 28, 2)
    local_name = data[member.at + 30 : member.at + 30 + name_size]
    local_flags, local_method = number(data, member.at + 6, 2), number(data, member.at + 8, 2)
    local_packed, local_size = number(data, member.at + 18, 4), number(data, member.at + 22, 4)
    if local_name != raw:
        other = _name(local_name, local_flags)
        directory.contradictions.append((member.name, f"≠ {other[:80]}"))
    if local_method != member.method:
        directory.contradictions.append((member.name, f"#{member.method} ≠ #{local_method}"))
    if not local_flags & _STREAMED and local_size not in (member.size, 0xFFFFFFFF, 0):
        directory.contradictions.append((member.name, f"{member.size} ≠ {local_size} bytes"))
    if not local_flags & _STREAMED and local_packed not in (member.packed, 0xFFFFFFFF, 0):
        directory.contradictions.append((member.name, f"{member.packed} ≠ {local_packed} bytes"))
    member.flags |= local_flags & _ENCRYPTED
    member.at += 30 + name_size + extra_size


def _local_only(data: bytes, directory: Directory) -> None:
    directory.trusted = False
    for match in re.finditer(re.escape(LOCAL), data):
        at = match.start()
        if at + 30 > len(data) or len(directory.members) >= MAX_MEMBERS:
            break
        flags, name_size, extra_size = (number(data, at + place, 2) for place in (6, 26, 28))
        start = at + 30 + name_size + extra_size
        if start > len(data):
            continue
        packed = number(data, at + 18, 4)
        if flags & _STREAMED or packed == 0xFFFFFFFF or not packed:
            following = data.find(b"PK", start)
            packed = (following if following > 0 else len(data)) - start
        directory.members.append(
            Member(
                name=_name(data[at + 30 : at + 30 + name_size], flags),
                method=number(data, at + 8, 2),
                flags=flags,
                packed=packed,
                size=number(data, at + 22, 4),
                crc=number(data, at + 14, 4),
                at=start,
                clock=number(data, at + 10, 2),
                extra=data[at + 30 + name_size : start],
            )
        )
    if not directory.members:
        raise BrokenError("it lists no files")


def _overlap(members: list[Member]) -> bool:
    """Whether two members are made of the same bytes (Fifield 2019), or one is listed twice at the same place."""
    spans = sorted((member.at, member.at + member.packed) for member in members if member.packed > 0)
    return any(earlier[1] > later[0] for earlier, later in pairwise(spans))


def _name(raw: bytes, flags: int) -> str:
    raw = raw[:2_000]
    if flags & _UTF8:
        return raw.decode("utf-8", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp437")
