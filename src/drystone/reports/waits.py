"""The open questions of this room: a report that somebody has, and a seal that waits for a second officer."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _later

from drystone.reports import openings, waiting
from drystone.reports.models import CLOSED, STATUSES
from drystone.shell import clocks
from drystone.shell.clocks import Clock


def declare() -> None:
    """Declare what can be open here. A report that nobody has yet is everybody's who may respond, by the same clock."""
    held = {"status__in": [one for one in STATUSES if one != CLOSED], "handler__gt": "", "next_word_at__isnull": False}
    for clock in (
        Clock(
            "report", "reports.Report", "handler", "next_word_at",
            _later("A report that somebody has"),
            _later("Whoever has it is told before; whoever reported reads that we are still looking."),
            _word, held,
        ),
        Clock(
            "seal", "reports.SealOpening", "asked_by", "confirm_by",
            _later("A seal that waits for a second officer"),
            _later("It stays shut; of one that was opened in danger, the officers read that nobody confirmed it."),
            _overdue, {"answer": ""},
        ),
    ):  # fmt: skip
        clocks.declare(clock)


def _word(now: dt.datetime) -> int:
    return waiting.keep_word(now=now)


def _overdue(now: dt.datetime) -> int:
    return openings.overdue(now=now)
