"""What this room does in the background."""

from __future__ import annotations

import datetime as dt

from drystone.jobs import queue
from drystone.messages import actions, choosing, invitations, moving, sending


@queue.handler(sending.JOB, every=dt.timedelta(minutes=1))
def send(task: queue.Task) -> None:
    """Send what is due."""
    sending.send_due(now=task.now)


@queue.handler("forget-messages", every=dt.timedelta(days=1))
def forget(task: queue.Task) -> None:
    """Delete what is old: messages that no longer wait, threads, invitations, dead addresses, leavers' choices."""
    sending.forget_old(task.now)
    moving.forget_dead(task.now)
    choosing.forget_gone()
    invitations.forget_old(task.now)
    actions.forget_old(task.now)
