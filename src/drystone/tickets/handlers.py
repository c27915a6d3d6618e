"""What this room does in the background."""

from __future__ import annotations

import datetime as dt

from drystone.jobs import queue
from drystone.tickets import syncing


@queue.handler("sync-tickets", every=dt.timedelta(minutes=5), after="run-applied", long=True)
def sync(task: queue.Task) -> None:
    """Bring the queues up to date with the gaps, and ask for a run where somebody closed a ticket."""
    syncing.reopened(now=task.now)
    syncing.sync(now=task.now)
