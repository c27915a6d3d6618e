"""What this room does in the background."""

from __future__ import annotations

import datetime as dt

from drystone.directory import projecting, tokens
from drystone.jobs import queue
from drystone.shell import site


@queue.handler("project-directory", after="run-applied")
def project(_task: queue.Task) -> None:
    """Bring people, positions and duties of the applied run into the state."""
    with site.reading() as engine:
        projecting.project(engine)


@queue.handler("forget-old-tokens", every=dt.timedelta(days=1))
def forget_old_tokens(task: queue.Task) -> None:
    """Delete tokens that opened nothing for a year."""
    tokens.forget(now=task.now)
