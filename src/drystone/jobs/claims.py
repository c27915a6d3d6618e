"""Who has which job: taking one, keeping it, settling it. Every step is one short transaction.

Taking a job writes a token, the process and a moment until which it is ours; every later step asks for that token, so
a worker that lost its job (a sleeping machine, a long pause) settles nothing. A job whose process is known to be gone
is free at once, any other when its time is over.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from drystone.jobs import processes
from drystone.jobs.models import Job

#: How long a job is ours without a sign of life. Machines' clocks may differ by less than this.
LEASE = dt.timedelta(minutes=5)
#: The wait after the first failure; it doubles with each further one.
FIRST_WAIT = dt.timedelta(seconds=30)
LONGEST_WAIT = dt.timedelta(hours=6)
#: Characters of an error that are kept.
KEPT_OF_ERROR = 2_000
#: Two processes that want the same word at the same moment: the later one looks again, this often at most.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this process has, as long as the row still holds ``token``. ``attempt`` counts from 1."""

    job_id: int
    name: str
    payload: Mapping[str, Any]
    attempt: int
    token: str


def take(names: Collection[str], *, now: dt.datetime) -> Claim | None:
    """Take the job of these names that has been due for longest, or return None.

    A job whose ``unique`` word another one runs under waits until that is over.
    """
    due = Job.objects.filter(status="waiting", run_at__lte=now, name__in=names)
    for _ in range(_TRIES):
        # Looking costs no lock; only where there is something to do is the write lock of SQLite asked for.
        if not due.exists():
            return None
        try:
            return _take(due, now)
        except IntegrityError:
            continue  # Another process began one of the same word a moment ago.
    return None


def _take(due: QuerySet[Job], now: dt.datetime) -> Claim | None:
    here = processes.current()
    with transaction.atomic():
        busy = Job.objects.filter(status="running").exclude(unique="").values("unique")
        free = due.exclude(unique__in=busy).select_for_update(skip_locked=True)
        job = free.order_by("run_at", "id").first()
        if job is None:
            return None
        job.status, job.token, job.attempts = "running", secrets.token_hex(16), job.attempts + 1
        job.host, job.machine, job.boot = here.host, here.machine, here.boot
        job.pid, job.process_started = here.pid, here.started
        job.started_at, job.expires_at = now, now + LEASE
        job.save()
    return Claim(int(job.pk), job.name, job.payload, job.attempts, job.token)


def renew(claim: Claim, *, now: dt.datetime) -> bool:
    """Keep the job for longer; False where it is no longer ours."""
    return _mine(claim).update(expires_at=now + LEASE) == 1


def finish(claim: Claim, *, now: dt.datetime) -> bool:
    """Settle the job as done; False where it is no longer ours."""
    return _mine(claim).update(status="done", finished_at=now, error="", **_NOBODYS) == 1


def put_off(claim: Claim, *, until: dt.datetime, now: dt.datetime) -> bool:
    """Give the job back, not to be done before ``until``; this does not count as an attempt."""
    return _wait_again(claim, run_at=until, now=now, attempts=claim.attempt - 1)


def fail(claim: Claim, error: str, *, limit: int, now: dt.datetime) -> bool:
    """Keep why an attempt failed; the job waits for the next one, or has failed after ``limit`` attempts."""
    kept = error[:KEPT_OF_ERROR]
    if claim.attempt >= limit:
        return _mine(claim).update(status="failed", finished_at=now, error=kept, **_NOBODYS) == 1
    again = now + wait_after(claim.attempt)
    return _wait_again(claim, run_at=again, now=now, attempts=claim.attempt, error=kept)


def wait_after(attempt: int) -> dt.timedelta:
    """Return how long a job waits after its ``attempt``-th failure: 30 s, then twice as long each time, at most 6 h."""
    doublings: int = 2 ** min(attempt - 1, 20)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)


def recover(limits: Mapping[str, int], *, now: dt.datetime) -> int:
    """Free the jobs whose workers are gone and return how many; ``limits`` are the most attempts, by name.

    The attempt that was cut short counts, so a job that ends its process every time fails in the end.
    """
    freed = 0
    for job in Job.objects.filter(status="running", name__in=limits):
        if not _abandoned(job, now):
            continue
        claim = Claim(int(job.pk), job.name, job.payload, job.attempts, job.token)
        if job.attempts >= limits[job.name]:
            error = "the process that did it ended in the middle of it, as often as it may be tried"
            freed += _mine(claim).update(status="failed", finished_at=now, error=error, **_NOBODYS)
        else:
            error = "the process that did it ended in the middle of it"
            freed += _wait_again(claim, run_at=now, now=now, attempts=job.attempts, error=error)
    return freed


_NOBODYS: dict[str, Any] = {"token": "", "expires_at": None}


def _mine(claim: Claim) -> QuerySet[Job]:
    return Job.objects.filter(pk=claim.job_id, token=claim.token, status="running")


def _abandoned(job: Job, now: dt.datetime) -> bool:
    if job.expires_at is None or job.expires_at <= now:
        return True
    return processes.is_dead(processes.Process(job.host, job.machine, job.boot, job.pid, job.process_started)) is True


def _wait_again(claim: Claim, *, run_at: dt.datetime, now: dt.datetime, **values: Any) -> bool:
    """Let the job wait once more; where one of the same word already waits, that one does its work too."""
    for tries in range(_TRIES):
        try:
            with transaction.atomic():
                return _wait_or_give_way(claim, run_at, now, values)
        except IntegrityError:
            if tries == _TRIES - 1:
                raise
    return False


def _wait_or_give_way(claim: Claim, run_at: dt.datetime, now: dt.datetime, values: Mapping[str, Any]) -> bool:
    mine = _mine(claim).select_for_update().first()
    if mine is None:
        return False
    waiting = Job.objects.filter(unique=mine.unique, status="waiting").exclude(unique="")
    other = waiting.select_for_update().first()
    if other is None:
        return _mine(claim).update(status="waiting", run_at=run_at, **values, **_NOBODYS) == 1
    other.run_at, other.attempts = min(other.run_at, run_at), max(other.attempts, values["attempts"])
    other.error = values.get("error", other.error)
    other.save(update_fields=["run_at", "attempts", "error"])
    told = f"job {other.pk} does its work"
    return _mine(claim).update(status="done", finished_at=now, error=told, **_NOBODYS) == 1
