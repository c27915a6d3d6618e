"""What this room does in the background."""

from __future__ import annotations

import datetime as dt

from drystone.jobs import queue
from drystone.messages import actions, sending


@queue.handler(sending.JOB, every=dt.timedelta(minutes=1))
def send(task: queue.Task) -> None:
    """Send what is due."""
    sending.send_due(now=task.now)


@queue.handler("forget-messages", every=dt.timedelta(days=1))
def forget(task: queue.Task) -> None:
    """Delete messages that no longer wait, a month after they were written, and old threads."""
    sending.forget_old(task.now)
    actions.forget_old(task.now)
