"""What this room does in the background."""

from __future__ import annotations

from drystone.gaps import consulting, handing, tasks
from drystone.jobs import queue
from drystone.shell import site


@queue.handler("hand-on-exceptions", after="run-applied")
def hand_on_exceptions(task: queue.Task) -> None:
    """After a run, tasks are whose position they are, and requests for exceptions wait for who answers for the gap now.

    Whoever came to one of these is told.
    """
    snapshot = site.snapshot()
    tasks.follow(site.program(), now=task.now)
    with site.reading() as engine:
        handing.hand_on(engine, site.program(), now=task.now)
        consulting.hand_on(engine, site.program(), now=task.now)
    if snapshot is not None:
        handing.tell_of_standing(snapshot.run_id, now=task.now)
