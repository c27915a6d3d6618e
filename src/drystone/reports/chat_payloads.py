"""What a chat tool hands in, read from its body: who said it (by the tool's own id), what, and how they are answered.

The bodies are those of Slack's slash commands and message shortcuts (a form), of Teams' outgoing webhooks (an activity
of the Bot Framework) and of anything else that says what the API takes. All of it is untrusted: what is no text counts
as none, and whatever is too deep or too much is refused.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from drystone.program.chat_model import ChatTool
from drystone.program.playbook_model import KINDS

LONGEST_TEXT = 10_000
_LONGEST_NAME, _MOST_FIELDS = 1_000, 100
_MENTION = re.compile(r"<at\b[^>]{0,200}>.{0,200}?</at>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,1000}>")
_BREAK = re.compile(r"<(?:br|/p|/div)\b[^<>]{0,100}>", re.IGNORECASE)
#: Of Slack's markup for links and people: <https://…|words>, <@U…>.
_SLACK = re.compile(r"<([^<>|]{1,2000})(?:\|([^<>]{0,2000}))?>")
_FRACTION = re.compile(r"\.(\d{1,6})\d*")


class UnreadableError(ValueError):
    """A body that none of these tools sends."""


@dataclass(frozen=True, slots=True)
class Handed:
    """``event`` tells it from another; ``account`` is the tool's id of who says it, ``email`` their address.

    ``answer_at`` is where the tool takes what only they see, "" where that is the answer itself. ``moment`` is when it
    was said, where the body says so.
    """

    event: str
    account: str = ""
    email: str = ""
    kind: str = ""
    when: str = ""
    text: str = ""
    message: bytes = b""
    language: str = ""
    sure: bool = False
    answer_at: str = ""
    moment: dt.datetime | None = None


def read(tool: ChatTool, body: bytes, *, number: str = "") -> Handed | None:
    """Read a body; None for one that only asks whether somebody is here. ``number`` is the id that its headers give.

    Raises UnreadableError.
    """
    try:
        if tool.tool == "slack":
            return _slack(body, tool)
        if tool.tool == "teams":
            return _teams(_mapping(json.loads(body)))
        return _signed(_mapping(json.loads(body)), number)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(type(error).__name__) from None


def _slack(body: bytes, tool: ChatTool) -> Handed | None:
    pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    fields = {name: value for name, value in pairs if "\0" not in value}
    if "payload" in fields:
        return _shortcut(_mapping(json.loads(fields["payload"])), tool)
    if not fields.get("command"):
        return None
    team, user = fields.get("team_id", ""), fields.get("user_id", "")
    kind, text = _kind(_plain_slack(fields.get("text", "")))
    sure, text = _sure(text)
    event = f"command {team} {user} {fields.get('trigger_id', '')}"
    return Handed(event[:_LONGEST_NAME], account=user[:_LONGEST_NAME], kind=kind, text=text, sure=sure)


def _shortcut(payload: Mapping[str, Any], tool: ChatTool) -> Handed | None:
    if payload.get("type") != "message_action":
        return None
    message, user = _inside(payload, "message"), _text(_inside(payload, "user"), "id")
    moment = _text(payload, "message_ts") or _text(message, "ts")
    event = (
        f"message {_text(_inside(payload, 'team'), 'id')} {_text(_inside(payload, 'channel'), 'id')} {moment} {user}"
    )
    text = _plain_slack(_text(message, "text", LONGEST_TEXT))
    return Handed(
        event[:_LONGEST_NAME],
        account=user,
        kind="looks-odd",
        text=text,
        sure=True,  # It is somebody else's words that are handed on.
        answer_at=_answer_at(_text(payload, "response_url"), tool),
    )


def _answer_at(url: str, tool: ChatTool) -> str:
    """Return where Slack takes the answer, or "": a body that names another host leads nowhere."""
    parts = urlsplit(url)
    here = parts.hostname in {"127.0.0.1", "localhost"}
    if parts.netloc != tool.answers or (parts.scheme != "https" and not (here and parts.scheme == "http")):
        return ""
    return url


def _teams(activity: Mapping[str, Any]) -> Handed | None:
    if activity.get("type") != "message":
        return None
    sender = _inside(activity, "from")
    words = _BREAK.sub("\n", _MENTION.sub(" ", _text(activity, "text", LONGEST_TEXT)))
    kind, text = _kind(html.unescape(_TAG.sub(" ", words)).replace("\xa0", " ").strip())
    sure, text = _sure(text)
    return Handed(
        f"message {_text(_inside(activity, 'conversation'), 'id')} {_text(activity, 'id')}"[:_LONGEST_NAME],
        account=_text(sender, "aadObjectId") or _text(sender, "id"),
        kind=kind,
        text=text,
        sure=sure,
        moment=_moment(_text(activity, "timestamp")),
    )


def _signed(told: Mapping[str, Any], number: str) -> Handed:
    kind = _text(told, "kind")
    message = told.get("message", "")
    try:
        data = base64.b64decode(message, validate=True) if isinstance(message, str) else b""
    except binascii.Error:
        raise UnreadableError("message") from None
    return Handed(
        number[:_LONGEST_NAME],
        account=_text(told, "account"),
        email=_text(told, "email"),
        kind=kind if kind in KINDS else "",
        when=_text(told, "when", 20),
        text=_text(told, "text", LONGEST_TEXT),
        message=data,
        language=_text(told, "language", 8),
        sure=told.get("sure") is True,
    )


def _kind(text: str) -> tuple[str, str]:
    """Return the kind that the first word names, and the rest; "" and all of it where it names none."""
    first, _blank, rest = text.strip().partition(" ")
    return (first, rest.strip()) if first in KINDS else ("", text.strip())


def _sure(text: str) -> tuple[bool, str]:
    """Return whether somebody wants it sent here all the same, and what they wrote."""
    first, _blank, rest = text.partition(" ")
    return (True, rest.strip()) if first.lower() == "sure" else (False, text)


def _plain_slack(text: str) -> str:
    plain = _SLACK.sub(lambda found: f"{found[2]} ({found[1]})" if found[2] else found[1], text)
    return html.unescape(plain).strip()[:LONGEST_TEXT]


def _moment(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(_FRACTION.sub(r".\1", text[:40]))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableError("no object")
    return value


def _inside(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _text(value: Mapping[str, Any], name: str, longest: int = _LONGEST_NAME) -> str:
    found = value.get(name)
    if not isinstance(found, str):
        return ""
    # Halves of characters and NUL, which JSON may hold, are no text that anything keeps.
    return found[:longest].encode("utf-8", "replace").decode().replace("\0", "")
