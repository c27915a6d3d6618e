"""Slack: a bot writes to single people (chat.postMessage), an incoming webhook to its one room.

Facts: https://docs.slack.dev/reference/methods/chat.postMessage. Slack has no key by which it would refuse a message
that it has already, so ours carry one as metadata: where an earlier try may have arrived, we look before we write.
"""

from __future__ import annotations

from typing import Any

from drystone.messages.carriers import asking
from drystone.messages.carriers.parcel import Parcel, UndeliveredError
from drystone.messages.carriers.secrets import Secrets
from drystone.messages.rendering import slack
from drystone.program.channel_model import SlackChannel

_WHO = "Slack"
_EVENT = "drystone_message"
#: Errors that are about this person: https://docs.slack.dev/reference/methods/users.lookupByEmail
_NOBODY = frozenset({"users_not_found", "user_not_found", "user_disabled", "cannot_dm_bot", "channel_not_found"})
#: Errors that are about this message.
_FINAL = frozenset({"msg_too_long", "no_text", "invalid_blocks", "invalid_blocks_format", "too_many_attachments"})

Json = dict[str, Any]


def send(channel: SlackChannel, parcel: Parcel, secrets: Secrets) -> str:
    """Hand a message over and return where it stands ("" in a room). Raises UndeliveredError."""
    if not parcel.to:
        answer = asking.ask(
            _WHO, "POST", secrets.variable(channel.webhook_env), seconds=channel.seconds, json=_message(parcel)
        )
        asking.check(_WHO, answer)
        return ""
    talk = _Talk(channel, secrets.variable(channel.token_env))
    found = talk.ask("GET", "users.lookupByEmail", params={"email": parcel.to}).get("user")
    user = str(found.get("id", "")) if isinstance(found, dict) else ""
    if not user:
        raise UndeliveredError("Slack knows nobody by this address", nobody=True)
    if parcel.again and (there := talk.there_already(user, parcel.number)):
        return there
    metadata = {"event_type": _EVENT, "event_payload": {"id": parcel.number}}
    said = talk.ask("POST", "chat.postMessage", json={"channel": user, "metadata": metadata, **_message(parcel)})
    return f"{said.get('channel', '')}/{said.get('ts', '')}"


def _message(parcel: Parcel) -> Json:
    """Nothing unfolds: Slack would fetch the addresses, and some of them do something."""
    quiet = {"unfurl_links": False, "unfurl_media": False}
    if parcel.document is None:
        words = f"{parcel.subject}\n{parcel.text}" if parcel.subject else parcel.text
        return {"text": slack.escaped(words), "mrkdwn": False, **quiet}
    return {"text": slack.fallback(parcel.document), "blocks": slack.blocks(parcel.document), **quiet}


class _Talk:
    """What is said with a bot's token."""

    def __init__(self, channel: SlackChannel, token: str) -> None:
        self._channel = channel
        self._headers = {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, name: str, **more: Any) -> Json:
        url = f"{self._channel.url.rstrip('/')}/{name}"
        answer = asking.ask(_WHO, method, url, seconds=self._channel.seconds, headers=self._headers, **more)
        asking.check(_WHO, answer)
        said = answer.json()
        if said.get("ok") is True:
            return said
        error = said.get("error")
        # Whatever Slack answers is shown to administrators; its own words for errors are short and plain.
        word = error if isinstance(error, str) and error.isascii() and error.isprintable() and len(error) < 60 else "?"
        if word in _NOBODY:
            raise UndeliveredError(f"Slack says {word}", nobody=True)
        raise UndeliveredError(f"Slack says {word}", final=word in _FINAL, away=word not in _FINAL, wait=answer.wait())

    def there_already(self, user: str, number: str) -> str:
        """Return where a message of ours stands already, or ""; needs the scopes im:write and im:history."""
        room = self.ask("POST", "conversations.open", json={"users": user}).get("channel")
        room_id = str(room.get("id", "")) if isinstance(room, dict) else ""
        asked = {"channel": room_id, "limit": "50", "include_all_metadata": "true"}
        messages = self.ask("GET", "conversations.history", params=asked).get("messages")
        for message in messages if isinstance(messages, list) else []:
            metadata = message.get("metadata") if isinstance(message, dict) else None
            payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
            if isinstance(payload, dict) and payload.get("id") == number:
                return f"{room_id}/{message.get('ts', '')}"
        return ""
