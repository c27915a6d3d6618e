"""What follows where nothing happens: the strategy of a check, the hooks that restrict and lift, agreements."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Strategy = Literal["report", "remind", "remind-then-restrict", "restrict-at-once"]
#: The strategies that end in a restriction.
RESTRICTING: frozenset[str] = frozenset({"remind-then-restrict", "restrict-at-once"})
#: What an agreement may allow: that line managers hear, as numbers, of what is late among those they lead.
Scope = Literal["managers-hear"]


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows for a check: nobody is reminded (report), people are, or are and then are restricted by a hook.

    ``after`` is the time between the day it is due, or the first word about it where that is later, and the
    restriction; ``warn`` is how long before it the last word is said. ``hook`` is "" where nothing is restricted.
    """

    strategy: Strategy = "remind"
    hook: str = ""
    after: dt.timedelta = dt.timedelta(days=14)
    warn: dt.timedelta = dt.timedelta(days=3)

    @property
    def reminds(self) -> bool:
        """Whether people are reminded."""
        return self.strategy != "report"

    @property
    def restricts(self) -> bool:
        """Whether it ends in a restriction."""
        return self.strategy in RESTRICTING


@dataclass(frozen=True, slots=True)
class Asked:
    """What a check or the program says of it; None is as the program says, else as ``Consequence`` has it."""

    strategy: Strategy | None = None
    hook: str | None = None
    after: dt.timedelta | None = None
    warn: dt.timedelta | None = None


@dataclass(frozen=True, slots=True)
class Hook:
    """What restricts somebody and lifts it again: a signed webhook (``url``) or a command, without a shell.

    ``words`` says to people what it means for them. ``dry_run``: everything but the call. It is called ``a_minute``
    times at most, and stops where it would hit more than ``most_share`` of all people.
    """

    name: str
    words: str
    url: str = ""
    secret_env: str = ""
    command: tuple[str, ...] = ()
    seconds: int = 15
    a_minute: int = 10
    most_share: float = 0.02
    dry_run: bool = True


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed with those who speak for the staff: its name, its day, until when, and what it allows."""

    id: str
    name: str
    day: dt.date
    scope: tuple[Scope, ...]
    until: dt.date | None = None

    def holds(self, on: dt.date) -> bool:
        """Whether it is in force on a day."""
        return self.day <= on and (self.until is None or on <= self.until)


def merged(*said: Asked | None) -> Consequence:
    """Return what follows, where the first that says something of a part decides it.

    What only restricting needs counts for nothing where nothing is restricted.
    """
    told = [one for one in said if one is not None]
    usual = Consequence()
    strategy = next((one.strategy for one in told if one.strategy), usual.strategy)
    if strategy not in RESTRICTING:
        return Consequence(strategy)
    return Consequence(
        strategy,
        next((one.hook for one in told if one.hook), ""),
        next((one.after for one in told if one.after is not None), usual.after),
        next((one.warn for one in told if one.warn is not None), usual.warn),
    )
