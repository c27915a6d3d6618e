"""Messages that leave in a process of its own, which dies by SIGKILL where a test says so."""

from __future__ import annotations

import datetime as dt
import os
import signal
from pathlib import Path
from typing import Any

from drystone.web.setup import configure

# Loaded once, in the process that forks: no database is opened before a child points at its own.
configure(None, Path(os.devnull))

from drystone.reminders import leaving  # noqa: E402 - Django has to be set up first
from drystone.shell import site  # noqa: E402
from drystone.web import setup  # noqa: E402


def leave(folder: str, now: str, dies_in: str, at: int) -> int:
    """Let messages leave and die where the named step was done for the ``at``-th time, before anything follows it."""
    setup.site(Path(folder), demo=True)
    where: Any = leaving.sending if dies_in == "hand_over" else leaving
    real, count = getattr(where, dies_in), 0

    def dying(*args: Any, **more: Any) -> Any:
        nonlocal count
        done = real(*args, **more)
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(where, dies_in, dying)
    with site.reading() as engine:
        leaving.leave(site.program(), engine, now=dt.datetime.fromisoformat(now))
    return 0
