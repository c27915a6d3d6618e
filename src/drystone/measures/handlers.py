"""What this room does in the background."""

from __future__ import annotations

import datetime as dt

from drystone.jobs import queue
from drystone.measures import board, keeping, letter_keeping, practice_keeping, weeks
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


@queue.handler("keep-figures", after="run-applied", long=True)
def keep_figures(_task: queue.Task) -> None:
    """Keep what this week says of habits, unless an earlier run of the week did."""
    snapshot = site.snapshot()
    if snapshot is None:
        return
    with site.reading() as engine:
        now = keeping.of_run(site.program(), engine, as_of=snapshot.as_of, digest=snapshot.manifest.program_digest)
        keeping.keep(now, run_id=snapshot.run_id)


@queue.handler("keep-letter", every=dt.timedelta(days=1))
def keep_letter(task: queue.Task) -> None:
    """Keep the letter of the month before, once it is over."""
    letter_keeping.keep(board.day_of(task.now, site.program()))
