"""Signed webhooks, as Standard Webhooks 1.0 writes them down: https://www.standardwebhooks.com.

``webhook-id`` is the same at every try: a receiver that remembers it gets nothing twice.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import json
from typing import Any

from drystone.messages import document as documents
from drystone.messages.carriers import asking
from drystone.messages.carriers.parcel import Parcel, UndeliveredError
from drystone.messages.carriers.secrets import Secrets
from drystone.program.channel_model import WebhookChannel

_WHO = "the webhook"
_SHORTEST, _LONGEST = 24, 64  # bytes of a secret


def send(channel: WebhookChannel, parcel: Parcel, secrets: Secrets, *, now: dt.datetime) -> str:
    """Hand a message over and return its id. Raises UndeliveredError."""
    body = json.dumps(payload(parcel), ensure_ascii=False, separators=(",", ":")).encode()
    number, moment = f"msg_{parcel.number}", str(int(now.timestamp()))
    headers = {
        "content-type": "application/json; charset=utf-8",
        "webhook-id": number,
        "webhook-timestamp": moment,
        "webhook-signature": signatures(secrets.variable(channel.secret_env), number, moment, body),
        "idempotency-key": number,
    }
    answer = asking.ask(_WHO, "POST", channel.url, seconds=channel.seconds, headers=headers, content=body)
    asking.check(_WHO, answer)
    return number


def payload(parcel: Parcel) -> dict[str, Any]:
    """Return what a receiver gets: for whom, how to reach them, and what it says, whole and as a structure."""
    data: dict[str, Any] = {
        "person_id": parcel.person_id,
        "to": parcel.to,
        "purpose": parcel.purpose,
        "urgent": parcel.urgent,
        "subject": parcel.document.title if parcel.document else parcel.subject,
        "text": parcel.text,
        "document": documents.as_json(parcel.document) if parcel.document else None,
    }
    return {"type": "message.sent", "timestamp": parcel.at.isoformat().replace("+00:00", "Z"), "data": data}


def signatures(secrets: str, number: str, moment: str, body: bytes) -> str:
    """Return a signature for each secret, the newest first. Raises UndeliveredError where one is none."""
    signed = f"{number}.{moment}.".encode() + body
    made = [hmac.new(_key(one), signed, hashlib.sha256).digest() for one in secrets.split()]
    return " ".join(f"v1,{base64.b64encode(one).decode()}" for one in made)


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not (secret.startswith("whsec_") and _SHORTEST <= len(key) <= _LONGEST):
        raise UndeliveredError(
            "the webhook's secret is not whsec_ and 24 to 64 bytes in base64", away=True, unheard=True
        )
    return key
