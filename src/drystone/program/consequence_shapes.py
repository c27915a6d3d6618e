"""The shapes of ``consequence`` in a check, and of ``[consequence]``, ``[hooks.<name>]`` and ``[agreements.<id>]``."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from drystone.program.channel_shapes import Seconds, Variable, checked_url
from drystone.program.consequence_model import Scope, Strategy
from drystone.program.written import Day, Duration, Id, Word, Written

#: A file of the folder that the server's environment names: a program names no path.
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


class ConsequenceShape(Written):
    """What follows where nothing happens, and when."""

    strategy: Strategy | None = Field(
        default=None,
        description="report: nobody is reminded; remind; remind-then-restrict; restrict-at-once.",
    )
    hook: Id | None = Field(default=None, description="Which of [hooks] restricts, and lifts it again.")
    after: Duration | None = Field(
        default=None, description="From the day it is due (or the first word, where that is later) to the restriction."
    )
    warn: Duration | None = Field(default=None, description="How long before the restriction the last word is said.")


def _strategy(value: Any) -> Any:
    return {"strategy": value} if isinstance(value, str) else value


Consequence = Annotated[
    ConsequenceShape, BeforeValidator(_strategy, json_schema_input_type=Strategy | ConsequenceShape)
]


def _address(text: str) -> str:
    return checked_url(text) if text else text


class HookShape(Written):
    """What restricts somebody and lifts it again: a signed webhook, or a command."""

    words: Word = Field(description="What it means, for the person: You can read mail in the browser only.")
    url: Annotated[str, Field(max_length=300), AfterValidator(_address)] = Field(
        default="", description="Where a signed request goes (Standard Webhooks)."
    )
    secret_env: Variable = Field(default="", description="The variable with the webhook's secret, whsec_….")
    command: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=20)] = Field(
        default=[],
        description="A file of the folder that DRYSTONE_HOOKS names, and its arguments; run without a shell.",
    )
    seconds: Seconds = 15
    a_minute: Annotated[int, Field(ge=1, le=600)] = Field(default=10, description="Calls a minute, at most.")
    most_share: Annotated[float, Field(gt=0, le=0.5)] = Field(
        default=0.02, description="It stops where it would hit more than this share of all people."
    )
    dry_run: bool = Field(default=True, description="Everything but the call, until you have looked and say false.")

    @model_validator(mode="after")
    def _one_way(self) -> HookShape:
        if bool(self.url) == bool(self.command):
            msg = "a hook is a `url` or a `command`, one of the two"
            raise ValueError(msg)
        if self.url and not self.secret_env:
            msg = "a webhook is signed: name the variable with its secret in `secret_env`"
            raise ValueError(msg)
        if self.command and not _FILE.fullmatch(self.command[0]):
            msg = "`command` begins with the name of a file in the folder of hooks, without a path"
            raise ValueError(msg)
        return self


class AgreementShape(Written):
    """What was agreed with those who speak for the staff."""

    name: Word = Field(description="What it is called, and with whom it was made.")
    day: Day
    until: Day | None = None
    scope: Annotated[list[Scope], Field(min_length=1, max_length=10)] = Field(
        description="managers-hear: line managers hear, as numbers, of what is late among those they lead."
    )

    @model_validator(mode="after")
    def _in_order(self) -> AgreementShape:
        if self.until is not None and self.until < self.day:
            msg = "it would end before it begins"
            raise ValueError(msg)
        return self
