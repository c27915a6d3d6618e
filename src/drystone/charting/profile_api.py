"""What laws and standards ask of the matrix, over the API."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Router, Schema

from drystone.charting import access as rules
from drystone.charting import standings
from drystone.shell import apis, site
from drystone.shell.viewer import Request

router = Router(tags=["charting"])


class ProfileRow(Schema):
    """A law or standard. ``held`` of ``rows`` are held as asked; both 0 where the program does not ask for it."""

    id: str
    name: str
    source: str
    about: str
    on: bool
    held: int
    rows: int


class AnsweringOut(Schema):
    """An activity that answers a row, with what shows it."""

    id: str
    name: str
    agreed: bool
    accepted: bool
    attested_at: dt.datetime | None
    attested_until: dt.date | None
    checks: int


class ProfileLine(Schema):
    """A row of a law or standard. ``state`` is held, partly, elsewhere, nobody, missing or suggested.

    ``by`` are kinds of position in words, one of which has to hold ``letter``; empty where any may.
    """

    id: str
    cite: str
    asks: str
    only: str
    evidence: str
    letter: str
    by: list[str]
    state: str
    holders: list[str]
    activities: list[AnsweringOut]
    notes: list[str]


@apis.get(router, "/profiles", rule=rules.reads_profiles, scope="program:read", response=list[ProfileRow])
def profiles(request: Request) -> list[standings.Summary]:
    """List the laws and standards that there are, those that the program asks for first."""
    return standings.summaries(request.viewer, site.program(), now=request.now)


@apis.get(router, "/profiles/{name}", rule=rules.reads_profile, scope="program:read", response=list[ProfileLine])
def profile(request: Request, name: str) -> list[dict[str, Any]]:
    """Return what a law or standard asks, row by row, and how the program stands."""
    same = ("id", "cite", "asks", "only", "evidence", "letter", "state")
    return [
        {
            **{key: getattr(line, key) for key in same},
            "by": list(line.by),
            "holders": list(line.holders),
            "notes": list(line.notes),
            "activities": [_answering(one) for one in line.answering],
        }
        for line in standings.lines(name, request.viewer, site.program(), now=request.now)
    ]


def _answering(one: standings.Answering) -> dict[str, Any]:
    at, until = one.attested or (None, None)
    return {
        "id": one.activity.id,
        "name": one.activity.name,
        "agreed": one.agreed,
        "accepted": one.accepted,
        "attested_at": at,
        "attested_until": until,
        "checks": one.checks,
    }
