"""Who lives in a made-up year and what happens to them there, drawn from one seed."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from drystone.reminders.deciding.limiting import Foretold, Terms
from drystone.reminders.simulating.tries import Drawn, Try, draw

#: How likely somebody acts on being told, and within how many days; and how many people are like that.
HABITS: dict[str, tuple[float, tuple[int, int], float]] = {
    "acts": (0.7, (0, 2), 0.5),
    "delays": (0.4, (2, 10), 0.3),
    "ignores": (0.05, (1, 20), 0.2),
}
#: Per person and year: how much new comes up, how likely somebody leaves, or moves to another zone.
NEW, LEAVES, MOVES = 9.0, 0.1, 0.03
#: What mends itself does so mostly within its time to settle.
HEALS = 0.6
#: What comes in order without anybody being told, a day.
BY_THE_WAY = 0.004
ELSEWHERE = ("America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Europe/Lisbon", "Australia/Lord_Howe")


@dataclass(frozen=True, slots=True)
class Kind:
    """A check as a year needs it; ``share`` is how often it comes up beside the others.

    ``terms`` are the times of a restriction, None where there is none.
    """

    id: str
    severity: int
    due: dt.timedelta
    settle: dt.timedelta = dt.timedelta()
    minutes: int | None = None
    share: float = 1.0
    terms: Terms | None = None


@dataclass(slots=True)
class Debt:
    """A gap of the year. ``owner`` may change; ``ends`` is when a run finds it in order, None where nothing will.

    ``foretold`` is what was said to its owner of a restriction; ``limited_at`` and ``lifted_at`` are when that came and
    went. ``tried`` is the trial that it is in.
    """

    number: int
    kind: Kind
    owner: str
    accountable: str
    opened: dt.datetime
    due: dt.datetime
    ends: dt.datetime | None = None
    foretold: Foretold | None = None
    limited_at: dt.datetime | None = None
    lifted_at: dt.datetime | None = None
    tried: Drawn | None = None

    def open(self, at: dt.datetime) -> bool:
        """Whether it stands at a moment."""
        return self.opened <= at and (self.ends is None or at < self.ends)


@dataclass(slots=True)
class Someone:
    """A person of the year.

    ``stands_in`` is who answers for their things while they are away, ``lead`` who leads them, "" where nobody does.
    ``comes`` is how likely they come by on a day on which something waits for them at a shared screen; 1 is by mail.
    """

    id: str
    zone: zoneinfo.ZoneInfo
    location: str = ""
    habit: str = "acts"
    stands_in: str = ""
    lead: str = ""
    away: tuple[tuple[dt.date, dt.date], ...] = ()
    leaves: dt.date | None = None
    moves: tuple[dt.date, zoneinfo.ZoneInfo] | None = None
    comes: float = 1.0

    def here(self, on: dt.date) -> bool:
        """Whether they work here on a day and are not away."""
        return not self.left(on) and not any(start <= on <= end for start, end in self.away)

    def left(self, on: dt.date) -> bool:
        """Whether they have left by a day."""
        return self.leaves is not None and self.leaves <= on

    def zone_on(self, on: dt.date) -> zoneinfo.ZoneInfo:
        """Where they are on a day."""
        return self.moves[1] if self.moves is not None and self.moves[0] <= on else self.zone


@dataclass(slots=True)
class World:
    """Everybody and everything of a year."""

    random: Random
    people: dict[str, Someone]
    kinds: Sequence[Kind]
    accountables: dict[str, str]
    debts: list[Debt] = field(default_factory=list)
    tries: Sequence[Try] = ()

    def owe(self, owner: str, kind: Kind, *, at: dt.datetime, due: dt.datetime | None = None) -> Debt:
        """Let something come up; what mends itself may do so."""
        debt = Debt(len(self.debts), kind, owner, self.accountables[kind.id], at, due or at + kind.due)
        debt.tried = draw(self.tries, kind.id, owner, at, kind.settle)
        if kind.settle and self.random.random() < HEALS:
            debt.ends = at + kind.settle * self.random.random()
        self.debts.append(debt)
        return debt

    def told(self, debt: Debt, at: dt.datetime) -> None:
        """Let somebody act on what they were told, or not, as is their habit."""
        likely, (first, last), _share = HABITS[self.people[debt.owner].habit]
        if self.random.random() < (debt.tried.likely(likely) if debt.tried else likely):
            ends = at + dt.timedelta(days=self.random.randint(first, last), hours=self.random.randint(1, 20))
            debt.ends = min(debt.ends, ends) if debt.ends else ends


def live(world: World, *, start: dt.date, days: int) -> None:
    """Give everybody a habit, holidays, perhaps a farewell or a move to another zone."""
    names, weights = list(HABITS), [share for _likely, _days, share in HABITS.values()]
    everybody = sorted(world.people)
    keep = set(world.accountables.values())
    for one in (world.people[name] for name in everybody):
        one.habit = world.random.choices(names, weights)[0]
        begins = [start + dt.timedelta(days=world.random.randrange(days)) for _ in range(2)]
        one.away = tuple((day, day + dt.timedelta(days=world.random.randint(4, 20))) for day in begins)
        one.stands_in = world.random.choice(everybody)
        if one.id not in keep and world.random.random() < LEAVES:
            one.leaves = start + dt.timedelta(days=world.random.randrange(days))
        if world.random.random() < MOVES:
            when = start + dt.timedelta(days=world.random.randrange(days))
            one.moves = (when, zoneinfo.ZoneInfo(world.random.choice(ELSEWHERE)))


def pass_a_day(world: World, at: dt.datetime) -> None:
    """Let a night go by: new things come up, some come in order, a leaver's go to somebody else."""
    today, shares = at.date(), [kind.share for kind in world.kinds]
    living = [name for name in sorted(world.people) if not world.people[name].left(today)]
    for name in living:
        if world.random.random() < NEW / 365:
            world.owe(name, world.random.choices(world.kinds, shares)[0], at=at)
    for debt in world.debts:
        if not debt.open(at):
            continue
        if world.people[debt.owner].left(today):
            debt.owner, debt.foretold = world.random.choice(living), None  # Whoever has it now was told nothing.
        if world.random.random() < BY_THE_WAY:
            debt.ends = at
