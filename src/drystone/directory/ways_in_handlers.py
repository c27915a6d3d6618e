"""What the ways in for people without a mailbox or a computer do in the background."""

from __future__ import annotations

import datetime as dt

from drystone.directory import badges, forgetting, phone_codes, screens, throttling
from drystone.directory.models import Attempt
from drystone.jobs import queue
from drystone.shell import site

_KEEP_SCREENS = dt.timedelta(days=90)
_KEEP_WISHES = dt.timedelta(hours=1)


@queue.handler(phone_codes.JOB)
def send_code(task: queue.Task) -> None:
    """Make and send the code that somebody asked for."""
    phone_codes.deliver(int(task.payload["code"]), site.program(), now=task.now)


@queue.handler(forgetting.JOB)
def send_link(task: queue.Task) -> None:
    """Send the link for a new password, where somebody was asked for."""
    forgetting.deliver(str(task.payload["person"]), now=task.now)


@queue.handler("forget-ways-in", every=dt.timedelta(hours=1))
def forget(task: queue.Task) -> None:
    """Delete what is over: codes by text message, tries, badges and screens that were never used or switched off."""
    phone_codes.forget_old(task.now - _KEEP_WISHES)
    throttling.forget_old(task.now)
    Attempt.objects.filter(expires__lt=task.now).delete()
    screens.forget_old(task.now - _KEEP_SCREENS)
    badges.forget_unused(now=task.now)


@queue.handler("forget-badges-of-leavers", after="run-applied")
def forget_leavers(_task: queue.Task) -> None:
    """Delete the badges of everybody who left."""
    badges.forget_leavers()
