"""What this room does in the background."""

from __future__ import annotations

import datetime as dt

from drystone.incidents import notifying, retention
from drystone.jobs import queue
from drystone.shell import site


@queue.handler("incident-clocks", every=dt.timedelta(minutes=1))
def clocks(task: queue.Task) -> None:
    """Call whoever has to send what a law asks for, to the minute: four hours are short."""
    notifying.call(task.now)


@queue.handler("forget-incidents", every=dt.timedelta(days=1))
def forget(task: queue.Task) -> None:
    """Delete incidents whose time is over."""
    retention.forget(site.program(), now=task.now)
