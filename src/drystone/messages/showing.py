"""What each channel would be handed of a document, by the code that hands it over; nothing leaves or is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from drystone.directory import notices
from drystone.messages import kinds
from drystone.messages.carriers import letters, webhook
from drystone.messages.carriers.parcel import Parcel
from drystone.messages.document import Document
from drystone.messages.rendering import card, plain, short, slack
from drystone.program.channel_model import (
    Channel,
    EmailChannel,
    SlackChannel,
    TeamsChannel,
    TextChannel,
    WebhookChannel,
)


def parcel(document: Document, *, person_id: str, purpose: str, urgent: bool, at: dt.datetime) -> Parcel:
    """Return what a channel would be handed at a moment (aware), without any address of its person."""
    off = notices.address(reverse("messages:off", args=["preview", purpose])) if kinds.is_optional(purpose) else ""
    return Parcel(
        number="preview",
        to="",
        subject=document.title,
        text=plain.text(document),
        at=at,
        document=document,
        person_id=person_id,
        purpose=purpose,
        urgent=urgent,
        off=off,
    )


def shown(channel: Channel, one: Parcel) -> dict[str, Any]:
    """Return what would stand in a channel, as plain values: texts, HTML, or the structure that it takes."""
    document = one.document or Document(one.subject, (one.text,))
    match channel:
        case EmailChannel():
            text, html = letters.parts(one)
            return {"subject": one.subject, "text": text, "html": html}
        case SlackChannel():
            return {"text": slack.fallback(document), "blocks": slack.blocks(document)}
        case TeamsChannel():
            return card.card(document)
        case WebhookChannel():
            return webhook.payload(one)
        case TextChannel():
            return {"text": short.text(document)}
        case _:
            return {"title": one.subject, "text": plain.text(document)}
