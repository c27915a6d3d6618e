"""Ids that stand for other ids where those would say too much: in a pack, and in the audit log as auditors read it.

Pages show ids beside positions, and positions beside names: whoever found a page's id in a pack could say who is meant.
So a pack has ids of its own. They are the ids themselves, encrypted with AES-SIV (RFC 5297) under a key that is derived
(HKDF, RFC 5869) from the key that signs evidence and a number drawn for the pack: two packs have nothing in common,
nothing needs to be kept, and whoever has the key, the server, can tell what an id of a pack stands for.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: Kinds of things that stand in the program for everybody to read: they keep their ids.
_OF_THE_PROGRAM = frozenset({"activity", "position"})
_PACK, _LONGEST, _SHORT = 8, 400, 16
_HEX = re.compile(r"[0-9a-f]{16}")
_IN_TEXT = re.compile(r"\b(?:person|screening)-[0-9a-f]{16}\b")
#: What somebody does has other ids than what is known of them, and in each file others: who accepts a row is known by
#: the position that stands beside it, and must not be known by it as whoever else did something.
_THING = b"thing"
#: The files of a pack that say who did something; "" is what people wrote.
_FILES = ("", "events.csv", "exceptions.csv", "attestations.csv", "acknowledgements.csv", "lessons.csv")
_PURPOSES = (_THING, *(f"actor {name}".encode() for name in _FILES))


class Masks:
    """The ids of one pack."""

    def __init__(self, signing: Ed25519PrivateKey, pack: bytes = b"") -> None:
        self._pack = pack or secrets.token_bytes(_PACK)
        derived = _derived(signing, self._pack + b"drystone ids of a pack", 80)
        self._cipher = AESSIV(derived[:64])
        #: What a run's rows are put into another order with: that of ids would tell which is which.
        self.order = derived[64:].hex()

    def thing(self, kind: str, asset_id: str) -> str:
        """Return what stands for a thing, a gap or an exception."""
        return asset_id if not asset_id or kind in _OF_THE_PROGRAM else self._mask(asset_id, _THING)

    def actor(self, person_id: str, file: str = "") -> str:
        """Return what stands in a file for somebody who did something.

        A run is a run; a login at the server says only that.
        """
        if person_id in {"", "run"} or " " in person_id:
            return person_id
        if ":" in person_id:
            return person_id.partition(":")[0]
        return self._mask(person_id, _PURPOSES[1 + _FILES.index(file)])

    def text(self, words: str) -> str:
        """Return words in which ids of people are those of the pack."""
        return _IN_TEXT.sub(lambda found: self.actor(found[0]), words)

    def _mask(self, plain: str, purpose: bytes) -> str:
        prefix, _dash, rest = plain.rpartition("-")
        short = bool(_HEX.fullmatch(rest)) and prefix.replace("_", "").isalpha()
        prefix, content = (prefix, b"\0" + bytes.fromhex(rest)) if short else ("id", b"\1" + plain.encode())
        sealed = self._cipher.encrypt(content, [purpose, prefix.encode()])
        return f"{prefix}-{base64.b32encode(self._pack + sealed).decode().rstrip('=').lower()}"

    def opened(self, prefix: str, sealed: bytes) -> str | None:
        """Return the id that something of the pack stands for, or None where it is none of the pack's."""
        for purpose in _PURPOSES:
            try:
                content = self._cipher.decrypt(sealed, [purpose, prefix.encode()])
            except (InvalidTag, ValueError):
                continue
            return f"{prefix}-{content[1:].hex()}" if content[:1] == b"\0" else content[1:].decode()
        return None


def opened(signing: Ed25519PrivateKey, masked: str) -> str | None:
    """Return the id that an id of some pack stands for, or None where it is of none of this key's packs."""
    prefix, _dash, told = masked.strip().rpartition("-")
    if not told or len(told) > _LONGEST:
        return None
    try:
        raw = base64.b32decode(told.upper() + "=" * (-len(told) % 8))
    except (binascii.Error, ValueError):
        return None
    if len(raw) <= _PACK + _SHORT:
        return None
    return Masks(signing, raw[:_PACK]).opened(prefix, raw[_PACK:])


class LogMasks:
    """Who did something in the log, and which person it was about: always the same, and on no other page."""

    def __init__(self, signing: Ed25519PrivateKey) -> None:
        self._key = _derived(signing, b"drystone people of the audit log", 32)

    def of(self, one: str) -> str:
        """Return what stands for a person."""
        return f"somebody-{hmac.new(self._key, one.encode(), hashlib.sha256).hexdigest()[:12]}"


def _derived(signing: Ed25519PrivateKey, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=None, info=info).derive(signing.private_bytes_raw())
