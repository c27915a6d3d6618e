"""Boxes for what is not to lie open in the state: names of those who gave theirs, and messages that they sent along.

AES-256-GCM (NIST SP 800-38D) under the key of the week (``keys``), bound to the report that the box belongs to.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from drystone.reports import keys

_NONCE = 12
_FILL = 512


def shut(report_id: str, data: bytes, *, epoch: str) -> bytes:
    """Return the box of some bytes. Raises StoreError where the week has no key and none can be made."""
    return lock(keys.derived(keys.made(epoch), "box"), data, about=report_id)


def opened(report_id: str, box: bytes | memoryview, *, epoch: str) -> bytes | None:
    """Return what is in a box; None where its key is gone, or it is another report's."""
    key = keys.known(epoch)
    return None if key is None else unlock(keys.derived(key, "box"), box, about=report_id)


def mark(person_id: str, *, epoch: str) -> str:
    """Return what a person's reports of a week are found by: nobody can tell it without that week's key."""
    return _mark(keys.made(epoch), person_id)


def marks(person_id: str) -> list[str]:
    """Return what all of a person's reports are found by."""
    found = (keys.known(epoch) for epoch in keys.epochs())
    return [_mark(key, person_id) for key in found if key is not None]


def lock(key: bytes, data: bytes, *, about: str) -> bytes:
    """Encrypt with a key of 32 bytes."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, about.encode())


def unlock(key: bytes, box: bytes | memoryview, *, about: str) -> bytes | None:
    """Decrypt what ``lock`` encrypted; None where the key or what it is about is another."""
    data = bytes(box)
    try:
        return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], about.encode())
    except InvalidTag:
        return None


def written(inside: Any) -> bytes:
    """Return a document as it lies in a box: filled up, so that its length does not tell whose name stands in it."""
    text = json.dumps(inside).encode()
    return text.ljust(-(-len(text) // _FILL) * _FILL)


def week(now: dt.datetime) -> str:
    """Return the week whose key boxes of a moment have."""
    return keys.epoch_of(now)


def _mark(key: bytes, person_id: str) -> str:
    return hmac.new(keys.derived(key, "mark"), person_id.encode(), hashlib.sha256).hexdigest()
