"""What this room does in the background."""

from __future__ import annotations

import datetime as dt

from drystone.directory import whereabouts
from drystone.jobs import queue
from drystone.reminders import inviting, leaving, outlook, planning, sending, trials
from drystone.shell import site

DECIDE, LEAVE = "decide-reminders", "send-reminders"


@queue.handler(DECIDE, every=dt.timedelta(hours=1), after="run-applied", long=True)
def decide(task: queue.Task) -> None:
    """Follow the trials, and decide who is told what, for everybody whose working day is open or opens soon."""
    program, snapshot = site.program(), site.snapshot()
    if snapshot is not None:
        trials.follow(program, trials.Seen(snapshot.run_id, snapshot.as_of), now=task.now)
    if not program.settings.reminders.on or not sending.can_send() or site.snapshot() is None:
        return
    with site.reading() as engine:
        planning.decide(program, engine, now=task.now)
        inviting.withdraw(program, engine, now=task.now)


@queue.handler(LEAVE, every=dt.timedelta(minutes=5))
def leave(task: queue.Task) -> None:
    """Let what was decided leave, as far as its time has come; then ask what became of earlier ones."""
    program = site.program()
    if program.settings.reminders.on and site.snapshot() is not None:
        with site.reading() as engine:
            _left, more = leaving.leave(program, engine, now=task.now)
        if more:
            queue.enqueue(LEAVE, now=task.now, unique=f"{LEAVE}:more")
    leaving.confirm(now=task.now)


@queue.handler("forget-reminders", every=dt.timedelta(days=1))
def forget(task: queue.Task) -> None:
    """Delete what is old."""
    leaving.forget(task.now)


@queue.handler("outlook-on-reminders", after="run-applied", long=True)
def look_ahead(task: queue.Task) -> None:
    """Say for whoever keeps the program what would be said to how many, and what a year of it is like."""
    if site.snapshot() is None or not outlook.is_old(task.now):
        return
    if not whereabouts.anybody():
        # After the very first run, whom it is about is being brought into the state at this moment.
        raise queue.LaterError(dt.timedelta(minutes=1))
    with site.reading() as engine:
        outlook.keep(site.program(), engine, now=task.now)
