"""ZIP files that lie, grow, overlap or are locked; tar files and disk images, byte by byte."""

from __future__ import annotations

import hashlib
import hmac
import io
import struct
import tarfile
import zipfile
import zlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_CRC = tuple(zlib.crc32(bytes((code,)), 0xFFFFFFFF) ^ 0xFFFFFFFF for code in range(256))


def zipped(members: dict[str, bytes], *, stored: bool = False) -> bytes:
    """An honest ZIP file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            # A fixed date, so that the same members always give the same bytes.
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = archive.compression
            archive.writestr(entry, data)
    return stream.getvalue()


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


class RawZip:
    """A ZIP file whose every field can be chosen."""

    def __init__(self) -> None:
        self.body = bytearray()
        self.list = bytearray()
        self.count = 0

    def add(
        self,
        name: str,
        packed: bytes,
        *,
        crc: int = 0,
        size: int = 0,
        method: int = 8,
        flags: int = 0,
        local_name: str = "",
        at: int | None = None,
        local_size: int | None = None,
        extra: bytes = b"",
        mode: int = 0,
    ) -> int:
        """Add one member; ``at`` points its entry of the list at bytes that are there already."""
        place = len(self.body) if at is None else at
        inner = (local_name or name).encode()
        if at is None:
            self.body += struct.pack(
                "<4s5H3I2H",
                *(b"PK\x03\x04", 20, flags, method, 0, 0, crc, len(packed)),
                *(size if local_size is None else local_size, len(inner), len(extra)),
            )
            self.body += inner + extra + packed
        raw = name.encode()
        self.list += struct.pack(
            "<4s6H3I5H2I",
            *(b"PK\x01\x02", 0x0314, 20, flags, method, 0, 0, crc, len(packed), size, len(raw), len(extra)),
            *(0, 0, 0, mode << 16, place),
        )
        self.list += raw + extra
        self.count += 1
        return place

    def bytes(self, *, count: int | None = None) -> bytes:
        """The whole file."""
        said = self.count if count is None else count
        end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, said, said, len(self.list), len(self.body), 0)
        return bytes(self.body + self.list) + end


def bomb(size: int = 100_000_000) -> bytes:
    """A ZIP file of a few kilobytes that says honestly that it grows to ``size``."""
    raw = RawZip()
    data = bytes(size)
    raw.add("zeros.bin", _deflated(data), crc=zlib.crc32(data), size=size)
    return raw.bytes()


def overlapping(copies: int = 50) -> bytes:
    """Many members that are all made of the same bytes (Fifield 2019, in its simplest form)."""
    raw = RawZip()
    packed = _deflated(bytes(1_000_000))
    place = raw.add("0", packed, size=1_000_000)
    for index in range(1, copies):
        raw.add(str(index), packed, size=1_000_000, at=place)
    return raw.bytes()


def lying_size() -> bytes:
    """A member that says ten bytes and holds five thousand."""
    raw = RawZip()
    data = b"x" * 5_000
    raw.add("small.txt", _deflated(data), crc=zlib.crc32(data), size=10)
    return raw.bytes()


def two_names() -> bytes:
    """A member that is harmless in the list and a program in its own header."""
    raw = RawZip()
    raw.add("notes.txt", _deflated(b"text"), crc=zlib.crc32(b"text"), size=4, local_name="notes.exe")
    return raw.bytes()


def with_link(target: str) -> bytes:
    """A symbolic link in a ZIP file."""
    raw = RawZip()
    raw.add("photos", target.encode(), method=0, size=len(target), mode=0o120777)
    return raw.bytes()


def classic_locked(name: str, data: bytes, password: str) -> bytes:
    """A member locked with ZipCrypto (APPNOTE 6.1)."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = _CRC[(keys[0] ^ byte) & 0xFF] ^ (keys[0] >> 8)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = _CRC[(keys[2] ^ (keys[1] >> 24)) & 0xFF] ^ (keys[2] >> 8)

    for byte in password.encode():
        update(byte)
    crc = zlib.crc32(data)
    out = bytearray()
    for byte in bytes(11) + bytes((crc >> 24,)) + _deflated(data):
        mixed = keys[2] | 2
        out.append(byte ^ (((mixed * (mixed ^ 1)) >> 8) & 0xFF))
        update(byte)
    raw = RawZip()
    raw.add(name, bytes(out), crc=crc, size=len(data), flags=1)
    return raw.bytes()


