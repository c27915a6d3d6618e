"""What this room does in the background. No job of it names anybody who told something."""

from __future__ import annotations

import datetime as dt

from drystone.incoming import readers
from drystone.jobs import queue
from drystone.reports import forwarding, openings, retention, thanking, waiting
from drystone.shell import site


@queue.handler("report-next-words", every=dt.timedelta(minutes=1))
def next_words(task: queue.Task) -> None:
    """Say that we are still looking where a word is due, and tell whoever has the report before it is."""
    waiting.keep_word(now=task.now)
    openings.overdue(now=task.now)


@queue.handler("shred-reporters", every=dt.timedelta(hours=6))
def shred(task: queue.Task) -> None:
    """Delete who told, thirty days after their report was closed, and keys that open nothing any more."""
    retention.shred(site.program(), now=task.now)


@queue.handler(forwarding.THANK)
def thank(task: queue.Task) -> None:
    """Thank whoever forwarded a message, with what can be seen in it."""
    thanking.thank(str(task.payload["report"]), now=task.now)


readers.register("reports", forwarding.take)
