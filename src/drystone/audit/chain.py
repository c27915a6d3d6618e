"""How entries are chained: each digest covers the entry's own fields and the digest before it (SHA-256)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

START = "0" * 64


def canonical(payload: Mapping[str, Any]) -> str:
    """Write a payload the one way that its digest covers. Raises TypeError for what JSON cannot hold."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def payload_digest(salt: str, body: str) -> str:
    """Return the salted digest of a payload's text."""
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def entry_digest(previous: str, seq: int, at: dt.datetime, fields: tuple[str, ...]) -> str:
    """Return the digest of an entry; ``fields`` are actor, action, object kind and id, and the payload's digest."""
    moment = at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(json.dumps([previous, seq, moment, *fields], ensure_ascii=False).encode()).hexdigest()
