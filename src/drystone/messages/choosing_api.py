"""What people choose about messages, over the API; and how the channels stand."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Router, Schema

from drystone.messages import breaker, choosing
from drystone.messages.access import administers, has_page
from drystone.shell import apis, site
from drystone.shell.viewer import Request

router = Router(tags=["messages"])


class ChoicesIn(Schema):
    """How I want to be written to; "" is as the program says. ``off`` are the optional kinds that I end.

    ``invited``: mails about what takes a quarter of an hour or more bring a time for my calendar.
    """

    channel: str = Field("", max_length=8)
    rhythm: str = Field("", max_length=8)
    off: list[str] = Field([], max_length=50)
    invited: bool = False


class ChoicesOut(ChoicesIn):
    """What I chose, and among what I can; the usual one stands first."""

    channels: list[str]
    rhythms: list[str]
    optional: list[str]


class CalendarOut(Schema):
    """Whether there was a calendar."""

    revoked: bool


class ChannelOut(Schema):
    """How a channel stands: open, trying (after failures) or closed."""

    channel: str
    state: str
    failures: int
    failing_since: dt.datetime | None
    closed_until: dt.datetime | None
    error: str
    worked_at: dt.datetime | None


@apis.get(router, "/me/messages", rule=has_page, scope="me:read", response=ChoicesOut)
def choices(request: Request) -> ChoicesOut:
    """Return how I am written to."""
    return _told(request.viewer.person_id)


@apis.post(router, "/me/messages", rule=has_page, scope="me:write", response=ChoicesOut)
def choose(request: Request, body: ChoicesIn) -> ChoicesOut:
    """Choose how I am written to."""
    person_id = request.viewer.person_id
    choosing.choose(person_id, channel=body.channel, rhythm=body.rhythm, off=frozenset(body.off), invited=body.invited)
    return _told(person_id)


@apis.delete(router, "/me/calendar", rule=has_page, scope="me:write", response=CalendarOut)
def revoke_calendar(request: Request) -> CalendarOut:
    """End the address of my calendar."""
    return CalendarOut(revoked=choosing.revoke_calendar(request.viewer.person_id, now=request.now))


@apis.get(router, "/administration/channels", rule=administers, scope="administration:read", response=list[ChannelOut])
def channels(request: Request) -> list[breaker.Standing]:
    """Return how each channel of the program stands."""
    return breaker.standings(list(site.program().settings.channels), now=request.now)


def _told(person_id: str) -> ChoicesOut:
    chosen = choosing.choices(person_id)
    return ChoicesOut(
        channel=chosen.channel,
        rhythm=chosen.rhythm,
        off=sorted(chosen.off),
        invited=chosen.invited,
        channels=list(chosen.channels),
        rhythms=list(chosen.rhythms),
        optional=[one.kind for one in chosen.kinds],
    )
