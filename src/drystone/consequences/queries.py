"""How far consequences have come: for a gap's page, for a person, and as numbers for whoever keeps the program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from drystone.consequences import brakes
from drystone.consequences.calling import channel
from drystone.consequences.models import Brake, Restriction
from drystone.gaps.stages import Course
from drystone.messages import breaker
from drystone.program.consequence_model import Hook
from drystone.program.model import Program
from drystone.reminders import foretelling


def course(gap_id: str, person_ids: Collection[str]) -> Course:
    """Return how far a gap's consequence has come for the first of these people; two queries."""
    told = foretelling.earliest(gap_id, person_ids)
    rows = Restriction.objects.filter(
        gap_id=gap_id, person_id__in=person_ids, status__in=["limited", "lifting"], limited_at__isnull=False
    )
    stands = rows.order_by("limited_at").first()
    return Course(
        limits_at=told.limits_at if told else None,
        warned_at=told.warned_at if told else None,
        limited_at=stands.limited_at if stands else None,
        lifting=stands is not None and stands.status == "lifting",
    )


@dataclass(frozen=True, slots=True)
class Limit:
    """Something for which somebody's access is limited now; ``lifting``: the hook is being asked to lift it."""

    gap_id: str
    title: str
    words: str
    since: dt.datetime
    lifting: bool


def limits_of(person_id: str, program: Program) -> list[Limit]:
    """Return for what somebody's access is limited now, the oldest first; one query."""
    rows = Restriction.objects.filter(person_id=person_id, status__in=["limited", "lifting"], limited_at__isnull=False)
    return [
        Limit(
            row.gap_id,
            program.checks[row.check_id].title.failed if row.check_id in program.checks else row.check_id,
            program.settings.hooks[row.hook].words if row.hook in program.settings.hooks else "",
            row.limited_at,
            row.status == "lifting",
        )
        for row in rows.order_by("limited_at", "pk")
        if row.limited_at is not None
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a hook stands: how many people it has limited, would limit, and how many wait for it to lift.

    None where too few people are behind a number. ``failing`` is what it last answered wrongly, "" while it works.
    ``stopped`` is its brake. ``gone``: the program has it no more, though people wait for it to lift.
    """

    name: str
    words: str
    dry_run: bool
    most: int
    limited: int | None
    waiting: int | None
    would: int | None
    lifting: int | None
    failing: str
    stopped: Brake | None
    gone: bool = False
    floor: int = 0

    @property
    def stopped_at(self) -> int | None:
        """How many it would have limited when it stopped; None where that is too few people to say."""
        would = self.stopped.would if self.stopped else 0
        return would if would >= self.floor else None

    @property
    def release_for(self) -> int:
        """For how many it goes on when somebody lets it: as many as were said, else any number too few to say."""
        return max(self.stopped.would if self.stopped else 0, self.floor - 1)

    @property
    def stands_still(self) -> bool:
        """Whether it limits nobody until somebody has looked."""
        return self.stopped is not None and not self.gone and self.stopped.allowed < self.stopped.would


def standings(program: Program, *, now: dt.datetime) -> list[Standing]:
    """Return how every hook of the program stands, by name, and before them those that are gone.

    Four queries, and one for each that stopped.
    """
    hooks = list(program.settings.hooks.values())
    gone = {one.hook: one for one in Brake.objects.filter(gone=True).order_by("hook")}
    names = [*(name for name in gone if name not in program.settings.hooks), *(hook.name for hook in hooks)]
    counted = Restriction.objects.filter(hook__in=names).order_by().values("hook").annotate(
        limited=_people("limited"), waiting=_people("decided", "calling"), would=_people("dry"),
        lifting=_people("lifting"),
    )  # fmt: skip
    numbers: dict[str, dict[str, Any]] = {row["hook"]: {**row} for row in counted}
    stopped = Brake.objects.in_bulk(names)
    health = {one.channel: one for one in breaker.standings([channel(name) for name in names], now=now)}
    floor = program.settings.privacy.group_floor
    lost = [Hook(name, "", dry_run=False) for name in names if name not in program.settings.hooks]
    return [
        *(_gone(hook, numbers.get(hook.name, {}), gone[hook.name], floor) for hook in lost),
        *(_standing(hook, numbers.get(hook.name, {}), stopped, health, floor) for hook in hooks),
    ]


def _gone(hook: Hook, row: dict[str, Any], brake: Brake, floor: int) -> Standing:
    waits = sum(int(row.get(name, 0)) for name in ("limited", "waiting", "lifting"))
    shown = waits if waits == 0 or waits >= floor else None
    return Standing(hook.name, "", False, 0, 0, 0, 0, shown, "", brake, gone=True)


def _standing(
    hook: Hook, row: dict[str, Any], stopped: dict[str, Brake], health: dict[str, breaker.Standing], floor: int
) -> Standing:
    def told(name: str) -> int | None:
        count = int(row.get(name, 0))
        return count if count == 0 or count >= floor else None

    if (brake := stopped.get(hook.name)) is not None:
        brake.would = max(brake.would, brakes.hit(hook))  # More may have come since it stopped; those are let go too.
    return Standing(
        hook.name,
        hook.words,
        hook.dry_run,
        brakes.most(hook),
        told("limited"),
        told("waiting"),
        told("would"),
        told("lifting"),
        health[channel(hook.name)].error,
        brake,
        floor=floor,
    )


def _people(*statuses: str) -> Count:
    return Count("person_id", distinct=True, filter=Q(status__in=statuses))


def kept_of(person_id: str) -> dict[str, QuerySet[Any, Any]]:
    """Return what this room keeps of somebody, as a query, newest first."""
    rows = Restriction.objects.filter(person_id=person_id).exclude(status="dry").order_by("-decided_at", "pk")
    return {"limits": rows.values("gap_id", "status", "limited_at", "lifted_at", "why", at=F("decided_at"))}
