"""What this room does in the background: runs, asked for by people or by the program's rhythm.

Other rooms ask for one with ``queue.enqueue("run", unique="run", now=…)``.
"""

from __future__ import annotations

import datetime as dt

from drystone.authoring import writing
from drystone.jobs import queries as jobs
from drystone.jobs import queue
from drystone.lib.errors import BusyError, ProgramError
from drystone.lib.text import plural
from drystone.program import load
from drystone.program.model import Program
from drystone.runs import actions, protocol, retention
from drystone.runs.pipeline import Rooms
from drystone.shell import site

#: How long a run waits for another one that is under way.
BUSY = dt.timedelta(seconds=30)
#: After a run that came to nothing, the next one by itself starts no sooner than this.
PAUSE = dt.timedelta(hours=1)


@queue.handler("run", attempts=3, long=True)
def run(task: queue.Task) -> None:
    """Run over the program that this process serves. While another run is under way, wait for its end."""
    writing.recover(site.served().root, now=task.now)
    tools = actions.Tools(pipeline=Rooms(site.served().environ))
    try:
        actions.run(_program(), tools=tools)
    except BusyError as error:
        raise queue.LaterError(BUSY) from error


@queue.handler("ask-for-run", every=dt.timedelta(minutes=5))
def ask(task: queue.Task) -> None:
    """Ask for a run where the program's rhythm says that one is due. A made-up organisation stands still."""
    if not site.served().demo and is_due(site.program().settings.site.run_every, now=task.now):
        queue.enqueue("run", unique="run", now=task.now)


@queue.handler("forget-old-records", every=dt.timedelta(days=1), long=True)
def forget(task: queue.Task) -> None:
    """Delete what the program keeps no longer."""
    retention.forget(site.program(), now=task.now)


def is_due(every: dt.timedelta | None, *, now: dt.datetime) -> bool:
    """Say whether the next run by itself is due: ``every`` (None: never) after what the applied run judged by."""
    if every is None:
        return False
    last = jobs.latest("run")
    if last and last.status == "failed" and last.finished_at and now < last.finished_at + min(every, PAUSE):
        return False
    applied = protocol.applied_as_of()
    return applied is None or now >= applied + every


def _program() -> Program:
    root = site.served().root
    told = load(root)
    if told.program is None:
        wrong = sum(problem.level == "error" for problem in told.problems)
        raise ProgramError(f"the program has {plural(wrong, 'error')}", where=str(root), do="drystone validate")
    return told.program
