"""The shape of ``[channels]`` in drystone.toml: how messages leave, and what people may choose."""

from __future__ import annotations

import ipaddress
import json
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from drystone.program.channel_model import ChannelName, Rhythm
from drystone.program.written import Word, Written

Variable = Annotated[str, Field(pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$")]
_ADDRESS = r"^[^\s@<>,;\"]+@[^\s@<>,;\"]+$"
_DEPTH = 8
_HOST = r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+)?$"
Seconds = Annotated[int, Field(ge=1, le=120, description="How long to wait for an answer.")]
Tries = Annotated[int, Field(ge=1, le=20, description="How often a message is tried that is not taken.")]
AMinute = Annotated[int, Field(ge=1, le=100_000, description="At most so many messages a minute.")]


def on_this_machine(host: str) -> bool:
    """Whether a host name is this machine's own, so that nothing travels over a wire."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def checked_url(text: str) -> str:
    """Return an address to which messages may travel. Raises ValueError."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = f"`url` is `{text}`; write one such as https://gateway.example/messages"
        raise ValueError(msg)
    if parts.username or parts.password:
        msg = "`url` holds a password; send it in a header whose name ends in _env"
        raise ValueError(msg)
    if parts.scheme == "http" and not on_this_machine(parts.hostname):
        msg = "`url` begins with http://, so codes would travel in the clear; use https://"
        raise ValueError(msg)
    return text


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError as error:
        msg = f"`body` is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise ValueError(msg) from None


def _body(value: dict[str, Any]) -> dict[str, Any]:
    texts = _texts(value, _DEPTH)
    for place in ("{to}", "{text}"):
        if not any(place in text for text in texts):
            msg = f"`body` never says {place}, so the gateway would not learn it"
            raise ValueError(msg)
    return value


def _texts(value: Any, depth: int) -> list[str]:
    """Return every text in a structure; keys are not filled in and do not count."""
    if not depth:
        msg = f"`body` is nested more than {_DEPTH} deep"
        raise ValueError(msg)
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one, depth - 1)]


class EmailChannelShape(Written):
    """A mail server that takes our messages."""

    kind: Literal["smtp"] = "smtp"
    host: Word
    port: Annotated[int, Field(ge=1, le=65_535)] = 587
    sender: Annotated[str, Field(pattern=_ADDRESS, max_length=254)] = Field(
        alias="from", description="The address that messages come from."
    )
    starttls: bool = Field(default=True, description="Ask for encryption before anything is said.")
    tls: bool = Field(default=False, description="The port is encrypted from the first byte, as 465 is.")
    user: str = ""
    user_env: Variable = ""
    password_env: Variable = ""
    password_file: str = ""
    ca_file: str = Field(default="", description="The certificates to trust, where the machine's own are not meant.")
    name: Annotated[str, Field(pattern=r"^[^\r\n<>\"]*$", max_length=80)] = Field(
        default="", description="What stands before the address; the organisation's name where it is not said."
    )
    dkim_selector: Annotated[str, Field(pattern=r"^([A-Za-z0-9]([A-Za-z0-9._-]{0,62}))?$")] = Field(
        default="", description="Sign letters, with the key whose public half stands in the DNS under this name."
    )
    dkim_domain: Annotated[str, Field(pattern=_HOST, max_length=253)] = ""
    dkim_key_env: Variable = ""
    dkim_key_file: str = ""
    seconds: Seconds = 10
    tries: Tries = 5
    a_minute: AMinute = 300

    @model_validator(mode="after")
    def _signed(self) -> EmailChannelShape:
        if bool(self.dkim_selector) != bool(self.dkim_key_env or self.dkim_key_file):
            msg = "letters are signed with both: dkim_selector and dkim_key_file (or dkim_key_env)"
            raise ValueError(msg)
        domain = self.sender.rpartition("@")[2].lower()
        if self.dkim_domain and not f".{domain}".endswith(f".{self.dkim_domain}"):
            msg = f"`dkim_domain` is not that of `from`: a signature for another domain than {domain} proves nothing"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _together(self) -> EmailChannelShape:
        open_wire = not (self.starttls or self.tls) and not on_this_machine(self.host)
        if open_wire:
            msg = "`starttls` and `tls` are both off, so messages would travel in the clear; leave starttls on"
            raise ValueError(msg)
        if bool(self.user or self.user_env) != bool(self.password_env or self.password_file):
            msg = "a mail server that asks who we are needs both: user (or user_env) and password_env (or _file)"
            raise ValueError(msg)
        return self


