"""What may be said of trials: those that are declared, that go on, and that are over. Of groups, never of a person.

While a trial goes on nothing is said of any effect, to nobody: whoever looks until something is there finds something.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Count

from drystone.lib import hours
from drystone.measures.shares import about
from drystone.measures.trials import Outcome
from drystone.program.model import Program
from drystone.program.trial_model import Trial as Declared
from drystone.reminders import trials
from drystone.reminders.models import Trial

#: Off: the program lets no trial begin. Waiting: its first day is ahead. Missed: its last day went by before it began.
State = Literal["off", "waiting", "missed", "running", "over", "stopped"]
_ORDER: tuple[State, ...] = ("running", "over", "waiting", "off", "stopped", "missed")


@dataclass(frozen=True, slots=True)
class Told:
    """A trial. ``declared`` is what ``trials.as_declared`` says, as it was when it began.

    ``people`` and ``things`` are about how many are in it now, None where too few or where it does not go on. ``ends``
    is the day from which on its outcome is said, ``ended`` when that was, ``why`` what stopped it.
    """

    state: State
    declared: Mapping[str, Any]
    ends: dt.date
    people: int | None = None
    things: int | None = None
    ended: dt.datetime | None = None
    why: str = ""
    outcome: Outcome | None = None

    @property
    def id(self) -> str:
        """What the program calls it."""
        return str(self.declared["id"])

    @property
    def since(self) -> dt.date:
        """Its first day."""
        return dt.date.fromisoformat(self.declared["from"])

    @property
    def until(self) -> dt.date:
        """Its last day."""
        return dt.date.fromisoformat(self.declared["until"])


def known(program: Program, *, now: dt.datetime) -> list[Told]:
    """Return all trials, those that go on first, then those that are over, the newest first; two queries."""
    zone = hours.zone_of(program.settings.organisation.time_zone, "UTC")
    rows = list(Trial.objects.order_by("-begun_at", "trial_id"))
    counts = {
        pk: (people, things)
        for pk, people, things in Trial.objects.filter(status="running")
        .annotate(people=Count("things__person_id", distinct=True), number=Count("things"))
        .values_list("pk", "people", "number")
    }
    floor = program.settings.privacy.group_floor
    told = [_begun(row, counts.get(row.pk, (0, 0)), floor, zone) for row in rows]
    begun = {row.digest for row in rows}
    declared = (one for one in program.trials.values() if trials.digest(program, one) not in begun)
    told += [_declared(program, one, now.astimezone(zone).date()) for one in declared]
    return sorted(told, key=lambda one: (_ORDER.index(one.state), -one.since.toordinal(), one.id))


def _begun(row: Trial, counts: tuple[int, int], floor: int, zone: zoneinfo.ZoneInfo) -> Told:
    people, things = counts
    state: State = "running" if row.status == "running" else "over" if row.status == "over" else "stopped"
    enough = state == "running" and people >= floor
    return Told(
        state,
        row.declared,
        row.ends_at.astimezone(zone).date(),
        about(people, floor) if enough else None,
        about(things, floor) if enough else None,
        row.ended_at,
        row.why,
        Outcome.of_figures(row.outcome) if state == "over" and row.outcome else None,
    )


def _declared(program: Program, one: Declared, today: dt.date) -> Told:
    state: State = "missed" if one.until < today else "waiting" if trials.allowed(program) else "off"
    return Told(state, trials.as_declared(program, one), trials.ends_on(program, one))
