"""When the next run looks at everything again, and asking for one sooner.

Runs are not this room's: whoever composes the site registers what does the jobs called "run".
"""

from __future__ import annotations

import datetime as dt

from drystone.jobs import queue
from drystone.shell import site

#: Runs that people ask for are at least this far apart, however many ask.
APART = dt.timedelta(minutes=10)


def last() -> dt.datetime | None:
    """Return the moment by which the applied run judged, or None before the first."""
    snapshot = site.snapshot()
    return snapshot.as_of if snapshot else None


def expected(now: dt.datetime) -> dt.datetime | None:
    """Return when the next run is due by itself, never before ``now``; None where none starts by itself.

    So it is with a made-up organisation, which stands still until somebody asks.
    """
    every = None if site.served().demo else site.program().settings.site.run_every
    if every is None:
        return None
    before = last()
    return max(now, before + every) if before else now


def ask(now: dt.datetime) -> dt.datetime:
    """Ask for a run as soon as may be and return when it may begin. Asking twice makes one run."""
    before = last()
    at = max(now, before + APART) if before else now
    queue.enqueue("run", unique="run", now=now, at=at)
    return at
