"""A made-up year that begins with an organisation as it is: its people, their zones, and what stands open now."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

from drystone.directory import queries as directory
from drystone.gaps import everyone
from drystone.program.model import SEVERITIES, Program
from drystone.reminders import sending
from drystone.reminders.deciding.limiting import Terms
from drystone.reminders.gathering import Gathering, is_reached
from drystone.reminders.simulating.tries import Try
from drystone.reminders.simulating.world import Kind, Someone, World

#: How many people a year is lived with; of more, these are a sample (ids are drawn by lot).
MOST = 300
#: How likely somebody comes by a shared screen on a working day, in a made-up year.
COMES = 0.4


#: A made-up trial begins when people have lived on for a while.
_LIVED_ON = dt.timedelta(days=14)


def tries(program: Program, start: dt.date, planted: Mapping[str, Mapping[str, float]]) -> tuple[Try, ...]:
    """Return the program's trials as if the first began soon after ``start``.

    ``planted`` says by how much an arm of a trial changes how likely people act.
    """
    first = min((one.since for one in program.trials.values()), default=start)
    found = []
    for one in program.trials.values():
        begins = start + _LIVED_ON + (one.since - first)
        days, checks = (begins, begins + (one.until - one.since)), frozenset(program.tried(one))
        found.append(Try(one.id, checks, one.arms, *days, one.watch, planted.get(one.id, {})))
    return tuple(found)


def from_state(
    program: Program, gathering: Gathering, *, seed: int, most: int = MOST, trials: Sequence[Try] = ()
) -> World:
    """Return the world as it stands. Only checks that reach people are in it, and people whom something reaches."""
    now, everybody = gathering.now, gathering.zones([*everyone.people_after("", most), *gathering.accountables])
    ways = gathering.ways(sorted(everybody))
    people = {name: told for name, told in everybody.items() if is_reached(told[0], ways.get(name))}
    held = [one for one in everyone.of_many(sorted(people), now=now) if one[2].outcome == "fail"]
    counted = Counter(gap.check_id for _person, _opened, gap in held)
    fallback = next((one for one in gathering.accountables if one in people), min(people, default=""))
    kinds, accountables = {}, {}
    for check in program.checks.values():
        if not counted[check.id]:
            continue
        due = check.due or program.settings.due[check.severity][1]
        kinds[check.id] = Kind(
            check.id, SEVERITIES.index(check.severity), due, check.settle or dt.timedelta(), check.minutes,
            1.0 + counted[check.id], _terms(program, check.id),
        )  # fmt: skip
        accountables[check.id] = fallback
    for one in everyone.behind(gathering.accountables, now=now, ahead=dt.timedelta(days=3_650)):
        if one.check_id in accountables and one.accountable in people:
            accountables[one.check_id] = one.accountable
    leads = {person_id: card.manager_id for person_id, card in directory.cards(people).items()}
    someone = {
        person_id: Someone(
            person_id, zone, where.location, lead=leads.get(person_id, ""), comes=_comes(ways.get(person_id))
        )
        for person_id, (where, zone) in sorted(people.items())
    }
    lots = Random(seed)  # noqa: S311 # A made-up year is no secret.
    world = World(lots, someone, list(kinds.values()), accountables)
    for person_id, opened, gap in held:
        if gap.check_id in kinds:
            debt = world.owe(person_id, kinds[gap.check_id], at=opened, due=gap.due)
            debt.ends = None  # What still stands has not mended itself.
    world.tries = trials  # What stood before is in none of them.
    return world


def _comes(way: sending.Ways | None) -> float:
    return COMES if way is not None and way.channels[:1] == (sending.SCREEN,) else 1.0


def _terms(program: Program, check_id: str) -> Terms | None:
    """The times of a restriction, as if its hook were no dry run: a year shows what would be."""
    told = program.consequence(check_id)
    return Terms(told.after, told.warn) if told.strategy == "remind-then-restrict" and told.hook else None
