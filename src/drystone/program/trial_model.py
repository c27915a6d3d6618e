"""Trials of reminders: which ways of saying something are compared, declared before anybody is told anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from drystone.program.place import Place

#: What nothing is ever tried on: it is said in the best way that is known.
NEVER_TRIED: frozenset[str] = frozenset({"high", "critical"})
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class ArmWords:
    """What an arm says in one language in place of the check's own words; "" is as always."""

    title: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the ways that a trial compares; what it leaves out is as always, so an id alone is the usual way.

    ``words`` are by language. ``after`` delays the first notice, ``days`` moves it to the next of these weekdays,
    ``hours`` (as 14:00-16:00, on the reader's clock) is when in the day the message leaves, ``channels`` are those that
    are tried first.
    """

    id: str
    words: Mapping[str, ArmWords] = field(default_factory=dict)
    after: dt.timedelta = dt.timedelta()
    days: tuple[str, ...] = ()
    hours: str = ""
    channels: tuple[str, ...] = ()

    @property
    def usual(self) -> bool:
        """Whether it changes nothing."""
        return not (self.words or self.after or self.days or self.hours or self.channels)


@dataclass(frozen=True, slots=True)
class Trial:
    """A question about reminders, and how it is answered: everybody is reminded, by one of the arms, drawn by lot.

    Things that come up from ``since`` to ``until`` (inclusive) are in it, each watched for ``watch``. ``matters`` is
    the smallest difference in the time to close that would change what is done. It is about ``checks``, or, where none
    is named, about those of a ``habit`` that are not serious (``Program.tried``).
    """

    id: str
    question: str
    place: Place
    since: dt.date
    until: dt.date
    watch: dt.timedelta
    matters: dt.timedelta
    arms: tuple[Arm, ...]
    checks: tuple[str, ...] = ()
    habit: str | None = None

    @property
    def usual(self) -> Arm:
        """The arm with which the others are compared."""
        return next(arm for arm in self.arms if arm.usual)


def spoken(arm: Arm, language: str, written_in: str) -> ArmWords:
    """Return an arm's words for a reader of a language, else those in the program's own."""
    for one in (language, language.partition("-")[0], written_in):
        if one in arm.words:
            return arm.words[one]
    return ArmWords()


def weekdays(text: str) -> tuple[str, ...]:
    """Return the days of a span or a list such as ``tue-thu`` or ``mon,fri``; its form has been looked at before."""
    found: list[str] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        found += [WEEKDAYS[day % 7] for day in range(start, end + 1 + (7 if end < start else 0))]
    return tuple(day for day in WEEKDAYS if day in found)


def overlap(one: Collection[str], other: Collection[str]) -> list[str]:
    """Return the checks that two trials are both about."""
    return sorted(set(one) & set(other))
