"""One sitting of sending: every message to its channel, and a mail server greeted once for all of them."""

from __future__ import annotations

import datetime as dt
import importlib
from typing import Self

from drystone.messages.carriers import gateway, slack, teams, webhook
from drystone.messages.carriers.mail import Mailer
from drystone.messages.carriers.parcel import Parcel, UndeliveredError
from drystone.messages.carriers.secrets import Secrets
from drystone.program.channel_model import (
    AppriseChannel,
    Channel,
    EmailChannel,
    ScreenChannel,
    SlackChannel,
    TeamsChannel,
    TextChannel,
    WebhookChannel,
)


class Delivery:
    """Hands parcels over until it is left. ``name`` is what letters come from where their channel says no name."""

    def __init__(self, secrets: Secrets, *, now: dt.datetime, name: str = "") -> None:
        self._secrets = secrets
        self._now = now
        self._mailer = Mailer(secrets, usual_name=name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._mailer.hang_up()

    def deliver(self, channel: Channel, parcel: Parcel) -> str:
        """Hand a message over and return what the channel calls it. Raises UndeliveredError, without addresses."""
        match channel:
            case EmailChannel():
                return self._mailer.send(channel, parcel)
            case TextChannel():
                return gateway.send(channel, parcel, self._secrets)
            case SlackChannel():
                return slack.send(channel, parcel, self._secrets)
            case TeamsChannel():
                return teams.send(channel, parcel, self._secrets)
            case WebhookChannel():
                return webhook.send(channel, parcel, self._secrets, now=self._now)
            case AppriseChannel():
                return self._by_apprise(channel, parcel)
            case ScreenChannel():
                raise UndeliveredError("a shared screen waits for its people; nothing is brought to it", final=True)

    def _by_apprise(self, channel: AppriseChannel, parcel: Parcel) -> str:
        try:
            services = importlib.import_module("drystone.messages.carriers.apprise_services")
        except ModuleNotFoundError:
            raise UndeliveredError("Apprise is not installed: install drystone[channels]", away=True) from None
        said: str = services.send(self._secrets.variable(channel.url_env), parcel)
        return said
