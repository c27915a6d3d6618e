"""Trials in a made-up year: arms drawn and applied by the rules for real people, with an effect planted or none."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from drystone.measures.trials import Watched
from drystone.program.trial_model import Arm
from drystone.reminders.deciding.trying import Tried, drawn

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Try:
    """A trial of some kinds of things. ``planted`` says by how much an arm changes how likely people act on being told.

    What is not in it changes nothing: then whatever is found is chance.
    """

    id: str
    kinds: frozenset[str]
    arms: tuple[Arm, ...]
    since: dt.date
    until: dt.date
    watch: dt.timedelta
    planted: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What something that came up is in: whose it was then, in which arm, and from when on it could be said."""

    trial: Try
    person: str
    arm: Arm
    since: dt.datetime

    def heard_in(self, zone: zoneinfo.ZoneInfo) -> Tried:
        """Return by which arm its owner hears of it."""
        return Tried(self.arm, self.trial.kinds, zone)

    def likely(self, usually: float) -> float:
        """Return how likely somebody acts who usually acts so likely."""
        return min(1.0, usually * self.trial.planted.get(self.arm.id, 1.0))

    def watched(self, ends: dt.datetime | None) -> Watched | None:
        """Return how long it stood, None where it mended itself before it could be said."""
        days = self.trial.watch if ends is None else ends - self.since
        if days <= dt.timedelta():
            return None
        fixed = ends is not None and days <= self.trial.watch
        return Watched(self.arm.id, self.person, min(days, self.trial.watch) / _DAY, fixed)


def draw(tries: Iterable[Try], kind: str, person: str, at: dt.datetime, settle: dt.timedelta) -> Drawn | None:
    """Return what something is in that comes up for somebody at a moment; None where in no trial."""
    for one in tries:
        if kind in one.kinds and one.since <= at.date() <= one.until:
            return Drawn(one, person, drawn(one.id, person, one.arms), at + settle)
    return None
