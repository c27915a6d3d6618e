"""How the queue stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from drystone.jobs.models import Job


@dataclass(frozen=True, slots=True)
class Standing:
    """A job: ``status`` is waiting, running, done or failed; ``error`` is what went wrong last."""

    job_id: int
    name: str
    status: str
    attempts: int
    created_at: dt.datetime
    run_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    error: str


_FIELDS = (
    "id", "name", "status", "attempts", "created_at", "run_at", "started_at", "finished_at", "error",
)  # fmt: skip


def failed(*, most: int = 200) -> list[Standing]:
    """Return the jobs that failed for good, the latest first; they are shown for as long as finished jobs are kept."""
    rows = Job.objects.filter(status="failed").order_by("-finished_at", "-id")
    return [Standing(*row) for row in rows.values_list(*_FIELDS)[:most]]


def latest(name: str) -> Standing | None:
    """Return the job of a name that was asked for last, or None."""
    row = Job.objects.filter(name=name).order_by("-id").values_list(*_FIELDS).first()
    return Standing(*row) if row else None


def waiting(*, now: dt.datetime) -> tuple[int, dt.datetime | None]:
    """Return how many jobs are due and not begun, and since when the oldest is: work that nobody does."""
    due = Job.objects.filter(status="waiting", run_at__lte=now)
    return due.count(), due.order_by("run_at").values_list("run_at", flat=True).first()


def answers() -> None:
    """Ask the state's database for a row of a table of ours. Raises what the database raises where it cannot."""
    with connection.cursor() as cursor:
        cursor.execute("select 1 from jobs_lease limit 1")
        cursor.fetchall()
