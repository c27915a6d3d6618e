"""What other processes do in the tests of leases."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from pathlib import Path

from drystone.web.setup import configure

configure(None, Path(os.devnull))

from drystone.jobs import actions  # noqa: E402 - Django has to be set up first
from drystone.lib.errors import BusyError  # noqa: E402

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def hold_and_die(url: str | None, path: str) -> None:
    configure(url, Path(path))
    actions.acquire("run", now=NOW)
    os.kill(os.getpid(), signal.SIGKILL)


def try_to_hold(url: str | None, path: str, tried: str, many: int) -> int:
    """Try once; whoever holds it lives until all have tried, for the lease of the dead is anybody's."""
    configure(url, Path(path))
    mark = Path(tried) / str(os.getpid())
    try:
        actions.acquire("run", now=NOW)
    except BusyError as error:
        mark.touch()
        return error.exit_code
    mark.touch()
    while len(list(mark.parent.iterdir())) < many:
        time.sleep(0.02)
    return 0
