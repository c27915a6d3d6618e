"""Any of the services that Apprise speaks to. Only this file knows the library, of the extra ``channels``."""

from __future__ import annotations

from urllib.parse import quote

import apprise

from drystone.messages.carriers.parcel import Parcel, UndeliveredError
from drystone.messages.rendering import plain


def send(address: str, parcel: Parcel) -> str:
    """Hand a message over. Apprise says only whether it was taken. Raises UndeliveredError."""
    service = apprise.Apprise.instantiate(address.replace("{to}", quote(parcel.to, safe="")))
    if service is None:
        raise UndeliveredError("Apprise does not know this kind of address", away=True)
    title = parcel.document.title if parcel.document else parcel.subject
    text = plain.text(parcel.document) if parcel.document else parcel.text
    if not service.notify(title=title, body=text, body_format=apprise.NotifyFormat.TEXT):
        raise UndeliveredError("the service did not take it", away=True, unclear=True)
    return ""
