"""Teams: a flow of its Workflows takes a card and posts it, in a room or to the person whom ``to`` names."""

from __future__ import annotations

from typing import Any

from drystone.messages.carriers import asking
from drystone.messages.carriers.parcel import Parcel
from drystone.messages.carriers.secrets import Secrets
from drystone.messages.document import of_text
from drystone.messages.rendering import card
from drystone.program.channel_model import TeamsChannel

_WHO = "the flow"


def send(channel: TeamsChannel, parcel: Parcel, secrets: Secrets) -> str:
    """Hand a card over. A flow says only that it began: it has no key, and no word of what came of it."""
    address = secrets.variable(channel.webhook_env)
    answer = asking.ask(_WHO, "POST", address, seconds=channel.seconds, json=payload(parcel))
    asking.check(_WHO, answer)
    return ""


def payload(parcel: Parcel) -> dict[str, Any]:
    """Return what the flow is sent; ``to`` and ``id`` stand beside what its trigger asks for."""
    document = parcel.document or of_text(parcel.subject, parcel.text)
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card.card(document),
    }
    told = {"type": "message", "attachments": [attachment], "id": parcel.number}
    return told | {"to": parcel.to} if parcel.to else told
