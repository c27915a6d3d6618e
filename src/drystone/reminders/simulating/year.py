"""A year, day by day, through the rules that decide for real people; and whether they held.

What must never happen is counted by name in ``BROKEN``; the figures say what a year of it feels like.
"""

from __future__ import annotations

import datetime as dt
import statistics
import zoneinfo
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from drystone.lib import hours
from drystone.measures.trials import Watched
from drystone.reminders.deciding import limiting, trying
from drystone.reminders.deciding.choosing import (
    AHEAD,
    CRITICAL,
    WEEK,
    Answering,
    Choice,
    Matter,
    Memory,
    Pace,
    Situation,
    Told,
    choose,
)
from drystone.reminders.simulating.world import Debt, Someone, World, live, pass_a_day

#: What must never happen, by name.
BROKEN = (
    "outside working hours",
    "to somebody who is away",
    "to a leaver",
    "above the budget",
    "twice on one day",
    "about what was in order",
    "before its time to settle",
    "late and the accountable never heard",
    "said to nobody for three months",
    "limited without a first and a last word, or before the day that they named",
    "limited while away, or outside working hours",
    "limited while it was in order",
    "not lifted by the night after it came in order",
    "to a line manager, of somebody they lead, without a letter on it",
)
#: How long the accountable may not have heard of something late: a week's pause, and a few free days.
_HEARD_WITHIN = dt.timedelta(days=21)
_SAID_WITHIN = dt.timedelta(days=92)
_NIGHT = dt.time(2, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the year: the debts that are its reader's own, and those that it counts as answered for."""

    to: str
    at: dt.datetime
    on: dt.date
    urgent: bool
    answers: bool
    debts: tuple[int, ...]
    counted: tuple[int, ...] = ()


@dataclass(slots=True)
class _Kept:
    """What is remembered of somebody; the same as the state remembers of real people."""

    told: dict[str, Told] = field(default_factory=dict)
    answers: Told | None = None
    stranded: set[str] = field(default_factory=set)
    thanked: dt.datetime | None = None
    days: set[dt.date] = field(default_factory=set)
    spent: list[dt.date] = field(default_factory=list)
    last: tuple[int, ...] = ()


@dataclass(slots=True)
class Year:
    """What happened: the messages, and how often which rule was broken (none should be).

    ``watched`` is what was in each trial whose last thing was watched by then.
    """

    days: int
    people: int
    sent: list[Sent] = field(default_factory=list)
    broken: Counter[str] = field(default_factory=Counter)
    opened: int = 0
    closed: int = 0
    limited: int = 0
    lifted: int = 0
    watched: dict[str, list[Watched]] = field(default_factory=dict)

    def figures(self) -> dict[str, float | int]:
        """Return what the year felt like: messages of the median and of the most reminded person, and more."""
        counts = Counter(one.to for one in self.sent)
        each = sorted([*counts.values(), *[0] * (self.people - len(counts))]) or [0]
        return {
            "days": self.days,
            "people": self.people,
            "messages": len(self.sent),
            "urgent": sum(one.urgent for one in self.sent),
            "median": statistics.median(each),
            "most": each[-1],
            "ninth_of_ten": each[len(each) * 9 // 10 if len(each) > 1 else 0],
            "things_opened": self.opened,
            "things_closed": self.closed,
            "limited": self.limited,
            "lifted": self.lifted,
        }


def simulate(world: World, work: hours.Office, pace: Pace, *, start: dt.date, days: int) -> Year:
    """Live a year (or as many days) and return what happened. The world is used up by it."""
    live(world, start=start, days=days)
    life = _Life(world, work, pace, Year(days, len(world.people)))
    for number in range(days):
        night = dt.datetime.combine(start + dt.timedelta(days=number), _NIGHT)
        pass_a_day(world, night)
        life.a_night(night)
        life.a_day(night)
    end = dt.datetime.combine(start + dt.timedelta(days=days), _NIGHT)
    _look_back(world, life.year, end)
    life.a_night(end)
    life.year.opened = len(world.debts)
    life.year.closed = sum(not debt.open(end) for debt in world.debts)
    life.year.watched = _watched(world, end)
    return life.year


@dataclass(frozen=True, slots=True)
class _Moment:
    """Somebody at a moment at which they can be told something."""

    one: Someone
    slot: hours.Slot
    own: Sequence[Debt]
    answered: Sequence[Debt]
    situation: Situation
    kept: _Kept


class _Life:
    """A world, the rules that it lives by, and what is remembered of everybody."""

    def __init__(self, world: World, work: hours.Office, pace: Pace, year: Year) -> None:
        self.world, self.work, self.pace, self.year = world, work, pace, year
        self.kept = {name: _Kept() for name in world.people}
        #: Who answers for something that came in order lately, and so has a week to hear of.
        self.mended: set[str] = set()

    def a_day(self, night: dt.datetime) -> None:
        """Decide for everybody who may have to be told something between this night and the next."""
        owned: dict[str, list[Debt]] = {}
        answered: dict[str, list[Debt]] = {}
        for debt in self.world.debts:
            if debt.ends is None or debt.ends > night:
                owned.setdefault(debt.owner, []).append(debt)
                answered.setdefault(_answering_for(debt, self.world, night), []).append(debt)
        week = night - dt.timedelta(days=WEEK)
        self.mended = {
            _answering_for(debt, self.world, night)
            for debt in self.world.debts
            if debt.ends is not None and week < debt.ends <= night
        }
        thanked = {name for name, kept in self.kept.items() if kept.last}
        for name in sorted(owned.keys() | answered.keys() | thanked):
            one = self.world.people[name]
            for slot in self._slots(one, night):
                mine = (owned.get(name, ()), answered.get(name, ()))
                moment = self._moment(one, slot, *mine)
                choice = choose(moment.situation, self.pace)
                later = self._later(choice, moment)
                if later != slot:  # What stands is read again when it leaves.
                    moment = self._moment(one, later, *mine)
                    choice = choose(moment.situation, self.pace)
                if choice.says and self._comes(one):
                    self._say(choice, moment)
                self._limit(moment)

    def _later(self, choice: Choice, moment: _Moment) -> hours.Slot:
        """Return when an arm of a trial lets a message leave."""
        tried: dict[str, trying.Tried] = {}
        zone = moment.one.zone_on(moment.slot.on)
        for debt in moment.own:
            if debt.tried is not None and debt.kind.severity < trying.SERIOUS:
                tried.setdefault(debt.kind.id, debt.tried.heard_in(zone))
        band = trying.clock(choice, moment.situation.matters, tried) if tried else ""
        return trying.moved(moment.slot, band, trying.Place(self.work, zone, moment.one.location, _spread(moment.one)))

    def a_night(self, night: dt.datetime) -> None:
        """Lift what a run finds in order, or somebody else's, as a night's run does."""
        for debt in self.world.debts:
            if debt.limited_at is not None and debt.lifted_at is None and (not debt.open(night) or not debt.foretold):
                debt.lifted_at = night
                self.year.lifted += 1

    def _comes(self, one: Someone) -> bool:
        """Whether somebody hears what is said today; what they did not come for was not said."""
        return one.comes >= 1 or self.world.random.random() < one.comes

    def _limit(self, moment: _Moment) -> None:
        """Restrict somebody for whatever the day has come of; who is away has the last word anew."""
        now, here = moment.slot.at, moment.one.here(moment.slot.on)
        for debt in moment.own:
            if debt.kind.terms is None or debt.limited_at is not None or not limiting.may_limit(debt.foretold, now=now):
                continue
            assert debt.foretold is not None
            if not here:
                debt.foretold = replace(debt.foretold, warned_at=None)
                continue
            debt.limited_at = now
            self.year.limited += 1
            self.year.broken.update(name for name, so in self._wrongly_limited(debt, moment).items() if so)

    def _wrongly_limited(self, debt: Debt, moment: _Moment) -> dict[str, bool]:
        """Hold a restriction against the messages that were sent, not against what decided it."""
        assert debt.kind.terms is not None
        now = moment.slot.at
        local = now.astimezone(moment.one.zone_on(moment.slot.on))
        told = [one.at for one in self.year.sent if one.to == debt.owner and debt.number in one.debts]
        enough = len(told) > 1 and told[0] + debt.kind.terms.after <= now and told[-1] <= now
        return {
            BROKEN[9]: not enough or not any(at + debt.kind.terms.warn <= now for at in told[1:]),
            BROKEN[10]: not moment.one.here(local.date()) or not self.work.works(local.date(), moment.one.location),
            BROKEN[11]: not debt.open(now),
        }

    def _slots(self, one: Someone, night: dt.datetime) -> Iterator[hours.Slot]:
        """The moments of a day (from one night to the next) at which somebody can be told something."""
        zone = one.zone_on(night.date())
        midnight = dt.datetime.combine(night.astimezone(zone).date() + dt.timedelta(days=1), dt.time(), tzinfo=zone)
        for begin in (night, midnight):
            found = hours.slot(self.work, zone, now=begin, location=one.location, spread=_spread(one))
            if found is not None and night <= found.at < night + dt.timedelta(days=1):
                yield found

    def _moment(self, one: Someone, slot: hours.Slot, owned: Sequence[Debt], answered: Sequence[Debt]) -> _Moment:
        kept, now = self.kept[one.id], slot.at
        own, others = ([debt for debt in debts if debt.open(now)] for debts in (owned, answered))
        situation = Situation(
            now=now,
            today=slot.on,
            here=one.here(slot.on),
            matters=_matters(own, now, one.zone_on(slot.on)),
            answering=self._answering(one, slot, others),
            closed=sum(not self.world.debts[number].open(now) for number in kept.last),
            memory=Memory(
                kept.told, kept.answers, frozenset(kept.stranded), kept.thanked, frozenset(kept.days), tuple(kept.spent)
            ),
        )
        return _Moment(one, slot, own, others, situation, kept)

    def _answering(self, one: Someone, slot: hours.Slot, debts: Sequence[Debt]) -> Answering | None:
        late = [debt.due for debt in debts if debt.due <= slot.at]
        soon = [debt.due for debt in debts if slot.at < debt.due <= slot.at + AHEAD]
        stranded = tuple(
            str(debt.number)
            for debt in debts
            if debt.kind.severity >= CRITICAL
            and debt.owner != one.id
            and not self.world.people[debt.owner].here(slot.on)
        )
        week = one.id in self.mended
        if not (late or soon or stranded or week):
            return None
        return Answering(len(late), len(soon), max(late, default=None), max(soon, default=None), stranded, week=week)

    def _say(self, choice: Choice, moment: _Moment) -> None:
        """Note a message as the state would, hold it against the rules, and let its reader act or not."""
        kept, now = moment.kept, moment.slot.at
        said = [debt for debt in moment.own if debt.kind.id in choice.keys]
        numbers = tuple(debt.number for debt in said)
        counted = tuple(debt.number for debt in moment.answered) if choice.answers else ()
        sent = Sent(moment.one.id, now, moment.slot.on, choice.urgent, choice.answers, numbers, counted)
        self.year.broken.update(name for name, is_so in self._broken(sent, said, moment).items() if is_so)
        self.year.sent.append(sent)
        for key in choice.keys:
            before = kept.told.get(key)
            kept.told[key] = Told(before.times + 1 if before else 1, now)
        if choice.answers:
            kept.answers = Told(kept.answers.times + 1 if kept.answers else 1, now)
            kept.stranded |= set(moment.situation.answering.stranded if moment.situation.answering else ())
        if choice.thanks:
            kept.thanked = now
        kept.days.add(sent.on)
        if not choice.urgent:
            kept.spent.append(sent.on)
        kept.last = numbers
        for debt in said:
            if debt.kind.terms is not None:
                debt.foretold = limiting.said(debt.foretold, due=debt.due, now=now, terms=debt.kind.terms)
            self.world.told(debt, now)

    def _broken(self, sent: Sent, said: Sequence[Debt], moment: _Moment) -> dict[str, bool]:
        """Hold one message against what must never happen, by other means than those that decided it."""
        one, work, kept = moment.one, self.work, moment.kept
        local = sent.at.astimezone(one.zone_on(sent.on))
        today, keys = local.date(), {debt.kind.id for debt in said}
        week = [day for day in kept.spent if abs((sent.on - day).days) < WEEK]
        return {
            "outside working hours": not (work.start <= local.time() < work.end and work.works(today, one.location)),
            "to somebody who is away": not one.here(today) and not one.left(today),
            "to a leaver": one.left(today),
            "above the budget": not sent.urgent and len(week) >= self.pace.per_week,
            "twice on one day": sent.on in kept.days,
            "about what was in order": any(not debt.open(sent.at) for debt in said),
            "before its time to settle": any(
                matter.settled > sent.at for matter in moment.situation.matters if matter.key in keys
            ),
            BROKEN[13]: any(self._told_of_led(number, sent) for number in (*sent.debts, *sent.counted)),
        }

    def _told_of_led(self, number: int, sent: Sent) -> bool:
        """Whether a message tells somebody of a debt of one they lead, that is not theirs to answer for either."""
        debt, people = self.world.debts[number], self.world.people
        answers = {debt.accountable, people[debt.accountable].stands_in}
        return people[debt.owner].lead == sent.to != debt.owner and sent.to not in answers


def _answering_for(debt: Debt, world: World, at: dt.datetime) -> str:
    """Who answers for it now: who stands in while they are away, as the run resolves it."""
    one = world.people[debt.accountable]
    if one.here(at.date()) or not world.people[one.stands_in].here(at.date()):
        return one.id
    return one.stands_in


def _matters(own: Sequence[Debt], now: dt.datetime, zone: zoneinfo.ZoneInfo) -> list[Matter]:
    groups: dict[str, list[Debt]] = {}
    for debt in sorted(own, key=lambda one: (-one.kind.severity, one.due > now, one.due, one.number)):
        groups.setdefault(debt.kind.id, []).append(debt)
    return [
        Matter(
            key,
            found[0].kind.severity,
            min(debt.due for debt in found),
            min(debt.opened for debt in found),
            min(_settled(debt, zone) for debt in found),
            found[0].kind.minutes,
            last_word=any(_is_last_word(debt, now) for debt in found),
        )
        for key, found in groups.items()
    ]


def _settled(debt: Debt, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """From when on it is worth saying; an arm of a trial may say it first a little later."""
    settled = debt.opened + debt.kind.settle
    return debt.tried.heard_in(zone).first_word(settled) if debt.tried else settled


def _spread(one: Someone) -> float:
    return (sum(one.id.encode()) % 97) / 97


def _watched(world: World, end: dt.datetime) -> dict[str, list[Watched]]:
    """What was in each trial that is over by the end."""
    settle = max((kind.settle for kind in world.kinds), default=dt.timedelta())
    over = {one.id for one in world.tries if one.until + settle + one.watch < end.date()}
    found: dict[str, list[Watched]] = {one: [] for one in sorted(over)}
    for debt in world.debts:
        if debt.tried is not None and debt.tried.trial.id in over:
            watched = debt.tried.watched(debt.ends)
            found[debt.tried.trial.id] += [watched] if watched is not None else []
    return found


def _night_after(moment: dt.datetime | None) -> dt.datetime:
    assert moment is not None
    night = dt.datetime.combine(moment.date(), _NIGHT)
    return night if night >= moment else night + dt.timedelta(days=1)


def _is_last_word(debt: Debt, now: dt.datetime) -> bool:
    if debt.foretold is None or debt.kind.terms is None or debt.limited_at is not None:
        return False
    return limiting.is_last_word(debt.foretold, now=now, terms=debt.kind.terms)


def _look_back(world: World, year: Year, end: dt.datetime) -> None:
    """What should have been said and was not: late things to the accountable, any thing to its owner."""
    heard: dict[str, list[dt.datetime]] = {}
    for one in year.sent:
        if one.answers:
            heard.setdefault(one.to, []).append(one.at)
    said: dict[int, list[dt.datetime]] = {}
    for one in year.sent:
        for number in one.debts:
            said.setdefault(number, []).append(one.at)
    for debt in world.debts:
        over = debt.limited_at is not None and debt.ends is not None and debt.ends <= end - dt.timedelta(days=1)
        if over and (debt.lifted_at is None or debt.lifted_at > _night_after(debt.ends)):
            year.broken[BROKEN[12]] += 1
        last = min(debt.ends or end, end)
        from_then = max(debt.due, debt.opened)
        if last - from_then > _HEARD_WITHIN:
            who = {debt.accountable, world.people[debt.accountable].stands_in}
            if not any(from_then <= at <= last for name in who for at in heard.get(name, ())):
                year.broken["late and the accountable never heard"] += 1
        settled = debt.opened + debt.kind.settle
        if last - settled > _SAID_WITHIN and not said.get(debt.number):
            year.broken["said to nobody for three months"] += 1
