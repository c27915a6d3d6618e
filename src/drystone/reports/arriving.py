"""Who wants to know that a report came, or came back: called in its transaction, and standing or falling with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from drystone.reports.models import Report

#: ``listener(report, now)``; it asks for jobs and writes rows, and waits for nothing.
Listener = Callable[[Report, dt.datetime], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """Have something called for every report that is taken, and again where one is opened that nobody has."""
    if listener not in _listeners:
        _listeners.append(listener)


def arrived(report: Report, *, now: dt.datetime) -> None:
    """Call them all."""
    for listener in _listeners:
        listener(report, now)
