"""What this room does in the background."""

from __future__ import annotations

import datetime as dt

from drystone.incoming import fetching, handing
from drystone.jobs import queue
from drystone.shell import site


@queue.handler("read-mailboxes", every=dt.timedelta(minutes=1))
def read_all(task: queue.Task) -> None:
    """Have every mailbox read, each by a job of its own: one that hangs keeps no other from being read."""
    for mailbox in site.program().settings.mailboxes:
        queue.enqueue("read-mailbox", {"name": mailbox.name}, now=task.now, unique=f"read-mailbox:{mailbox.name}")


@queue.handler("read-mailbox", attempts=1, long=True)
def read_one(task: queue.Task) -> None:
    """Read one mailbox; a minute later it is asked for anew."""
    fetching.fetch(str(task.payload["name"]), now=task.now)


@queue.handler("forget-letters", every=dt.timedelta(days=1))
def forget(task: queue.Task) -> None:
    """Forget which letters came long ago, and mailboxes that are read no more."""
    handing.forget_old(task.now)
    fetching.forget_gone()
