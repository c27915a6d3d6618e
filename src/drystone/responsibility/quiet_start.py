"""The quiet start: whether a check's gaps may reach people yet.

- ``suggested``: its activity is only suggested.
- ``trial``: the activity is agreed, but the check runs report-only.
- ``live``: it ran for the program's trial time, a sample of its owners was confirmed right, and its A has started it.
  A sample of nobody confirms nothing: what has found nothing yet stays on trial until it does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from drystone.lake.build import Build
from drystone.lib.clock import naive_utc
from drystone.program.model import Program
from drystone.responsibility.matrix import fill

Reach = Literal["suggested", "trial", "live"]

#: How the reason of a sample begins in which there was nobody to look at; it confirms nothing.
NOBODY = "0 owners looked at"


@dataclass(frozen=True, slots=True)
class Decided:
    """That a check was ``sampled`` or ``started``, when (naive UTC), and the last day that it counts."""

    check_id: str
    kind: str
    decided_at: dt.datetime
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class CheckReach:
    """How far a check reaches, and since when (naive UTC)."""

    check_id: str
    reach: Reach
    since: dt.datetime


def reach(
    program: Program, decisions: Iterable[Decided], *, as_of: dt.datetime, first_runs: Mapping[str, dt.datetime]
) -> tuple[CheckReach, ...]:
    """Return how far each check of the program reaches at ``as_of``; a check without a first run runs first now."""
    now = naive_utc(as_of)
    earliest: dict[tuple[str, str], dt.datetime] = {}
    for decision in decisions:
        if decision.decided_at <= now and (decision.until is None or decision.until >= now.date()):
            key = (decision.check_id, decision.kind)
            earliest[key] = min(earliest.get(key, decision.decided_at), decision.decided_at)
    trial = dt.timedelta(days=program.settings.authority.trial_days)
    made = []
    for check in program.checks.values():
        first = first_runs.get(check.id, now)
        marks = [first + trial, earliest.get((check.id, "sampled")), earliest.get((check.id, "started"))]
        known = [mark for mark in marks if mark is not None and mark <= now]
        if program.activities[check.activity].standing == "suggested":
            made.append(CheckReach(check.id, "suggested", first))
        elif len(known) == len(marks):
            made.append(CheckReach(check.id, "live", max(known)))
        else:
            made.append(CheckReach(check.id, "trial", first))
    return tuple(made)


def write(build: Build, program: Program) -> None:
    """Write ``check_history`` (check_id, first_run; carried from run to run) and ``check_reach``."""
    now = naive_utc(build.as_of)
    earlier: dict[str, dt.datetime] = {}
    if build.previous_table("check_history", "_previous_check_history"):
        earlier = dict(build.engine.rows("select check_id, first_run from _previous_check_history"))
    first_runs = {check_id: min(earlier.get(check_id, now), now) for check_id in program.checks}
    decisions = [
        Decided(*row)
        for row in build.engine.rows(
            "select check_id, kind, decided_at, until from decision"
            " where kind in ('sampled', 'started') and check_id is not null and decided_at is not null"
            " and not (kind = 'sampled' and starts_with(coalesce(reason, ''), $nobody))",
            {"nobody": NOBODY},
        )
    ]
    reaches = reach(program, decisions, as_of=build.as_of, first_runs=first_runs)
    history = sorted(first_runs.items())
    listed = [(one.check_id, one.reach, one.since) for one in reaches]
    fill(build, "check_history", {"check_id": "varchar", "first_run": "timestamp"}, history)
    fill(build, "check_reach", {"check_id": "varchar", "reach": "varchar", "since": "timestamp"}, listed)
