"""Keeps the figures of practice messages: each campaign's once, a week after it was sent, and never again."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any, cast

from drystone.lake.engines import Engine
from drystone.lib.proportions import share
from drystone.measures import practice, practice_counting
from drystone.measures.models import PracticeFigures
from drystone.measures.practice import Campaign, First, Group, Machines
from drystone.measures.practice_words import Did
from drystone.measures.shares import Rate
from drystone.program.model import Program
from drystone.shell import site

#: How long after it was sent a campaign is counted: nearly all who report have done so by then.
SETTLED = dt.timedelta(days=7)
#: For how long everybody's own page says that a message was practice, from when it is over.
TOLD = dt.timedelta(days=14)
_NOTHING = Machines(None, None, {})


def keep(program: Program, engine: Engine, *, as_of: dt.datetime, run_id: str) -> int:
    """Write the figures of campaigns that are old enough and were not written yet, and return of how many.

    ``engine`` sees the applied run's tables. A campaign of which nobody knows when it was sent is written at once.
    """
    floor = program.settings.privacy.group_floor
    known = set(PracticeFigures.objects.values_list("source", "campaign"))
    due = {
        (source, campaign)
        for source, campaign, _name, began in practice_counting.campaigns(engine)
        if (source, campaign) not in known and (began is None or began <= as_of - SETTLED)
    }
    if not due:
        return 0
    rows = [
        PracticeFigures(
            source=one.source, campaign=one.id, began=one.began, floor=floor,
            figures=_written(practice.shown(one, floor)), run_id=run_id,
        )
        for one in practice_counting.counted(engine, as_of)
        if (one.source, one.id) in due
    ]  # fmt: skip
    # Another worker may have written one of them meanwhile; what stands first stays.
    PracticeFigures.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)
    return len(rows)


def current() -> tuple[Campaign, ...]:
    """Return every campaign, the newest first: those that run without figures. One query and one look-up."""
    if site.snapshot() is None:
        return ()
    program = site.program()
    floor = program.settings.privacy.group_floor
    kept = {(row.source, row.campaign): _read(row, floor) for row in PracticeFigures.objects.all()}
    with site.reading() as engine:
        running = [
            Campaign(campaign, source, name or campaign, began, None, *_RUNNING)
            for source, campaign, name, began in practice_counting.campaigns(engine)
            if (source, campaign) not in kept
        ]
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    found = [practice.rated(one, program) for one in (*kept.values(), *running)]
    return tuple(sorted(found, key=lambda one: (one.began or never, one.source, one.id), reverse=True))


def lately(now: dt.datetime) -> Campaign | None:
    """Return the newest campaign that was over less than ``TOLD`` ago, None where there is none. One query.

    The same for everybody: who got it, and what they did, only ``own`` says, to them.
    """
    rows = PracticeFigures.objects.filter(began__gt=now - SETTLED - TOLD, began__lte=now).order_by("-began", "campaign")
    newest = rows.first()
    if newest is None:
        return None
    program = site.program()
    return practice.rated(_read(newest, program.settings.privacy.group_floor), program)


def own(person_id: str) -> list[tuple[Campaign, Did]]:
    """Return the campaigns that are over and were sent to somebody, the newest first, with what they did; for them."""
    told = [one for one in current() if one.whole.reported.said != "running"]
    if not told:
        return []
    with site.reading() as engine:
        did = practice_counting.own(engine, person_id)
    return [(one, cast("Did", did[one.source, one.id])) for one in told if (one.source, one.id) in did]


_RUNNING = (Group("", None, Rate("running"), Rate("running")), (), None, _NOTHING, ())


def _written(one: Campaign) -> dict[str, Any]:
    return {
        "name": one.name,
        "groups": [asdict(group) for group in (one.whole, *one.departments)],
        "first": asdict(one.first) if one.first else None,
        "machines": asdict(one.machines),
        "curve": one.curve,
    }


def _read(row: PracticeFigures, floor: int) -> Campaign:
    told = row.figures
    whole, *departments = (_group(group) for group in told["groups"])
    one = Campaign(
        row.campaign, row.source, told["name"], row.began, None, whole, tuple(departments),
        First(**told["first"]) if told["first"] else None, Machines(**told["machines"]),
        tuple((at, part) for at, part in told["curve"]),
    )  # fmt: skip
    # Figures that were withheld by a lower floor than today's say too much.
    return one if row.floor >= floor else practice.without(one, "withheld")


def _group(told: dict[str, Any]) -> Group:
    return Group(**{**told, "reported": _rate(told["reported"]), "clicked": _rate(told["clicked"])})


def _rate(told: dict[str, Any]) -> Rate:
    shown = told["said"] == "shown"
    return Rate(told["said"], told["count"], told["of"], share(told["count"], told["of"]) if shown else None)
