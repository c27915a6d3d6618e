"""Making a pack for somebody who asked on the site or over the API: of the applied run, and written into the log."""

from __future__ import annotations

import datetime as dt
from typing import BinaryIO

from django.utils.translation import gettext as _

from drystone.accountability import evidence, keys
from drystone.audit import actions as audit
from drystone.lib.errors import StoreError
from drystone.shell import site
from drystone.shell.viewer import Viewer


def write(file: BinaryIO, activity_id: str, period: evidence.Period, *, viewer: Viewer, now: dt.datetime) -> None:
    """Write the pack. Raises StoreError before the first run, UsageError for a period that ends before it begins."""
    program, current = site.program(), site.snapshot()
    if current is None:
        raise StoreError(_("nothing has run yet"), do=_("wait for the first run to end"))
    with site.reading() as engine:
        run = evidence.Run(current.run_id, current.as_of, current.manifest.program_digest, engine)
        key = keys.of(program, site.served().environ)
        evidence.pack(file, program, program.activities[activity_id], period=period, run=run, made=now, key=key)
    payload = {"since": str(period.since), "until": str(period.until), "run": current.run_id}
    audit.record("evidence-packed", actor=viewer.actor, at=now, about=("activity", activity_id), payload=payload)
