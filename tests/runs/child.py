"""Runs in processes of their own, for tests that kill them or start two."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from pathlib import Path

import fake_pipeline
from drystone.web.setup import configure

# Loaded once, in the process that forks: no database is opened before a child points at its own.
configure(None, Path(os.devnull))

from django.db.migrations.loader import MigrationLoader  # noqa: E402 - Django has to be set up first

from drystone.gaps import actions as gaps  # noqa: E402
from drystone.lib.errors import DrystoneError  # noqa: E402
from drystone.runs import actions  # noqa: E402

MigrationLoader(None)  # Imports what every child would.


def run(url: str | None, path: str, root: str, day: int, kill_at: str = "", occurrence: int = 1, hold: str = "") -> int:
    """Run over the world in ``root/world.json``; die at a step, or wait there until the file ``hold`` is gone."""
    configure(url, Path(path))
    gaps.BATCH = 10
    seen = 0

    def step(name: str) -> None:
        nonlocal seen
        seen += name == kill_at
        if name == kill_at and seen == occurrence:
            os.kill(os.getpid(), signal.SIGKILL)
        if hold and name == "judging":
            Path(hold).write_text("here")
            while Path(hold).exists():
                time.sleep(0.01)

    as_of = fake_pipeline.MAY + dt.timedelta(days=day)
    tools = actions.Tools(fake_pipeline.FakePipeline(Path(root) / "world.json"), now=lambda: as_of, step=step)
    try:
        actions.run(fake_pipeline.program(Path(root)), tools=tools, as_of=as_of)
    except DrystoneError as error:
        Path(root, f"error-{os.getpid()}").write_text(str(error))
        return error.exit_code
    return 0
