"""How the arms of a trial change what is said and when: plain functions, for real people and for a made-up year.

1. Who is in which arm is drawn by lot, by person: a hash of the trial's own salt and the person's id. So a person hears
   all things of a trial in the same way, a second look draws the same, and no trial's draw says anything of another's.
2. Only the first notice is ever later, by what the arm says; everybody is told in every arm.
3. What is urgent, or names anything high or critical, leaves as always: in its words, at its time, by its way.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from drystone.lib import hours
from drystone.program.model import Check
from drystone.program.trial_model import WEEKDAYS, Arm, ArmWords, spoken
from drystone.reminders.deciding.choosing import Choice, Matter

#: From this severity on nothing is tried.
SERIOUS = 2


@dataclass(frozen=True, slots=True)
class Tried:
    """By which arm somebody hears of a thing, of which checks that arm speaks, and in which zone they are."""

    arm: Arm
    checks: frozenset[str]
    zone: zoneinfo.ZoneInfo

    def first_word(self, settled: dt.datetime) -> dt.datetime:
        """Return from when on it is said, where it could be said from ``settled`` on."""
        return first_word(settled, self.arm, self.zone)


def settled(opened_at: dt.datetime, check: Check | None, tried: Tried | None) -> dt.datetime:
    """Return from when on a gap is worth saying: it may mend itself before, and an arm may speak a little later."""
    at = opened_at + (check.settle if check and check.settle else dt.timedelta())
    return tried.first_word(at) if tried else at


def drawn(salt: str, person_id: str, arms: Sequence[Arm]) -> Arm:
    """Return somebody's arm: each is as likely as any other, and it is always the same one."""
    number = int(hashlib.sha256(f"{salt}\x1f{person_id}".encode()).hexdigest()[:15], 16)
    return arms[number % len(arms)]


def first_word(settled: dt.datetime, arm: Arm, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """Return when an arm speaks first of what could be said from ``settled`` (aware) on: later by its delay, and then
    from the beginning of its next weekday on. It is never more than two weeks."""
    at = settled + arm.after
    day = at.astimezone(zone).date()
    if not arm.days or WEEKDAYS[day.weekday()] in arm.days:
        return at
    ahead = next(n for n in range(1, 8) if WEEKDAYS[(day.weekday() + n) % 7] in arm.days)
    return dt.datetime.combine(day + dt.timedelta(days=ahead), dt.time(), tzinfo=zone).astimezone(dt.UTC)


def said(tried: Tried | None, check: Check | None, language: str, written_in: str) -> ArmWords:
    """Return what is said of a check in place of its own words, for a reader of a language; nothing is as always."""
    if tried is None or check is None or check.id not in tried.checks:
        return ArmWords()
    return spoken(tried.arm, language, written_in)


class Known(Protocol):
    """A gap, as far as a trial has to know it."""

    @property
    def gap_id(self) -> str:
        """Its id."""


def by_matter(
    matters: Iterable[Matter], gaps: Mapping[str, Sequence[Known]], tried: Mapping[str, Tried]
) -> dict[str, Tried]:
    """Return by which arm each thing to do is said, by its key; ``gaps`` are those that it closes."""
    found = {}
    for matter in matters:
        arms = [tried[gap.gap_id] for gap in gaps[matter.key] if gap.gap_id in tried]
        if arms and matter.severity < SERIOUS:
            found[matter.key] = arms[0]
    return found


def _speaking(choice: Choice, matters: Iterable[Matter], tried: Mapping[str, Tried]) -> Iterator[Arm]:
    """The arms of what a message names, in its order; none where any of it is serious."""
    named = set(choice.keys)
    if not choice.urgent and all(one.severity < SERIOUS for one in matters if one.key in named):
        yield from (tried[key].arm for key in choice.keys if key in tried)


def channels(choice: Choice, matters: Iterable[Matter], tried: Mapping[str, Tried]) -> tuple[str, ...]:
    """Return which channels a message tries first; none is as always."""
    return next((arm.channels for arm in _speaking(choice, matters, tried) if arm.channels), ())


def clock(choice: Choice, matters: Iterable[Matter], tried: Mapping[str, Tried]) -> str:
    """Return in which hours of the day a message leaves; "" is as always."""
    return next((arm.hours for arm in _speaking(choice, matters, tried) if arm.hours), "")


@dataclass(frozen=True, slots=True)
class Place:
    """When and where somebody works, and their own place in the first hours of the day."""

    work: hours.Office
    zone: zoneinfo.ZoneInfo
    location: str = ""
    spread: float = 0.0


def moved(slot: hours.Slot, band: str, place: Place) -> hours.Slot:
    """Return a slot moved into a band of hours of its day ("" moves nothing)."""
    if not band:
        return slot
    return hours.later(place.work, place.zone, slot, band=band, location=place.location, spread=place.spread)
