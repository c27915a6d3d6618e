"""What this room does in the background."""

from __future__ import annotations

import datetime as dt

from drystone.jobs import queue
from drystone.jobs.models import Job

#: How long a finished job is kept; one that comes with every period goes after a day, where it went well.
KEEP = dt.timedelta(days=14)
KEEP_PERIODIC = dt.timedelta(days=1)


@queue.handler("forget-finished-jobs", every=dt.timedelta(hours=6))
def forget(task: queue.Task) -> None:
    """Delete what was finished long ago; the row of a period stays until that period is over for certain."""
    periods = {name: known.every for name, known in queue.registered().items() if known.every is not None}
    finished = Job.objects.filter(status__in=["done", "failed"])
    finished.filter(finished_at__lt=task.now - KEEP).exclude(name__in=periods).delete()
    for name, every in periods.items():
        finished.filter(name=name, finished_at__lt=task.now - max(KEEP, 2 * every)).delete()
        before = task.now - max(KEEP_PERIODIC, 2 * every)
        finished.filter(name=name, status="done", finished_at__lt=before).delete()
