"""Time: the only place that reads the clock, and the durations that programs write ("7d").

All moments are UTC. Inside the lake they are naive UTC timestamps, because a table column has one meaning only.
"""

from __future__ import annotations

import datetime as dt
import re

_DURATION = re.compile(r"^(\d{1,6})\s*(h|d|w)$")
_HOURS = {"h": 1, "d": 24, "w": 24 * 7}


def now() -> dt.datetime:
    """Return the current moment, aware, in UTC. Call it at the edge only and pass the result on."""
    return dt.datetime.now(tz=dt.UTC)


def parse_moment(text: str) -> dt.datetime:
    """Read an ISO 8601 date or moment as an aware UTC moment; a bare date is its midnight in UTC.

    Raises ValueError where the text is neither.
    """
    moment = dt.datetime.fromisoformat(text)
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def parse_duration(text: str) -> dt.timedelta:
    """Read ``36h``, ``7d`` or ``2w``. Raises ValueError for anything else."""
    match = _DURATION.match(text.strip())
    if match is None:
        msg = f"{text!r} is not a duration; write hours, days or weeks, such as 36h, 7d or 2w"
        raise ValueError(msg)
    return dt.timedelta(hours=int(match[1]) * _HOURS[match[2]])


def naive_utc(moment: dt.datetime) -> dt.datetime:
    """Return the moment as the lake stores it: in UTC, without a zone."""
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment


def iso(moment: dt.datetime) -> str:
    """Write a moment the one way all our outputs write it: ``2026-11-22T08:00:00Z``, in UTC, whole seconds."""
    aware = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    return aware.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
