"""The period that somebody asks evidence of, as they type it: two days, by default the last quarter."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from drystone.accountability.evidence import YEARS, Period
from drystone.lib.errors import UsageError
from drystone.shell.viewer import Request

_QUARTER = dt.timedelta(days=91)


def asked(request: Request) -> Period:
    """Return the period in the address, the last quarter where none is. Raises UsageError for what is no period."""
    typed_days = typed(request)
    try:
        since, until = (dt.date.fromisoformat(typed_days[name]) for name in ("since", "until"))
    except ValueError as error:
        raise UsageError(_("this is not a day"), do=_("Give both days as year, month and day: 2026-03-31.")) from error
    period = Period(since, until)
    period.check()
    return period


def typed(request: Request) -> dict[str, str]:
    """Return what a form of the period shows: what was typed, or the last quarter; and the bounds of a day."""
    days = {"since": request.GET.get("since"), "until": request.GET.get("until")}
    if days == {"since": None, "until": None}:
        today = timezone.localtime(request.now).date()  # Of the viewer, whose zone is active.
        days = {"since": (today - _QUARTER).isoformat(), "until": today.isoformat()}
    told = {name: (day or "")[:40] for name, day in days.items()}
    return {**told, "first_day": f"{YEARS[0]}-01-01", "last_day": f"{YEARS[1]}-12-31"}
