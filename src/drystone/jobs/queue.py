"""Work that is done later, by whichever process has a hand free; it survives the process that asked for it.

A job is asked for in the transaction that needs it, so both stand or fall together. Later rooms register what does it,
by name: the queue knows no room. A job may be done twice where a process dies at the wrong moment, so a handler does
the same thing twice without harm.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from drystone.jobs.models import Job


@dataclass(frozen=True, slots=True)
class Task:
    """A job as its handler sees it. ``now`` is when it began, aware, in UTC."""

    job_id: int
    name: str
    payload: Mapping[str, Any]
    now: dt.datetime
    attempt: int


Handler = Callable[[Task], None]
_HANDLERS: dict[str, Handler] = {}
_PERIODIC: dict[str, dt.timedelta] = {}
_LISTENERS: dict[str, list[str]] = {}


def handler(name: str, *, every: dt.timedelta | None = None, after: str = "") -> Callable[[Handler], Handler]:
    """Register what does the jobs of a name.

    With ``every`` the worker also asks for one that often; with ``after`` one is asked for whenever that is published.
    """

    def register(function: Handler) -> Handler:
        if _HANDLERS.get(name, function) is not function:
            raise AssertionError(f"two handlers are called {name!r}")
        _HANDLERS[name] = function
        if every is not None:
            _PERIODIC[name] = every
        if after and name not in _LISTENERS.setdefault(after, []):
            _LISTENERS[after].append(name)
        return function

    return register


def enqueue(
    name: str,
    payload: Mapping[str, Any] | None = None,
    *,
    now: dt.datetime,
    at: dt.datetime | None = None,
    unique: str = "",
) -> int:
    """Ask for a job, not before ``at``, and return its number.

    Of jobs that wait under one ``unique`` word there is only ever one: asking again returns its number.
    """
    with transaction.atomic():
        if unique:
            waiting = Job.objects.select_for_update().filter(unique=unique, status="waiting").first()
            if waiting:
                return int(waiting.pk)
        job = Job.objects.create(
            name=name, payload=dict(payload or {}), unique=unique, created_at=now, run_at=at or now
        )
    return int(job.pk)


def publish(event: str, payload: Mapping[str, Any], *, now: dt.datetime) -> None:
    """Say that something happened: one job for every handler that wants to know, in this transaction."""
    for name in _LISTENERS.get(event, []):
        enqueue(name, payload, now=now, unique=f"{event}:{name}")


def drain(*, now: dt.datetime) -> int:
    """Do every job that is due, here and now, and return how many; errors reach the caller. For tests and commands."""
    done = 0
    while job := Job.objects.filter(status="waiting", run_at__lte=now).order_by("run_at", "id").first():
        _HANDLERS[job.name](Task(int(job.pk), job.name, job.payload, now, job.attempts + 1))
        Job.objects.filter(pk=job.pk).update(status="done", finished_at=now, attempts=job.attempts + 1)
        done += 1
    return done
