"""When things were, and when whoever reported hears again. Spans, never bare moments; working hours are honoured."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from drystone.lib import hours
from drystone.program.model import Program

#: Urgency at which minutes decide: words come at any hour.
NOW = 1
_URGENCY = {
    "typed-password": 1, "opened-file": 1, "lost-device": 1, "paid": 1, "let-someone-in": 1, "clicked": 2,
    "sent-wrong": 2, "ask-first": 2, "something-else": 3, "looks-odd": 3,
}  # fmt: skip
_JUST_NOW = dt.timedelta(minutes=15)
#: How far back "earlier" reaches, for want of anything better.
_EARLIER = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Span:
    """Between two moments (aware), either of which may not be known."""

    earliest: dt.datetime | None = None
    latest: dt.datetime | None = None


def urgency_of(kind: str) -> int:
    """Return how much a kind presses, from 1 (minutes decide) to 4."""
    return _URGENCY[kind]


def happened(when: str, *, now: dt.datetime, zone: zoneinfo.ZoneInfo) -> Span | None:
    """Return when something was, as somebody said it: just now, today, earlier; None where they are not sure."""
    midnight = dt.datetime.combine(now.astimezone(zone).date(), dt.time(), tzinfo=zone).astimezone(dt.UTC)
    spans = {
        "just-now": Span(now - _JUST_NOW, now),
        "today": Span(min(midnight, now), now),
        "earlier": Span(now - _EARLIER, min(midnight, now)),
    }
    return spans.get(when)


def coarse(span: Span, zone: zoneinfo.ZoneInfo) -> Span:
    """Return a span widened to whole days: a minute gives away who was where."""
    first = span.earliest.astimezone(zone).date() if span.earliest else None
    last = span.latest.astimezone(zone).date() + dt.timedelta(days=1) if span.latest else None
    return Span(_midnight(first, zone), _midnight(last, zone))


def next_word(urgency: int, program: Program, *, now: dt.datetime) -> dt.datetime:
    """Return until when whoever reported hears again, to the minute and in UTC."""
    told = program.settings.reports
    if urgency <= NOW:
        due = now + told.urgent_word
    else:
        due = hours.within(office(program), zone_of(program), now=now, span=told.next_word)
    return due.astimezone(dt.UTC).replace(second=0, microsecond=0) + dt.timedelta(minutes=1 if due.second else 0)


def office(program: Program) -> hours.Office:
    """Return when a program's people work."""
    settings = program.settings
    return hours.office(settings.work_days, settings.work_hours, settings.work_quiet, settings.holidays)


def zone_of(program: Program) -> zoneinfo.ZoneInfo:
    """Return the program's zone."""
    return hours.zone_of("", program.settings.organisation.time_zone)


def _midnight(day: dt.date | None, zone: zoneinfo.ZoneInfo) -> dt.datetime | None:
    return dt.datetime.combine(day, dt.time(), tzinfo=zone).astimezone(dt.UTC) if day else None
