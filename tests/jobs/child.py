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


def try_to_hold(url: str | None, path: str) -> int:
    configure(url, Path(path))
    try:
        actions.acquire("run", now=NOW)
    except BusyError as error:
        return error.exit_code
    time.sleep(1)
    return 0
