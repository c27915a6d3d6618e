"""How fast reports come and are answered, for programs: the same, and as much withheld, as on the pages."""

# No postponed annotations: ninja would look their names up in ``shell.apis``, whose wrapper it sees.

import datetime as dt
from dataclasses import asdict
from typing import Any

from ninja import Router, Schema

from drystone.measures.access import knows_pair, may_see_figures
from drystone.measures.report_times import Sliced
from drystone.measures.report_views import newest
from drystone.shell import apis
from drystone.shell.viewer import Request

router = Router(tags=["measures"])


class TimePointOut(Schema):
    """By so many seconds this share had come so far, between ``least`` and ``most`` by what is known of the times; and
    between ``low`` and ``high`` by what chance leaves (95 %)."""

    seconds: int
    least: float
    most: float
    low: float
    high: float


class TimeOut(Schema):
    """By when a share had come so far, in seconds, likewise; null is not within what was seen."""

    least: int | None
    most: int | None
    low: int
    high: int | None


class TimesOut(Schema):
    """About how many reports, how many still wait, when half and when nine in ten had come so far, and the curve.

    Null, and an empty curve, are withheld. Under fifty reports (``unsure``) it says little.
    """

    reports: int
    waiting: int
    unsure: bool
    half: TimeOut | None
    most: TimeOut | None
    points: list[TimePointOut]


class PairOut(Schema):
    """From one clock of a report to another, counted in the week ``since``, of about ``of`` reports of half a year.

    ``kinds`` and ``months`` are those of which it may be said.
    """

    pair: str
    since: dt.date | None
    of: int
    whole: TimesOut | None
    kinds: dict[str, TimesOut]
    months: dict[str, TimesOut]


@apis.get(router, "/measures/reports", rule=may_see_figures, scope="measures:read", response=list[PairOut])
def report_times(request: Request) -> list[dict[str, Any]]:
    """Say how long it takes from each clock of a report to the next, those that wait counted too; never by person."""
    since, told = newest()
    return [_out(name, since, one) for name, one in told.items()]


@apis.get(router, "/measures/reports/{pair}", rule=knows_pair, scope="measures:read", response=PairOut)
def report_pair(request: Request, pair: str) -> dict[str, Any]:
    """Say the same of one pair of clocks, as reported-seen."""
    since, told = newest()
    return _out(pair, since, told.get(pair, Sliced(0, None, {}, {})))


def _out(pair: str, since: dt.date | None, one: Sliced) -> dict[str, Any]:
    slices = {name: {key: {**asdict(times), "unsure": times.unsure} for key, times in getattr(one, name).items()}
              for name in ("kinds", "months")}  # fmt: skip
    whole = {**asdict(one.whole), "unsure": one.whole.unsure} if one.whole else None
    return {"pair": pair, "since": since, "of": one.of, "whole": whole, **slices}
