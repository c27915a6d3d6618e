"""What this room does in the background."""

from __future__ import annotations

import datetime as dt

from drystone.consequences import calling, deciding, retention
from drystone.jobs import queue
from drystone.program.model import Program
from drystone.shell import site

JOB = "follow-consequences"


@queue.handler(JOB, every=dt.timedelta(minutes=5), after="run-applied", long=True)
def follow(task: queue.Task) -> None:
    """Lift what is over, decide whose day has come, and ask the hooks; what was too much for a minute has the next."""
    if follow_now(site.program(), now=task.now):
        queue.enqueue(JOB, now=task.now, at=task.now + dt.timedelta(minutes=1), unique=f"more:{JOB}")


def follow_now(program: Program, *, now: dt.datetime) -> bool:
    """Do one round and return whether a hook has more to do than a minute allows.

    The second round of the same moment finds nothing to do.
    """
    if site.snapshot() is None:
        return False
    with site.reading() as engine:
        deciding.end_what_is_over(program, engine, now=now)
        deciding.let_go(program, engine, now=now)
        deciding.decide(program, engine, now=now)
        return calling.call_due(program, engine, now=now)


@queue.handler("forget-limits", every=dt.timedelta(days=1))
def forget(task: queue.Task) -> None:
    """Delete what is long over."""
    retention.forget(before=task.now - site.program().settings.privacy.keep_looks)
