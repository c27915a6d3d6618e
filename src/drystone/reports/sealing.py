"""Seals: what only two officers open together, or one of them in danger and never unseen.

1. What is sealed has a key of its own. For every two officers it is split: half of it is wrapped to one, the other half
   to the other, and either half alone says nothing (one-time pad).
2. For danger it is split between each officer and this site: the site's half lies in the file, so that nobody opens
   with an officer's key alone, nor with all that this site holds.
3. The file lies with the keys (``keys``): in no backup, and gone when the seal expires. Then nobody opens it any more.
4. Halves are wrapped with HPKE (RFC 9180): X25519, HKDF-SHA256, AES-256-GCM. Officers' private keys never lie here.
"""

from __future__ import annotations

import base64
import datetime as dt
import itertools
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from drystone.program.model import Program
from drystone.program.report_model import Officer
from drystone.reports import boxes, keys

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_BYTES = 32
_ENDING = ".seal"


def possible(program: Program) -> bool:
    """Whether this program has the two officers that a seal needs."""
    return len(program.settings.reports.officers) > 1


def seal(report_id: str, data: bytes, *, officers: Mapping[str, Officer], until: dt.datetime) -> bytes:
    """Seal some bytes until a moment and return the box; its wrapped key is on the disk then.

    Raises StoreError where the key cannot be kept.
    """
    key = secrets.token_bytes(_BYTES)
    pairs: dict[str, dict[str, str]] = {}
    for one, other in itertools.combinations(sorted(officers), 2):
        half = secrets.token_bytes(_BYTES)
        pairs[f"{one} {other}"] = {
            one: _wrap(officers[one].key, half, f"{report_id} {one} {other}"),
            other: _wrap(officers[other].key, _xor(key, half), f"{report_id} {one} {other}"),
        }
    alone = {}
    for name, officer in officers.items():
        half = secrets.token_bytes(_BYTES)
        wrapped = _wrap(officer.key, half, f"{report_id} {name} alone")
        alone[name] = {"officer": wrapped, "site": _text(_xor(key, half))}
    told = {"until": until.isoformat(), "pairs": pairs, "alone": alone}
    keys.write(_path(report_id), json.dumps(told).encode())
    return boxes.lock(key, data, about=f"sealed {report_id}")


def until(report_id: str) -> dt.datetime | None:
    """Return when a seal expires; None where it has no key any more."""
    told = _told(report_id)
    return dt.datetime.fromisoformat(told["until"]) if told else None


def sealed() -> list[str]:
    """Return the reports whose seals have keys here."""
    with suppress(FileNotFoundError):
        return sorted(path.name.removesuffix(_ENDING) for path in keys.here().glob(f"*{_ENDING}"))
    return []


def forget(report_id: str) -> None:
    """Delete a seal's key: nobody opens it any more."""
    keys.forget(_path(report_id))


def half_of(report_id: str, officer: str, other: str, private: X25519PrivateKey) -> bytes | None:
    """Return an officer's half of a seal that they open with another one; None where the key is not theirs."""
    one, two = sorted((officer, other))
    wrapped = (_told(report_id) or {}).get("pairs", {}).get(f"{one} {two}", {}).get(officer)
    return _unwrap(private, wrapped, f"{report_id} {one} {two}")


def opened(report_id: str, box: bytes | memoryview, halves: tuple[bytes, bytes]) -> bytes | None:
    """Return what is sealed, with both halves of its key; None where they do not belong together."""
    return boxes.unlock(_xor(*halves), box, about=f"sealed {report_id}")


def opened_alone(report_id: str, box: bytes | memoryview, officer: str, private: X25519PrivateKey) -> bytes | None:
    """Return what is sealed, with one officer's key and this site's half; None where the key is not theirs."""
    alone = (_told(report_id) or {}).get("alone", {}).get(officer, {})
    half = _unwrap(private, alone.get("officer"), f"{report_id} {officer} alone")
    return opened(report_id, box, (half, base64.b64decode(alone["site"]))) if half else None


def hand(officer: Officer, data: bytes, about: str) -> str:
    """Wrap something to an officer, so that nobody else reads it."""
    return _wrap(officer.key, data, f"handed {about}")


def handed(private: X25519PrivateKey, wrapped: str, about: str) -> bytes | None:
    """Return what was wrapped to an officer; None where it was to another."""
    return _unwrap(private, wrapped, f"handed {about}")


def _path(report_id: str) -> Path:
    return keys.here() / f"{report_id}{_ENDING}"


def _told(report_id: str) -> dict[str, Any] | None:
    try:
        told = json.loads(_path(report_id).read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _wrap(public: str, data: bytes, about: str) -> str:
    key = X25519PublicKey.from_public_bytes(base64.b64decode(public))
    return _text(_SUITE.encrypt(data, key, info=about.encode()))


def _unwrap(private: X25519PrivateKey, wrapped: Any, about: str) -> bytes | None:
    if not isinstance(wrapped, str):
        return None
    try:
        return _SUITE.decrypt(base64.b64decode(wrapped), private, info=about.encode())
    except (InvalidTag, ValueError):
        return None


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
