"""The state's side of a run, one short transaction per step; DESIGN calls it the protocol.

    building → applying → applied          building → failed

Only ``commit`` makes a run binding, and from then on it is always finished. Every step checks the fence, so a run that
lost its lease without noticing changes nothing any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from drystone.gaps import actions as gaps
from drystone.gaps import queries as gap_queries
from drystone.jobs import actions as jobs
from drystone.jobs import queue
from drystone.lib.errors import StoreError
from drystone.runs.models import Head, Run


@dataclass(frozen=True, slots=True)
class Pending:
    """A run that is committed and not wholly applied."""

    run_id: str
    as_of: dt.datetime
    upto: int


def applied() -> str:
    """Return the id of the run that the state shows, or ""."""
    return Head.objects.filter(pk=1).values_list("applied", flat=True).order_by().first() or ""


def applied_as_of() -> dt.datetime | None:
    """Return the moment that the run which the state shows judged by, or None before the first."""
    return Run.objects.filter(run_id=applied()).values_list("as_of", flat=True).first()


def pending() -> Pending | None:
    """Return the run that has to be finished first, if there is one."""
    run = Run.objects.filter(status="applying").first()
    return Pending(run.run_id, run.as_of, run.applied_upto) if run else None


def begin(run_id: str, held: jobs.Held, *, as_of: dt.datetime, digest: str, at: dt.datetime) -> str:
    """Record that a run starts and return its parent, the applied run. Runs that died while building have failed."""
    with transaction.atomic():
        jobs.guard(held)
        dead = Run.objects.filter(status="building")
        dead.update(status="failed", finished_at=at, error="it ended without saying why")
        parent = Head.objects.get(pk=1).applied
        Run.objects.create(
            run_id=run_id, as_of=as_of, parent=parent, program_digest=digest, fence=held.fence, started_at=at
        )
    return parent


def fail(run_id: str, *, at: dt.datetime, error: str) -> None:
    """Record why a run came to nothing; a run past its commit point is left as it is."""
    Run.objects.filter(run_id=run_id, status="building").update(status="failed", finished_at=at, error=error)


def commit(run_id: str, held: jobs.Held, *, parent: str, changes: int, report: Mapping[str, Any]) -> None:
    """The commit point: from here the run is always finished. Raises StoreError where the state went on without it."""
    with transaction.atomic():
        jobs.guard(held)
        head = Head.objects.select_for_update().get(pk=1)
        if head.applied != parent or head.applying:
            raise StoreError("another run was applied in the meantime", do="start the run again; nothing was changed")
        head.applying = run_id
        head.save()
        Run.objects.filter(run_id=run_id, status="building").update(
            status="applying", changes=changes, report=dict(report)
        )


def keep(run_id: str, held: jobs.Held, upto: int, counts: Mapping[str, int]) -> None:
    """Within a batch's transaction: check the fence and remember how far the run is applied."""
    jobs.guard(held)
    run = Run.objects.select_for_update().get(run_id=run_id)
    run.applied_upto = upto
    run.counts = {name: run.counts.get(name, 0) + counts.get(name, 0) for name in {*run.counts, *counts}}
    run.save(update_fields=["applied_upto", "counts"])


def finish(run_id: str, held: jobs.Held, *, as_of: dt.datetime, at: dt.datetime, zone: str) -> dict[str, int]:
    """The last transaction: the state shows this run. Returns the report's figures about gaps.

    ``zone`` is the organisation's, in which days end for whoever's zone is not known.
    """
    with transaction.atomic():
        jobs.guard(held)
        head = Head.objects.select_for_update().get(pk=1)
        gaps.expire(as_of, usual=zone)
        run = Run.objects.get(run_id=run_id)
        standing = gap_queries.standing()
        done = {name: run.counts.get(name, 0) for name in ("opened", "closed", "reopened", "changed", "moved")}
        figures = {**done, "open": standing.open, "excepted": standing.excepted, "unowned": standing.unowned}
        run.status, run.finished_at = "applied", at
        run.report = {**run.report, "gaps": figures}
        run.save(update_fields=["status", "finished_at", "report"])
        head.applied, head.applying = run_id, ""
        head.save()
        queue.publish("run-applied", {"run_id": run_id}, now=at)
    return figures


def kept() -> set[str]:
    """Return the runs whose snapshots must stay: the applied one, its parent, and one being applied."""
    head = Head.objects.get(pk=1)
    current = Run.objects.filter(run_id__in=[head.applied, head.applying]).values_list("run_id", "parent")
    return {run_id for pair in current for run_id in pair if run_id}
