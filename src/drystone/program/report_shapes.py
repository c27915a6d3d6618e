"""The shape of ``[reports]`` in drystone.toml: when people hear again, who opens a seal, where wrongdoing is told."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from drystone.lib.clock import parse_duration
from drystone.program.chat_model import Tool
from drystone.program.report_model import Reports
from drystone.program.written import Duration, Id, Word, Written, either

_MINUTES = r"^\d{1,6}\s*(m|h|d|w)$"
_KEY_BYTES = 32
_MOST_NAMES = dt.timedelta(days=30)
_MOST_DELIVERIES = dt.timedelta(days=90)


def _span(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    count, unit = value[:-1].strip(), value[-1:]
    if unit == "m" and count.isdigit() and count.isascii() and len(count) <= 6:
        return dt.timedelta(minutes=int(count))
    return parse_duration(value)


#: A span that may be as short as minutes.
Span = Annotated[dt.timedelta, *either(_span, {"type": "string", "pattern": _MINUTES, "examples": ["10m", "2h", "1d"]})]


def _key(text: str) -> str:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != _KEY_BYTES:
        msg = "this is no officer's key; `drystone reports officer` makes one and says what to write here"
        raise ValueError(msg)
    return text


def _positive(span: dt.timedelta) -> dt.timedelta:
    if span < dt.timedelta(minutes=1):
        msg = "this must be a minute or more"
        raise ValueError(msg)
    return span


class OfficerShape(Written):
    """Somebody who, together with another, can open a sealed name."""

    role: Id = Field(description="The position that they hold.")
    key: Annotated[Word, AfterValidator(_key)] = Field(
        description="Their public key, as drystone reports officer wrote it."
    )


class ChannelShape(Written):
    """Where somebody's wrongdoing is told; those who run this system must not be able to see it."""

    name: Word | None = None
    url: Annotated[str, Field(pattern=r"^(https?://|mailto:|tel:)[^\s]+$", max_length=300)] | None = None
    words: Word | None = Field(default=None, description="What else there is to say of it.")


class ChatToolShape(Written):
    """A chat tool that hands reports in, at /report/hooks/<name>."""

    tool: Tool = Field(description="slack, teams, or signed for anything that signs JSON as Standard Webhooks say.")
    secret_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=200)] = Field(
        description="The variable that holds what the tool signs with; two secrets, while it changes."
    )
    accounts: Id | None = Field(default=None, description="The source that lists the tool's accounts by its own ids.")
    answers: Annotated[str, Field(pattern=r"^[a-z0-9.-]+(:[0-9]{1,5})?$", max_length=254)] = Field(
        default="hooks.slack.com", description="The host of Slack's addresses for answers."
    )


class ReportsShape(Written):
    """How reports are taken and answered."""

    next_word: Annotated[Span, AfterValidator(_positive)] = Field(
        default=Reports().next_word, description="Within so much working time whoever reported hears again."
    )
    urgent_word: Annotated[Span, AfterValidator(_positive)] = Field(
        default=Reports().urgent_word, description="The same, at any hour, where minutes decide."
    )
    keep_messages: Duration = Field(
        default=Reports().keep_messages, description="How long messages that were sent along stay, at most 30d."
    )
    keep_sealed: Duration = Field(
        default=Reports().keep_sealed, description="When a seal can no longer be opened by anybody."
    )
    address: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)] | None = Field(
        default=None, description="The mailbox that takes reports."
    )
    call: Annotated[str, Field(pattern=r"^\+?[0-9][0-9 ().-]{1,38}$")] | None = Field(
        default=None, description="The number to call where minutes decide, or where nothing else works."
    )
    on_call: Id | None = Field(
        default=None, description="The position that is called where minutes decide; else the first that responds."
    )
    keep_deliveries: Duration = Field(
        default=Reports().keep_deliveries,
        description="How far back it is known who received a message, at most 90d.",
    )
    tell_recipients: bool = Field(
        default=False, description="Those who received what others reported, and did nothing, get a word too."
    )
    wrongdoing: ChannelShape | None = None
    officers: dict[Id, OfficerShape] = Field(default={}, description="Two or more who open a seal, two together.")

    chat: dict[Id, ChatToolShape] = Field(default={}, description="Chat tools that hand reports in.")

    @model_validator(mode="after")
    def _fits(self) -> ReportsShape:
        if len(self.officers) == 1:
            msg = "a seal is opened by two: name a second officer"
            raise ValueError(msg)
        if len({officer.key for officer in self.officers.values()}) < len(self.officers):
            msg = "two officers have the same key: then one of them opens a seal alone"
            raise ValueError(msg)
        if self.keep_messages > _MOST_NAMES:
            msg = "messages that were sent along name whoever sent them: keep them 30d at most"
            raise ValueError(msg)
        if self.keep_deliveries > _MOST_DELIVERIES:
            msg = "who wrote to whom says much about people: keep it 90d at most"
            raise ValueError(msg)
        return self
