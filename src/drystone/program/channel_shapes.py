"""The shape of ``[channels.email]`` and ``[channels.text]`` in drystone.toml: how messages leave."""

from __future__ import annotations

import ipaddress
import json
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from drystone.program.written import Word, Written

Variable = Annotated[str, Field(pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$")]
_ADDRESS = r"^[^\s@<>,;\"]+@[^\s@<>,;\"]+$"
_DEPTH = 8


def on_this_machine(host: str) -> bool:
    """Whether a host name is this machine's own, so that nothing travels over a wire."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _url(text: str) -> str:
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
    seconds: Annotated[int, Field(ge=1, le=120)] = Field(default=10, description="How long to wait for the server.")
    tries: Annotated[int, Field(ge=1, le=20)] = 5

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
    url: Annotated[str, Field(max_length=500), AfterValidator(_url)]
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
        Field(description="{to} and {text} stand for the number and the words."),
    ]
    country: Annotated[str, Field(pattern=r"^[1-9]\d{0,2}$")] = Field(
        default="", validate_default=False, description="The calling code for numbers that are written without one: 49."
    )
    seconds: Annotated[int, Field(ge=1, le=120)] = Field(default=10, description="How long to wait for the gateway.")
    tries: Annotated[int, Field(ge=1, le=20)] = 5

    @model_validator(mode="after")
    def _flat(self) -> TextChannelShape:
        if self.encoding == "form" and not all(isinstance(value, str) for value in self.body.values()):
            msg = "a form has only texts: with encoding = 'form', write body = {To = '{to}', Body = '{text}'}"
            raise ValueError(msg)
        return self


class ChannelsShape(Written):
    """How messages leave."""

    email: EmailChannelShape | None = None
    text: TextChannelShape | None = None
