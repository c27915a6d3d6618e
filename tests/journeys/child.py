"""Real runs in processes of their own, for tests that kill one or start two."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from pathlib import Path

from drystone.cli.options import read_program
from drystone.cli.session import open_state
from drystone.web.setup import configure

# Loaded once, in the process that forks: no database is opened before a child points at its own.
configure(None, Path(os.devnull))

from django.db.migrations.loader import MigrationLoader  # noqa: E402 - Django has to be set up first

from drystone.runs import actions  # noqa: E402
from drystone.runs.pipeline import Rooms  # noqa: E402

MigrationLoader(None)  # Imports what every child would.


def run(folder: str, as_of: str, kill_at: str = "", hold_at: str = "", hold: str = "") -> int:
    """Run over the program in ``folder``; die where a step begins, or wait there until the file ``hold`` is gone."""

    def step(name: str) -> None:
        if name == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if name == hold_at:
            Path(hold).write_text("here")
            while Path(hold).exists():
                time.sleep(0.01)

    program = read_program(Path(folder))
    open_state(program)
    at = dt.datetime.fromisoformat(as_of).replace(tzinfo=dt.UTC)
    actions.run(program, tools=actions.Tools(pipeline=Rooms({}), step=step), as_of=at)
    return 0
