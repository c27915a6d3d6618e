"""From a row that waits to what its channel is handed."""

from __future__ import annotations

from django.urls import reverse

from drystone.directory import notices
from drystone.messages import calendars, document, kinds
from drystone.messages.carriers.parcel import Parcel
from drystone.messages.models import Message, Preference
from drystone.messages.rendering import plain


def parcel(message: Message, to: str) -> Parcel:
    """Return what a channel is handed: its text is whole, whatever the channel makes of it."""
    kept = document.from_json(message.document) if message.document else None
    method, text = "", ""
    if message.calendar:
        method = str(message.calendar["method"])
        text = calendars.invitation(message.calendar, to=to)
    return Parcel(
        number=message.number,
        to=to,
        subject=kept.title if kept else message.subject,
        text=plain.text(kept) if kept else message.text,
        at=message.created_at,
        document=kept,
        again=message.again,
        person_id=message.person_id,
        purpose=message.purpose,
        urgent=message.urgent and message.purpose not in kinds.ONE_TIME,
        off=_off(message),
        calendar=(method, text),
    )


def _off(message: Message) -> str:
    """Return the address that ends messages of this kind for their person, "" where the kind is not optional."""
    if not message.person_id or not kinds.is_optional(message.purpose):
        return ""
    secret = Preference.objects.filter(person_id=message.person_id).values_list("secret", flat=True).first()
    return notices.address(reverse("messages:off", args=[secret, message.purpose])) if secret else ""
