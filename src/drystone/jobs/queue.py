"""Work that is done later, by whichever process has a hand free; it survives the process that asked for it.

A job is asked for in the transaction that needs it, so both stand or fall together. Later rooms register what does it,
by name: the queue knows no room. A job may be done twice where a process dies at the wrong moment, so a handler does
the same thing twice without harm.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from drystone.jobs import claims
from drystone.jobs.claims import Claim
from drystone.jobs.models import Job
from drystone.lib.errors import DrystoneError

log = logging.getLogger("drystone.jobs")

#: How often a job is tried before it has failed: with the doubling waits between, for about an hour.
ATTEMPTS = 8
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Task:
    """A job as its handler sees it. ``now`` is when it began, aware, in UTC."""

    job_id: int
    name: str
    payload: Mapping[str, Any]
    now: dt.datetime
    attempt: int


class LaterError(Exception):
    """Raised by a handler that cannot begin yet: the job waits for ``after``, and this counts as no attempt."""

    def __init__(self, after: dt.timedelta) -> None:
        super().__init__(f"not before {after} from now")
        self.after = max(after, dt.timedelta(seconds=1))


Handler = Callable[[Task], None]


@dataclass(frozen=True, slots=True)
class Registered:
    """What does the jobs of a name: how often one is asked for, how often it is tried, and whether it takes long."""

    function: Handler
    every: dt.timedelta | None
    attempts: int
    long: bool


_HANDLERS: dict[str, Registered] = {}
_LISTENERS: dict[str, list[str]] = {}


def handler(
    name: str,
    *,
    every: dt.timedelta | None = None,
    after: str = "",
    attempts: int = ATTEMPTS,
    long: bool = False,
) -> Callable[[Handler], Handler]:
    """Register what does the jobs of a name.

    With ``every`` the workers also ask for one per such period (counted from 1970 in UTC), all together; with
    ``after`` one is asked for whenever that is published. It is tried ``attempts`` times. ``long`` work (a minute and
    more) is done beside the rest, so that nothing quick waits for it.
    """

    def register(function: Handler) -> Handler:
        known = _HANDLERS.get(name)
        if known is not None and known.function is not function:
            raise AssertionError(f"two handlers are called {name!r}")
        _HANDLERS[name] = Registered(function, every, attempts, long)
        if after and name not in _LISTENERS.setdefault(after, []):
            _LISTENERS[after].append(name)
        return function

    return register


def registered() -> Mapping[str, Registered]:
    """Return what this process can do, by name."""
    return _HANDLERS


def enqueue(
    name: str,
    payload: Mapping[str, Any] | None = None,
    *,
    now: dt.datetime,
    at: dt.datetime | None = None,
    unique: str = "",
) -> int:
    """Ask for a job, not before ``at``, and return its number.

    Of jobs that wait under one ``unique`` word there is only ever one: asking again returns its number, gives it the
    newer payload, and brings it forward where ``at`` is earlier. While one runs, another one may wait.
    """
    wanted, due = dict(payload or {}), at or now
    if not unique:
        return int(Job.objects.create(name=name, payload=wanted, created_at=now, run_at=due).pk)
    for tries in range(_TRIES):
        with transaction.atomic():
            # Locked until the asker's transaction ends: nobody begins the job before what it is about is there.
            waiting = Job.objects.select_for_update().filter(unique=unique, status="waiting").first()
            if waiting is not None:
                waiting.payload, waiting.run_at = wanted, min(waiting.run_at, due)
                waiting.save(update_fields=["payload", "run_at"])
                return int(waiting.pk)
            try:
                with transaction.atomic():
                    new = Job.objects.create(name=name, payload=wanted, unique=unique, created_at=now, run_at=due)
                    return int(new.pk)
            except IntegrityError:
                if tries == _TRIES - 1:
                    raise
    raise AssertionError("the last try returns or raises")


def again(job_id: int, *, now: dt.datetime) -> bool:
    """Let a failed job be tried anew, or leave it to the same one where that waits; False where none failed."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, status="failed").first()
        if job is None:
            return False
        if not (job.unique and Job.objects.filter(unique=job.unique, status="waiting").exists()):
            Job.objects.filter(pk=job_id).update(status="waiting", attempts=0, run_at=now, finished_at=None)
    return True


def publish(event: str, payload: Mapping[str, Any], *, now: dt.datetime) -> None:
    """Say that something happened: one job for every handler that wants to know, in this transaction."""
    for name in sorted(_LISTENERS.get(event, [])):
        enqueue(name, payload, now=now, unique=f"{event}:{name}")


def ask_periodic(*, now: dt.datetime, asked: dict[str, str]) -> None:
    """Ask for the jobs of this moment's periods: one per period, however many processes ask.

    ``asked`` is what the caller remembers between calls, so that each period costs it one question.
    """
    for name, known in _HANDLERS.items():
        if known.every is None:
            continue
        slot = f"{name}@{_period(now, known.every):%Y-%m-%dT%H:%M:%SZ}"
        if asked.get(name) == slot:
            continue
        # One that still waits from the period before does this period's work; the constraints decide, not we.
        job = Job(name=name, slot=slot, unique=f"every:{name}", created_at=now, run_at=now)
        Job.objects.bulk_create([job], ignore_conflicts=True)
        asked[name] = slot


def _period(now: dt.datetime, every: dt.timedelta) -> dt.datetime:
    began = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return began + (now - began) // every * every


def attempt(claim: Claim, *, now: Callable[[], dt.datetime]) -> Exception | None:
    """Do a job that was taken, settle it, and return what went wrong (kept with the job), or None."""
    known = _HANDLERS[claim.name]
    began = now()
    try:
        known.function(Task(claim.job_id, claim.name, claim.payload, began, claim.attempt))
    except LaterError as later:
        claims.put_off(claim, until=began + later.after, now=now())
    except Exception as error:  # A handler is another room's; whatever it raises is kept with its job and told.
        expected = isinstance(error, DrystoneError)
        log.warning(
            "job %s (%s), attempt %s: %s", claim.job_id, claim.name, claim.attempt, error, exc_info=not expected
        )
        told = str(error) if expected else f"{type(error).__name__}: {error}"
        claims.fail(claim, told, limit=known.attempts, now=now())
        return error
    else:
        if not claims.finish(claim, now=now()):
            log.warning("job %s (%s) was taken over by another process", claim.job_id, claim.name)
    return None


def drain(*, now: dt.datetime) -> int:
    """Do every job that is due, here and now, and return how many; errors reach the caller. For tests and commands."""
    done = 0
    while claim := claims.take(_HANDLERS, now=now):
        if error := attempt(claim, now=lambda: now):
            raise error
        done += 1
    return done
