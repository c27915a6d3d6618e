"""What this room does in the background."""

from __future__ import annotations

from drystone.jobs import queue
from drystone.measures import practice_keeping, weeks
from drystone.shell import site


@queue.handler("keep-week", after="run-applied")
def keep_week(_task: queue.Task) -> None:
    """Keep the figures of the applied run's week."""
    snapshot = site.snapshot()
    if snapshot is None:
        return
    with site.reading() as engine:
        weeks.keep(site.program(), engine, as_of=snapshot.as_of, run_id=snapshot.run_id)


@queue.handler("keep-practice", after="run-applied")
def keep_practice(_task: queue.Task) -> None:
    """Keep the figures of practice messages that were sent long enough ago."""
    snapshot = site.snapshot()
    if snapshot is None:
        return
    with site.reading() as engine:
        practice_keeping.keep(site.program(), engine, as_of=snapshot.as_of, run_id=snapshot.run_id)
