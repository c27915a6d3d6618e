"""Whether a chat tool really said something: signatures of whole bodies, and only of the last minutes.

* Slack, version v0: https://docs.slack.dev/authentication/verifying-requests-from-slack
* Teams' outgoing webhooks: HMAC-SHA256 of the body under the security token; when it was said stands in the body.
* Anything else: Standard Webhooks 1.0, https://www.standardwebhooks.com

Several secrets, apart by blanks, all hold: so one can be changed while the other is still in use.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping

from drystone.program.chat_model import ChatTool

#: How old, or how far ahead, what was signed may be.
WINDOW = dt.timedelta(minutes=5)
_LONGEST = 4_096
_MOST = 10


def holds(tool: ChatTool, headers: Mapping[str, str], body: bytes, *, secrets: str, now: dt.datetime) -> bool:
    """Whether somebody who knows one of the secrets signed this body within the last minutes.

    Of Teams only the signature: ``fresh`` says whether it is new, by what stands in the body.
    """
    known = secrets.split()
    if tool.tool == "slack":
        moment = headers.get("X-Slack-Request-Timestamp", "")
        given = [headers.get("X-Slack-Signature", "")]
        signed = f"v0:{moment}:".encode("utf-8", "replace") + body
        made = [f"v0={hmac.new(one.encode(), signed, hashlib.sha256).hexdigest()}" for one in known]
        return _recent(moment, now) and _any(given, made)
    if tool.tool == "teams":
        scheme, _blank, said = headers.get("Authorization", "").partition(" ")
        return scheme == "HMAC" and _any([said.strip()], [_base64(_decoded(one), body) for one in known])
    number, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signed = f"{number}.{moment}.".encode("utf-8", "replace") + body
    given = [
        one.removeprefix("v1,") for one in headers.get("webhook-signature", "").split()[:_MOST] if one[:3] == "v1,"
    ]
    made = [_base64(_decoded(one.removeprefix("whsec_")), signed) for one in known]
    return bool(number) and _recent(moment, now) and _any(given, made)


def fresh(moment: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Whether a moment that stands in a signed body is of the last minutes."""
    return moment is not None and abs(now - moment) <= WINDOW


def _recent(seconds: str, now: dt.datetime) -> bool:
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 12):
        return False
    return abs(now.timestamp() - int(seconds)) <= WINDOW.total_seconds()


def _any(given: list[str], made: list[str]) -> bool:
    """Whether one of them fits; every pair is compared, and each takes as long however much of it fits."""
    found = False
    for one in given:
        for other in made:
            same = hmac.compare_digest(one[:_LONGEST].encode("utf-8", "replace"), other.encode())
            found = found or (same and bool(other))
    return found


def _decoded(secret: str) -> bytes:
    try:
        return base64.b64decode(secret, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _base64(key: bytes, signed: bytes) -> str:
    """Return what is signed with a key; "" for a key that is none, which nothing fits."""
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() if key else ""
