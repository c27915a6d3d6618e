"""Gateways for text messages (HTTP): one request per message, in the structure that the program wrote down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from drystone.messages.carriers import asking
from drystone.messages.carriers.parcel import Parcel
from drystone.messages.carriers.secrets import Secrets
from drystone.messages.rendering import short
from drystone.program.channel_model import TextChannel

_PLACES = re.compile(r"\{to\}|\{text\}|\{id\}")
#: A gateway's 400 and 404 are about this number; its other answers are read as everywhere.
_OURS = frozenset({401, 403, 407})


def send(channel: TextChannel, parcel: Parcel, secrets: Secrets) -> str:
    """Hand a text message over. Raises UndeliveredError."""
    text = short.text(parcel.document) if parcel.document else parcel.text
    body = filled(channel.body, {"{to}": parcel.to, "{text}": text, "{id}": parcel.number})
    sent: dict[str, Any] = {"json": body} if channel.encoding == "json" else {"data": body}
    answer = asking.ask(
        "the gateway",
        channel.method,
        channel.url,
        seconds=channel.seconds,
        headers=_headers(channel, parcel, secrets),
        **sent,
    )
    asking.check("the gateway", answer, ours=_OURS)
    return ""


def _headers(channel: TextChannel, parcel: Parcel, secrets: Secrets) -> dict[str, str]:
    return {
        name.removesuffix("_env"): secrets.variable(value)
        if name.endswith("_env")
        else value.replace("{id}", parcel.number)
        for name, value in channel.headers.items()
    }


def filled(value: Any, words: Mapping[str, str]) -> Any:
    """Return a structure with its places filled in; the structure itself stays as it was written."""
    if isinstance(value, dict):
        return {key: filled(inner, words) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, words) for inner in value]
    if not isinstance(value, str):
        return value
    # One pass: what is filled in is not looked at again.
    return _PLACES.sub(lambda place: words[place[0]], value)
