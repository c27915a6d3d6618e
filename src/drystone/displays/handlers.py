"""What this room does in the background."""

from __future__ import annotations

import datetime as dt

from drystone.displays import links
from drystone.jobs import queue


@queue.handler("forget-displays", every=dt.timedelta(days=1))
def forget(task: queue.Task) -> None:
    """Delete what was switched off long ago."""
    links.forget_old(task.now)
