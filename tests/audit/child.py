"""What another process does in the tests of the log."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from drystone.web.setup import configure


def write_many(url: str | None, path: str) -> None:
    configure(url, Path(path))
    from drystone.audit import actions

    for number in range(30):
        actions.record("raced", actor="person-2", at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), payload={"n": number})
