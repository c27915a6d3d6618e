"""What this room does in the background. No job of it names anybody who told something."""

from __future__ import annotations

import datetime as dt

from drystone.incoming import readers
from drystone.jobs import actions as leases
from drystone.jobs import queue
from drystone.lib.errors import BusyError
from drystone.reports import (
    arriving,
    campaigns,
    forwarding,
    openings,
    paging,
    retention,
    telling_receivers,
    thanking,
    waiting,
)
from drystone.reports.models import Report
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


@queue.handler("place-report")
def place(task: queue.Task) -> None:
    """Put a report where it belongs, one after the other: two of one wave must see each other."""
    try:
        held = leases.acquire("campaigns", now=task.now, lifetime=dt.timedelta(minutes=2))
    except BusyError:
        raise queue.LaterError(dt.timedelta(seconds=1)) from None
    try:
        campaigns.place(str(task.payload["report"]), now=task.now)
    finally:
        leases.release(held)


@queue.handler(telling_receivers.JOB, after="run-applied")
def tell_receivers(task: queue.Task) -> None:
    """Tell those who received what was reported; a run may have brought mail logs that know of more of them."""
    telling_receivers.tell(now=task.now)


@queue.handler(paging.JOB)
def page(task: queue.Task) -> None:
    """Call a responder for what cannot wait."""
    paging.call(str(task.payload["report"]), int(task.payload["round"]), now=task.now)


def _placed(report: Report, now: dt.datetime) -> None:
    if report.messages.exists():
        queue.enqueue("place-report", {"report": report.pk}, now=now)


readers.register_beginning("reports", forwarding.begin)
arriving.register(_placed)
arriving.register(paging.arrived)