def aes_locked(name: str, data: bytes, password: str) -> bytes:
    """A member locked with AES-256 as WinZip does it (AE-2)."""
    salt = bytes(range(16))
    keys = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, 1_000, 66)
    plain = _deflated(data)
    cipher = Cipher(algorithms.AES(keys[:32]), modes.ECB()).encryptor()
    stream = b"".join(cipher.update(index.to_bytes(16, "little")) for index in range(1, len(plain) // 16 + 2))
    locked = bytes(left ^ right for left, right in zip(plain, stream, strict=False))
    seal = hmac.new(keys[32:64], locked, "sha1").digest()[:10]
    extra = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 8)
    raw = RawZip()
    raw.add(name, salt + keys[64:] + locked + seal, size=len(data), method=99, flags=1, extra=extra)
    return raw.bytes()


def tarred(members: dict[str, bytes], links: dict[str, str] | None = None) -> bytes:
    """A tar file with files and symbolic links, names as given."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        for name, target in (links or {}).items():
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            archive.addfile(entry)
    return stream.getvalue()


def _record(name: bytes, sector: int, size: int, flags: int) -> bytes:
    body = struct.pack("<BII", 0, sector, int.from_bytes(sector.to_bytes(4, "big"), "little"))
    body += struct.pack("<II", size, int.from_bytes(size.to_bytes(4, "big"), "little"))
    body += bytes(7) + bytes((flags, 0, 0)) + b"\1\0\0\1" + bytes((len(name),)) + name
    body += b"" if len(name) % 2 else b"\0"
    return bytes((len(body) + 1,)) + body


def iso(members: dict[str, bytes]) -> bytes:
    """An ISO 9660 image with these files in its root; a name that begins with ``!`` is marked as hidden."""
    files = b""
    contents = b""
    folder = 18
    sector = folder + 1
    for name, data in members.items():
        files += _record(name.lstrip("!").encode() + b";1", sector, len(data), 1 if name.startswith("!") else 0)
        blocks = (len(data) + 2047) // 2048
        contents += data.ljust(blocks * 2048, b"\0")
        sector += blocks
    entries = _record(b"\0", folder, 2048, 2) + _record(b"\1", folder, 2048, 2) + files
    root = _record(b"\0", folder, 2048, 2)
    descriptor = (b"\1CD001\1\0".ljust(156, b"\0") + root).ljust(2048, b"\0")
    end = b"\xffCD001\1".ljust(2048, b"\0")
    return bytes(16 * 2048) + descriptor + end + entries.ljust(2048, b"\0") + contents


def rar5(names: list[str], *, hidden: bool = False) -> bytes:
    """A RAR 5 archive of empty files; ``hidden`` puts the block that says that all headers are encrypted first."""

    def block(kind: int, body: bytes, flags: int = 0) -> bytes:
        inner = bytes((kind, flags)) + body
        return bytes(4) + bytes((len(inner),)) + inner

    out = b"Rar!\x1a\x07\x01\0"
    if hidden:
        return out + block(4, bytes(10))
    out += block(1, b"\0")
    for name in names:
        raw = name.encode()
        out += block(2, bytes((0, 0, 0, 0, 0, len(raw))) + raw)
    return out + block(5, b"\0")


def cab(names: list[str]) -> bytes:
    """A Cabinet file whose list of files is true and whose contents are missing."""
    entries = b"".join(struct.pack("<IIHHHH", 1, 0, 0, 0, 0, 0x20) + name.encode() + b"\0" for name in names)
    head = struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, 36 + len(entries), 0, 36, 0, 3, 1, 0, len(names), 0, 0, 0)
    return head + entries


def seven_zip(*, locked: bool) -> bytes:
    """The outline of a 7z archive: an encoded header, with or without the coder for AES."""
    header = b"\x17\x06\x00\x01" + (b"\x24\x06\xf1\x07\x01" if locked else b"\x03\x01\x01") + bytes(20)
    body = bytes(32)
    start = struct.pack("<QQI", len(body), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + body + header
