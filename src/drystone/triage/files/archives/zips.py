"""ZIP files and what is built on them: bounded, contradictions told, locks opened with known passwords."""

from __future__ import annotations

import zlib

from drystone.triage.files.archives.members import allowed, judge_member, keep
from drystone.triage.files.archives.unpacking import Unpacked, inflate, unpack_bzip2, unpack_xz, unpack_zip_lzma
from drystone.triage.files.archives.zip_directory import Directory, Member, read_directory
from drystone.triage.files.archives.zip_locks import AES, TooLargeError, unlock
from drystone.triage.files.findings import BrokenError, Findings, shown

_METHODS = {9: "Deflate64", 93: "Zstandard", 98: "PPMd", 97: "WavPack", 1: "Shrink", 6: "Implode", 96: "JPEG"}
_MAX_CONTRADICTIONS = 5


class Package:
    """A ZIP file whose members can be read one by one, each within bounds."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.directory: Directory = read_directory(found.data)
        self.passwords_used: set[str] = set()

    @property
    def names(self) -> list[str]:
        """The names of all members, in order."""
        return [member.name for member in self.directory.members]

    def find(self, name: str) -> Member | None:
        """Return the member of this name, by any case, as Office does."""
        folded = name.casefold().lstrip("/").replace("\\", "/")
        for member in self.directory.members:
            if member.name.casefold().replace("\\", "/") == folded:
                return member
        return None

    def text_of(self, name: str, limit: int = 4_000_000) -> bytes:
        """Return the beginning of one member, or nothing where it is missing or broken; not paid as a member."""
        member = self.find(name)
        if member is None or member.packed < 0:
            return b""
        room = min(limit, self.found.limits.bytes_left)
        try:
            unpacked = self.unpack(member, room)
        except (BrokenError, TooLargeError):
            return b""
        if unpacked is None or not self.found.limits.spend(len(unpacked.data)):
            return b""
        return unpacked.data

    def unpack(self, member: Member, limit: int) -> Unpacked | None:
        """Return a member's bytes, at most ``limit``; None when it is locked and no password opens it.

        Raises BrokenError where its method is unknown or its bytes make no sense, TooLargeError where undoing its lock
        would take too long.
        """
        packed = self.found.data[member.at : member.at + max(0, member.packed)]
        method = member.method
        if member.encrypted:
            opened = unlock(member, packed, self.found.limits.passwords)
            if opened is None:
                return None
            packed, method, password = opened
            self.passwords_used.add(password)
        if method == 0:
            return Unpacked(packed[:limit], len(packed) > limit)
        if method == 8:
            return inflate(packed, limit)
        if method in (12, 14, 95):
            return {12: unpack_bzip2, 14: unpack_zip_lzma, 95: unpack_xz}[method](packed, limit)
        raise BrokenError(f"it is packed with {_METHODS.get(method, f'method {method}')}")


def read_zip(found: Findings) -> None:
    """Unpack a ZIP file's members into ``found``."""
    package = Package(found)
    note_structure(found, package)
    locked: list[Member] = []
    for member in package.directory.members:
        judge_member(found, member.name, len(package.directory.members))
        if member.is_folder or member.packed < 0:
            continue
        if not _one(found, package, member, locked):
            break
    if locked:
        method = "AES" if locked[0].method == AES else "ZipCrypto"
        found.sign("archive-locked", method=method, members=", ".join(shown(member.name, 40) for member in locked[:5]))
    for password in sorted(package.passwords_used):
        found.sign("archive-opened-with-written-password", password=password)


def note_structure(found: Findings, package: Package) -> None:
    """Add the signs that the archive's own lists give."""
    directory = package.directory
    if directory.overlaps:
        found.sign("archive-overlaps")
    for name, what in directory.contradictions[:_MAX_CONTRADICTIONS]:
        found.sign("archive-lies", member=name, what=what)
    if not directory.trusted:
        found.sign("content-broken", what="its list of files is missing or damaged")
    if directory.before > 0:
        found.sign("two-files-in-one", type="?", other="ZIP")


def _one(found: Findings, package: Package, member: Member, locked: list[Member]) -> bool:
    try:
        unpacked = package.unpack(member, allowed(found, member.packed))
    except BrokenError as error:
        found.sign_once("archive-not-opened", type=found.true_type, what=str(error))
        return True
    except TooLargeError:
        locked.append(member)
        return True
    if unpacked is None:
        locked.append(member)
        return True
    if member.is_link:
        found.sign("archive-holds-link", member=member.name, target=unpacked.data[:200].decode("utf-8", "replace"))
        return True
    _check_claims(found, member, unpacked)
    return keep(found, member.name, unpacked.data, member.packed, more=unpacked.more)


def _check_claims(found: Findings, member: Member, unpacked: Unpacked) -> None:
    if unpacked.broken:
        found.sign_once("content-broken", what=f"in {member.name}")
    elif unpacked.more:
        return
    elif member.size not in (len(unpacked.data), 0) and not member.flags & 0x8:
        found.sign("archive-lies", member=member.name, what=f"{member.size} ≠ {len(unpacked.data)} bytes")
    elif member.crc and not member.encrypted and zlib.crc32(unpacked.data) != member.crc:
        found.sign_once("archive-lies", member=member.name, what="CRC-32")
