"""How messages leave, as the program says it. No secret stands here: a name that ends in ``_env`` is a variable's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

#: The rhythms in which somebody may be written to about what can wait.
Rhythm = Literal["weekly", "daily", "at-once"]
RHYTHMS: tuple[Rhythm, ...] = ("weekly", "daily", "at-once")


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """A mail server; user and password by ``user``, ``user_env``, ``password_env`` or ``password_file``.

    With ``dkim_selector`` letters are signed for ``dkim_domain`` (the sender's, where it says none) with the key that
    ``dkim_key_env`` or ``dkim_key_file`` holds. ``name`` stands before the address that they come from.
    """

    host: str
    sender: str
    port: int = 587
    starttls: bool = True
    tls: bool = False
    user: str = ""
    user_env: str = ""
    password_env: str = ""
    password_file: str = ""
    ca_file: str = ""
    name: str = ""
    dkim_selector: str = ""
    dkim_domain: str = ""
    dkim_key_env: str = ""
    dkim_key_file: str = ""
    seconds: int = 10
    tries: int = 5
    a_minute: int = 300


@dataclass(frozen=True, slots=True)
class TextChannel:
    """A gateway for text messages; ``{to}``, ``{text}`` and ``{id}`` in the texts of ``body`` stand for data.

    A header whose name ends in ``_env`` gets its value from that variable; ``{id}`` stands for data in headers too.
    ``country`` is the calling code of numbers that are written without one.
    """

    url: str
    body: Mapping[str, Any]
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    encoding: Literal["json", "form"] = "json"
    country: str = ""
    seconds: int = 10
    tries: int = 5
    a_minute: int = 60


@dataclass(frozen=True, slots=True)
class SlackChannel:
    """A Slack workspace: a bot's token writes to single people, an incoming webhook to the one room it was made for."""

    token_env: str = ""
    webhook_env: str = ""
    url: str = "https://slack.com/api"
    seconds: int = 10
    tries: int = 5
    a_minute: int = 50


@dataclass(frozen=True, slots=True)
class TeamsChannel:
    """A flow of Teams' Workflows that takes cards; with ``people`` it hands each card to the person named in ``to``."""

    webhook_env: str
    people: bool = False
    seconds: int = 15
    tries: int = 5
    a_minute: int = 60


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """A server of one's own that takes signed messages (Standard Webhooks) and brings them to people."""

    url: str
    secret_env: str
    seconds: int = 10
    tries: int = 8
    a_minute: int = 600


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """Anything that Apprise speaks to; ``{to}`` in its address stands for what ``to`` says of a person."""

    url_env: str
    to: Literal["email", "phone", "room"] = "room"
    country: str = ""
    seconds: int = 20
    tries: int = 3
    a_minute: int = 30


@dataclass(frozen=True, slots=True)
class ScreenChannel:
    """The shared screen: a message waits there for its person, who signs in with a badge; they may print it."""

    tries: int = 1
    a_minute: int = 100_000


Channel = ScreenChannel | EmailChannel | TextChannel | SlackChannel | TeamsChannel | WebhookChannel | AppriseChannel
ChannelName = Literal["email", "text", "slack", "teams", "webhook", "apprise", "screen"]


def reaches_people(channel: Channel) -> bool:
    """Whether a channel brings a message to one person, and not to a room full of them."""
    match channel:
        case SlackChannel():
            return bool(channel.token_env)
        case TeamsChannel():
            return channel.people
        case AppriseChannel():
            return channel.to != "room"
        case _:
            return True


def reaches_rooms(channel: Channel) -> bool:
    """Whether a channel can also bring a message to a room: what is about nobody in particular."""
    match channel:
        case SlackChannel():
            return bool(channel.webhook_env)
        case TeamsChannel():
            return not channel.people
        case AppriseChannel():
            return channel.to == "room"
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Choice:
    """What people may choose among: the channels that reach them, the usual one first, and the rhythms likewise."""

    order: tuple[ChannelName, ...] = ()
    rhythms: tuple[Rhythm, ...] = RHYTHMS
