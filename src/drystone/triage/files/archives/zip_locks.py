"""Opening locked ZIP members with passwords that were given: ZipCrypto (APPNOTE 6.1) and AES (WinZip AE-1, AE-2)."""

from __future__ import annotations

import hashlib
import hmac
import zlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from drystone.triage.files.archives.zip_directory import Member, extra_field
from drystone.triage.files.findings import BrokenError

AES = 99
#: ZipCrypto is undone byte by byte in Python, about a megabyte a second.
MAX_CLASSIC_BYTES = 3_000_000
MAX_PASSWORDS = 20
_TABLE = tuple(zlib.crc32(bytes((code,)), 0xFFFFFFFF) ^ 0xFFFFFFFF for code in range(256))


class TooLargeError(Exception):
    """A locked member is larger than what is undone here."""


def unlock(member: Member, packed: bytes, passwords: tuple[str, ...]) -> tuple[bytes, int, str] | None:
    """Return the member's bytes, its real method and the password that opened it; None when no password does."""
    candidates = passwords[:MAX_PASSWORDS]
    if member.method == AES:
        return _aes(member, packed, candidates)
    for password in candidates:
        opened = _classic(member, packed, password)
        if opened is not None:
            return opened, member.method, password
    return None


def _classic(member: Member, packed: bytes, password: str) -> bytes | None:
    keys = _Keys(password.encode("utf-8"))
    check = keys.undo(packed[:12])
    # The last byte repeats the CRC's, or the clock's where the CRC was not known yet.
    if len(check) < 12 or check[11] not in (member.crc >> 24, member.clock >> 8):
        return None
    if len(packed) > MAX_CLASSIC_BYTES:
        raise TooLargeError
    opened = keys.undo(packed[12:])
    if member.method == 8 and member.crc:
        # One byte agrees by chance once in 256; a wrong key gives no valid stream.
        try:
            zlib.decompressobj(-15).decompress(opened, 4_096)
        except zlib.error:
            return None
    elif member.method == 0 and member.crc and zlib.crc32(opened) != member.crc:
        return None
    return opened


class _Keys:
    """The three keys of ZipCrypto (APPNOTE 6.1.5)."""

    def __init__(self, password: bytes) -> None:
        self.keys = (0x12345678, 0x23456789, 0x34567890)
        for byte in password:
            self._update(byte)

    def _update(self, byte: int) -> None:
        first, second, third = self.keys
        first = _TABLE[(first ^ byte) & 0xFF] ^ (first >> 8)
        second = ((second + (first & 0xFF)) * 134_775_813 + 1) & 0xFFFFFFFF
        third = _TABLE[(third ^ (second >> 24)) & 0xFF] ^ (third >> 8)
        self.keys = (first, second, third)

    def undo(self, data: bytes) -> bytes:
        """Decrypt ``data`` and move the keys on."""
        out = bytearray(len(data))
        first, second, third = self.keys
        for index, byte in enumerate(data):
            mixed = third | 2
            plain = byte ^ (((mixed * (mixed ^ 1)) >> 8) & 0xFF)
            out[index] = plain
            first = _TABLE[(first ^ plain) & 0xFF] ^ (first >> 8)
            second = ((second + (first & 0xFF)) * 134_775_813 + 1) & 0xFFFFFFFF
            third = _TABLE[(third ^ (second >> 24)) & 0xFF] ^ (third >> 8)
        self.keys = (first, second, third)
        return bytes(out)


def _aes(member: Member, packed: bytes, passwords: tuple[str, ...]) -> tuple[bytes, int, str] | None:
    """WinZip's AES: salt, two bytes that check the password, data, ten bytes of HMAC-SHA1."""
    details = extra_field(member.extra, 0x9901)
    if len(details) < 7 or details[4] not in (1, 2, 3):
        raise BrokenError("its lock is described wrongly")
    size = {1: 16, 2: 24, 3: 32}[details[4]]
    method = int.from_bytes(details[5:7], "little")
    salt, check = packed[: size // 2], packed[size // 2 : size // 2 + 2]
    data, seal = packed[size // 2 + 2 : -10], packed[-10:]
    for password in passwords:
        derived = hashlib.pbkdf2_hmac("sha1", password.encode("utf-8"), salt, 1_000, 2 * size + 2)
        if derived[-2:] != check:
            continue
        if hmac.new(derived[size : 2 * size], data, "sha1").digest()[:10] == seal:
            return _counter(derived[:size], data), method, password
    return None


def _counter(key: bytes, data: bytes) -> bytes:
    """AES in counter mode as WinZip counts: little-endian, from one; so the counters are encrypted as blocks."""
    blocks = (len(data) + 15) // 16
    counters = b"".join(index.to_bytes(16, "little") for index in range(1, blocks + 1))
    stream = Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(counters)  # noqa: S305 - the format's mode
    wide = int.from_bytes(data, "little") ^ int.from_bytes(stream[: len(data)], "little")
    return wide.to_bytes(len(data), "little")
