"""The open questions of this room: what a law asks to be sent, and an incident of which nothing was said for long."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _later

from drystone.incidents import moving, notifying
from drystone.incidents.models import RUNNING
from drystone.shell import clocks
from drystone.shell.clocks import Clock


def declare() -> None:
    """Declare what can be open here. ``call_at`` is before a clock runs out, when it does, and again after that."""
    for clock in (
        Clock(
            "legal-clock", "incidents.LegalStep", "incident__lead", "call_at",
            _later("Something that a law asks to be sent to an authority"),
            _later("Whoever leads the incident is told before; when it is over, whoever is on call is called again and"
                   " again, and the timeline says so."),
            _call, {"state": RUNNING},
        ),
        Clock(
            "incident", "incidents.Incident", "lead", "look_at",
            _later("An incident that goes on"),
            _later("Whoever leads it is asked how it stands; where they have left, whoever is on call leads it."),
            _ask, {"look_at__isnull": False},
        ),
    ):  # fmt: skip
        clocks.declare(clock)


def _call(now: dt.datetime) -> int:
    return notifying.call(now)


def _ask(now: dt.datetime) -> int:
    return moving.ask_how_it_stands(now)
