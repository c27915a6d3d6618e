"""How reports are taken and answered, as a program says it: ``[reports]`` in drystone.toml, as frozen objects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from drystone.program.chat_model import ChatTool


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who, together with another one, can open a sealed name; ``key`` is their public key (X25519, base64).

    ``role`` is the position that they hold: whoever does not hold it opens nothing, whatever file they have.
    """

    id: str
    role: str
    key: str


@dataclass(frozen=True, slots=True)
class Channel:
    """Where to tell of somebody's wrongdoing: another place than here, that those who run this system cannot see."""

    name: str = ""
    url: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        """Whether the program names one."""
        return bool(self.name or self.url or self.words)


@dataclass(frozen=True, slots=True)
class Reports:
    """When whoever reported hears again, how long what they sent is kept, and who can open what they sealed.

    ``next_word`` counts in working hours, ``urgent_word`` at any hour. ``address`` is the mailbox that takes reports,
    ``call`` the number that answers where minutes decide or nothing else works, ``on_call`` the position that is called
    where minutes decide, "" for the first that responds.
    ``keep_messages`` counts from when a report was closed, ``keep_sealed`` from when it was made, ``keep_deliveries``
    from when a message went to somebody. ``tell_recipients``: who received what others reported gets a word too.
    """

    next_word: dt.timedelta = dt.timedelta(hours=2)
    urgent_word: dt.timedelta = dt.timedelta(minutes=30)
    keep_messages: dt.timedelta = dt.timedelta(days=30)
    keep_sealed: dt.timedelta = dt.timedelta(days=180)
    keep_deliveries: dt.timedelta = dt.timedelta(days=14)
    address: str = ""
    call: str = ""
    on_call: str = ""
    tell_recipients: bool = False
    wrongdoing: Channel = Channel()
    officers: Mapping[str, Officer] = field(default_factory=dict)
    chat: Mapping[str, ChatTool] = field(default_factory=dict)