class TextChannelShape(Written):
    """A gateway that takes text messages over HTTP."""

    kind: Literal["http"] = "http"
    url: Annotated[str, Field(max_length=500), AfterValidator(checked_url)]
    method: Literal["POST", "PUT"] = "POST"
    headers: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,80}$")], Annotated[str, Field(max_length=500)]] = (
        Field(default={}, description="Authorization_env = 'NAME' sends the header Authorization from a variable.")
    )
    encoding: Literal["json", "form"] = "json"
    body: Annotated[
        dict[str, Any],
        BeforeValidator(_parsed),
        AfterValidator(_body),
        WithJsonSchema({"type": ["object", "string"]}),
        Field(
            description="{to} and {text} stand for the number and the words, {id} for what is the same at every try."
        ),
    ]
    country: Annotated[str, Field(pattern=r"^[1-9]\d{0,2}$")] = Field(
        default="", validate_default=False, description="The calling code for numbers that are written without one: 49."
    )
    seconds: Seconds = 10
    tries: Tries = 5
    a_minute: AMinute = 60

    @model_validator(mode="after")
    def _flat(self) -> TextChannelShape:
        if self.encoding == "form" and not all(isinstance(value, str) for value in self.body.values()):
            msg = "a form has only texts: with encoding = 'form', write body = {To = '{to}', Body = '{text}'}"
            raise ValueError(msg)
        return self


class SlackChannelShape(Written):
    """A Slack workspace."""

    kind: Literal["slack"] = "slack"
    token_env: Variable = Field(default="", description="A bot's token: it writes to single people.")
    webhook_env: Variable = Field(default="", description="An incoming webhook's address: it writes to one room.")
    url: Annotated[str, Field(max_length=500), AfterValidator(checked_url)] = "https://slack.com/api"
    seconds: Seconds = 10
    tries: Tries = 5
    a_minute: AMinute = 50

    @model_validator(mode="after")
    def _some(self) -> SlackChannelShape:
        if not (self.token_env or self.webhook_env):
            msg = "Slack needs token_env (to write to people), webhook_env (to write to a room), or both"
            raise ValueError(msg)
        return self


class TeamsChannelShape(Written):
    """A flow of Teams' Workflows that begins when a webhook request is received."""

    kind: Literal["teams"] = "teams"
    webhook_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
    people: bool = Field(default=False, description="The flow hands each card to the person whom `to` names.")
    seconds: Seconds = 15
    tries: Tries = 5
    a_minute: AMinute = 60


class WebhookChannelShape(Written):
    """A server of one's own that takes signed messages."""

    kind: Literal["webhook"] = "webhook"
    url: Annotated[str, Field(max_length=500), AfterValidator(checked_url)]
    secret_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = Field(
        description="Secrets as whsec_…, the newest first; while two stand there, both sign."
    )
    seconds: Seconds = 10
    tries: Tries = 8
    a_minute: AMinute = 600


class AppriseChannelShape(Written):
    """Anything that Apprise speaks to; needs the extra `channels`."""

    kind: Literal["apprise"] = "apprise"
    url_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = Field(
        description="An address of Apprise; {to} in it stands for the person's address or number."
    )
    to: Literal["email", "phone", "room"] = Field(default="room", description="What {to} stands for.")
    country: Annotated[str, Field(pattern=r"^([1-9]\d{0,2})?$")] = ""
    seconds: Seconds = 20
    tries: Tries = 3
    a_minute: AMinute = 30


class ScreenChannelShape(Written):
    """Shared screens: messages wait there for people who sign in with a badge, and can be printed."""

    kind: Literal["screen"] = "screen"


class ChannelsShape(Written):
    """How messages leave, and what people may choose."""

    order: Annotated[list[ChannelName], Field(max_length=7)] = Field(
        default=[], description="The channels that reach people, the usual one first; people may choose another."
    )
    rhythms: Annotated[list[Rhythm], Field(min_length=1, max_length=3)] = Field(
        default=["weekly", "daily", "at-once"], description="The rhythms that people may choose, the usual one first."
    )
    email: EmailChannelShape | None = None
    text: TextChannelShape | None = None
    slack: SlackChannelShape | None = None
    teams: TeamsChannelShape | None = None
    webhook: WebhookChannelShape | None = None
    apprise: AppriseChannelShape | None = None
    screen: ScreenChannelShape | None = None

    @model_validator(mode="after")
    def _ordered(self) -> ChannelsShape:
        for name in self.order:
            if not self._reaches(name):
                msg = f"`order` names {name}, which is not set up here, or writes to a room and not to single people"
                raise ValueError(msg)
        for key, listed in (("order", self.order), ("rhythms", self.rhythms)):
            if len(set(listed)) != len(listed):
                msg = f"`{key}` names one of them twice"
                raise ValueError(msg)
        return self

    def _reaches(self, name: str) -> bool:
        match getattr(self, name):
            case SlackChannelShape() as slack:
                return bool(slack.token_env)
            case TeamsChannelShape() as teams:
                return teams.people
            case AppriseChannelShape() as apprise:
                return apprise.to != "room"
            case given:
                return given is not None
