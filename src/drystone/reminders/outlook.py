"""The outlook for whoever keeps the program: what would be said next, to how many, and what a year of it is like.

Made after each run, because it looks at everybody. Counts alone are kept, and none that too few people are behind.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from drystone.lake.engines import Engine
from drystone.lib import hours
from drystone.measures.floor import ALL, Cell, withhold
from drystone.program.model import Program
from drystone.reminders import gathering as gatherings
from drystone.reminders import planning, sending, trials, unreached, worlds
from drystone.reminders.models import Outlook
from drystone.reminders.simulating.year import simulate
from drystone.reminders.unreached import Unreached
from drystone.shell import site

_DAYS, _SEED = 365, 7
_WEEK, _FRESH = dt.timedelta(days=7), dt.timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Reached:
    """How many people would hear of a check; None where too few."""

    check_id: str
    title: str
    people: int | None


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest outlook. ``people`` and ``urgent`` would get a message within a week; None where too few to say."""

    made_at: dt.datetime
    people: int | None
    urgent: int | None
    checks: list[Reached]
    year: dict[str, Any]
    unreached: Unreached | None = None


def keep(program: Program, engine: Engine | None, *, now: dt.datetime) -> None:
    """Make the outlook and keep it in place of the one before."""
    body = look(program, engine, now=now)
    Outlook.objects.update_or_create(pk=1, defaults={"made_at": now, "body": body})


def is_old(now: dt.datetime) -> bool:
    """Whether the outlook is of another day: it looks at everybody, which many runs a day need not pay for."""
    return not Outlook.objects.filter(pk=1, made_at__gt=now - _FRESH).exists()


def look(program: Program, engine: Engine | None, *, now: dt.datetime) -> dict[str, Any]:
    """Return what would be said to how many at their next slot, and the figures of a made-up year."""
    people = urgent = 0
    by_check: Counter[str] = Counter()
    for page in planning.planned(program, engine, now=now, horizon=_WEEK, find=hours.next_slot):
        for one in page:
            if not one.choice.says:
                continue
            people += 1
            urgent += one.choice.urgent
            by_check.update({gap.check_id for key in one.choice.keys for gap in one.case.gaps.get(key, ())})
    floor = program.settings.privacy.group_floor
    cells = [Cell((ALL,), people), *(Cell((check_id,), count) for check_id, count in sorted(by_check.items()))]
    shown = {one.group[0]: one.count for one in withhold(cells, floor=floor)}
    total = shown.pop(ALL)
    return {
        "people": total,
        "urgent": urgent
        if (urgent == 0 or urgent >= floor) and total is not None and _apart(people, urgent, floor)
        else None,
        "checks": shown,
        "year": a_year(program, engine, now=now, floor=floor),
        "unreached": unreached.look(program, floor=floor),
    }


@dataclass(frozen=True, slots=True)
class Life:
    """A made-up time: how many days from which seed, and what the arms of trials make of people."""

    days: int = _DAYS
    seed: int = _SEED
    planted: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def a_year(
    program: Program, engine: Engine | None, *, now: dt.datetime, floor: int, life: Life | None = None
) -> dict[str, Any]:
    """Return the figures of a made-up year that begins now; empty where too few people are in it.

    ``trials`` is what came of the program's trials in it, as far as they were over, as ``measures.trials`` judges them.
    """
    life, gathering = life or Life(), gatherings.Gathering(program, engine, now=now, blind=True)
    tries = worlds.tries(program, now.date(), life.planted)
    world = worlds.from_state(program, gathering, seed=life.seed, trials=tries)
    if len(world.people) < floor or not world.kinds:
        return {}
    year = simulate(world, gathering.work, gatherings.pace(program), start=now.date(), days=life.days)
    over = {
        trial_id: trials.outcome(trials.as_declared(program, program.trials[trial_id]), told, floor).as_figures()
        for trial_id, told in year.watched.items()
    }
    return {**year.figures(), "broken": dict(year.broken), "trials": over}


def latest() -> Latest | None:
    """Return the newest outlook, or None before the first run."""
    found = Outlook.objects.filter(pk=1).first()
    if found is None:
        return None
    checks = site.program().checks
    reached = [
        Reached(check_id, checks[check_id].title.failed if check_id in checks else check_id, count)
        for check_id, count in found.body["checks"].items()
    ]
    reached.sort(key=lambda one: (-(one.people or 0), one.title))
    body = found.body
    return Latest(found.made_at, body["people"], body["urgent"], reached, body["year"], unreached.of(body))


def can_send() -> bool:
    """Whether messages could leave at all."""
    return sending.can_send()


def _apart(whole: int, part: int, floor: int) -> bool:
    """Whether neither a part nor the rest is about too few."""
    return part in {0, whole} or whole - part >= floor
