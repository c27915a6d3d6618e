"""A round of consequences in a process of its own, which dies by SIGKILL once a hook was called."""

from __future__ import annotations

import datetime as dt
import os
import signal
from pathlib import Path
from typing import Any

from drystone.web.setup import configure

# Loaded once, in the process that forks: no database is opened before a child points at its own.
configure(None, Path(os.devnull))

from drystone.consequences import calling, handlers  # noqa: E402 - Django has to be set up first
from drystone.shell import site  # noqa: E402
from drystone.web import setup  # noqa: E402


def follow(folder: str, now: str, dies_in: str, hooks: str) -> int:
    """Do a round and die where the hook was called ("call"), or just before it ("_take")."""
    os.environ["DRYSTONE_HOOKS"] = hooks
    setup.site(Path(folder), demo=True)
    where: Any = calling.hooks if dies_in == "call" else calling
    real = getattr(where, dies_in)

    def dying(*args: Any, **more: Any) -> Any:
        real(*args, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(where, dies_in, dying)
    handlers.follow_now(site.program(), now=dt.datetime.fromisoformat(now))
    return 0
