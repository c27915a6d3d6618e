"""The open questions of this room: ballots that somebody is asked for, until the day on which their round closes."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _later

from drystone.charting.models import Round
from drystone.charting.rounds import day_of
from drystone.directory import notices
from drystone.shell import clocks
from drystone.shell.clocks import Clock

_OVER = (
    _later("A round has come to its day"),
    _later("The time to answer is over. Lay the ballots on the table, give more time, or call it off, here:"),
)


def declare() -> None:
    """Declare what can be open here."""
    clocks.declare(
        Clock(
            "ballot", "charting.Due", "person_id", "party__round__closes_on",
            _later("A ballot of a round"),
            _later("Reminded two days before; after the day whoever leads the round lays open what there is."),
            move_on,
        )
    )  # fmt: skip


def move_on(now: dt.datetime) -> int:
    """Tell whoever leads a round that its day is over, once for each day that was set; returns of how many."""
    over = Round.objects.filter(state__in=["first", "second"], closes_on__lt=day_of(now))
    over = over.filter(Q(over_told_of=None) | ~Q(over_told_of=F("closes_on")))
    told = 0
    for one in list(over.order_by("pk")):
        mine = Round.objects.filter(pk=one.pk, closes_on=one.closes_on).exclude(over_told_of=one.closes_on)
        if mine.update(over_told_of=one.closes_on):
            notices.tell(one.made_by, notices.of(*_OVER, "charting:round", one.round_id), now=now)
            told += 1
    return told
