"""Making a pack for somebody who asked on the site or over the API: of the applied run, and written into the log."""

from __future__ import annotations

import datetime as dt
import tempfile
from contextlib import ExitStack
from typing import BinaryIO

from drystone.accountability import evidence
from drystone.audit import actions as audit
from drystone.audit import keys
from drystone.directory import naming as directory
from drystone.shell import site
from drystone.shell.viewer import AUDIT, Viewer


def made(activity_id: str, period: evidence.Period, *, viewer: Viewer, now: dt.datetime) -> BinaryIO:
    """Return the pack as an open file, at its beginning, that goes when it is closed.

    Raises StoreError before the first run, UsageError for a period that cannot be.
    """
    period.check()
    with ExitStack() as on_error:
        file = on_error.enter_context(tempfile.TemporaryFile())
        _write(file, activity_id, period, viewer=viewer, now=now)
        file.seek(0)
        on_error.pop_all()  # The answer closes it once it is sent.
        return file


def _write(file: BinaryIO, activity_id: str, period: evidence.Period, *, viewer: Viewer, now: dt.datetime) -> None:
    program = site.program()
    with site.reading() as engine:
        current = site.read_by(engine)
        run = evidence.Run(current.run_id, current.as_of, current.manifest.program_digest, engine)
        floor = 0 if viewer.may(AUDIT) else program.settings.privacy.group_floor
        making = evidence.Making(now, keys.of(program, site.served().environ), directory.named(), floor)
        evidence.pack(file, program, program.activities[activity_id], period=period, run=run, making=making)
    payload = {"since": str(period.since), "until": str(period.until), "run": current.run_id}
    audit.record("evidence-packed", actor=viewer.actor, at=now, about=("activity", activity_id), payload=payload)
