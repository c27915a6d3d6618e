"""Looking after who can sign in, over the API: powers by hand, links, sessions, jobs, screens, tokens of services."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404
from django.urls import reverse
from ninja import Field, Router, Schema

from drystone.directory import administering, grants, screens, site_state, tokens
from drystone.directory.api import EndedOut, TokenOut
from drystone.directory.fingerprints import grouped
from drystone.directory.models import SharedScreen
from drystone.jobs import queue
from drystone.shell import access, apis, site
from drystone.shell.viewer import ADMINISTER, Request

router = Router(tags=["administration"])

_ADMINISTERS = access.power(ADMINISTER)
_READ, _WRITE = "administration:read", "administration:write"
_LONGEST = 500


class GivenOut(Schema):
    """A power that somebody was given by hand: to whom and by whom, as ids."""

    number: int
    power: str
    holder: str
    by: str
    at: dt.datetime


class FailedOut(Schema):
    """A job that failed for good."""

    number: int
    name: str
    error: str
    attempts: int
    finished_at: dt.datetime | None


class AdministrationOut(Schema):
    """How many can sign in, who was given powers by hand, and what needs a hand.

    Counts are of people, and null where they are of too few.
    """

    people: int
    users: int | None
    with_factor: int | None
    powers: list[GivenOut]
    failed_jobs: list[FailedOut]
    jobs_behind: int
    as_of: dt.datetime | None
    sources_not_whole: list[str]
    program_errors: int
    program_warnings: int


class WhoIn(Schema):
    """Somebody: an address, a login or a person id."""

    who: str = Field(min_length=1, max_length=254)


class WhyIn(Schema):
    """Why; the person reads it."""

    reason: str = Field(min_length=1, max_length=_LONGEST)


class WhoAndWhyIn(WhoIn, WhyIn):
    """Somebody, and why; they read it."""


class PowerIn(WhoAndWhyIn):
    """A power to give by hand."""

    power: str = Field(max_length=40)


class LinkOut(Schema):
    """A one-time link to hand over; it is nowhere else."""

    person_id: str
    address: str


class ScreenOut(Schema):
    """A shared screen; ``enrolled_at`` is null while its code waits to be typed."""

    screen_id: int
    name: str
    team: str
    made_by: str
    made_at: dt.datetime
    enrolled_at: dt.datetime | None


class ScreenIn(Schema):
    """Where a screen stands, and whose it is."""

    name: str = Field(min_length=1, max_length=80)
    team: str = Field(default="", max_length=80)


class CodeOut(Schema):
    """A code that is good once, for a quarter of an hour; it is nowhere else."""

    code: str


class AgainOut(Schema):
    """The job's number."""

    number: int


@apis.get(router, "/administration", rule=_ADMINISTERS, scope=_READ, response=AdministrationOut)
def administration(request: Request) -> dict[str, Any]:
    """Return how many can sign in, who was given powers by hand, and how the site stands."""
    counted, stands = administering.numbers(), site_state.now_stands(now=request.now)
    return {
        "people": counted.people,
        "users": counted.users,
        "with_factor": counted.with_factor,
        "powers": administering.given(),
        "failed_jobs": [
            {name: getattr(one, name) for name in ("name", "error", "attempts", "finished_at")} | {"number": one.job_id}
            for one in stands.failed
        ],
        "jobs_behind": stands.behind,
        "as_of": stands.as_of,
        "sources_not_whole": [one.source_id for one in stands.sources],
        "program_errors": len(stands.problems),
        "program_warnings": stands.warnings,
    }


@apis.post(router, "/administration/powers", rule=_ADMINISTERS, scope=_WRITE, response=list[GivenOut])
def give_power(request: Request, body: PowerIn) -> list[administering.Given]:
    """Give somebody a power by hand; returns every power that is given by hand."""
    user = administering.user_called(body.who)
    grants.give(user, body.power, by=request.viewer, reason=body.reason, now=request.now)
    return administering.given()


@apis.post(router, "/administration/powers/{number}/take", rule=_ADMINISTERS, scope=_WRITE, response=list[GivenOut])
def take_power(request: Request, number: int, body: WhyIn) -> list[administering.Given]:
    """Take a power away that was given by hand; returns those that are left."""
    grants.take(number, by=request.viewer, reason=body.reason, now=request.now, program=site.program())
    return administering.given()


@apis.post(router, "/administration/sessions/end", rule=_ADMINISTERS, scope=_WRITE, response=EndedOut)
def end_sessions(request: Request, body: WhoAndWhyIn) -> EndedOut:
    """Sign somebody out everywhere."""
    user = administering.user_called(body.who)
    return EndedOut(ended=administering.end_sessions(user, by=request.viewer, reason=body.reason, now=request.now))


@apis.post(router, "/administration/invitations", rule=_ADMINISTERS, scope=_WRITE, response=LinkOut)
def invite(request: Request, body: WhoAndWhyIn) -> LinkOut:
    """Make a one-time link for somebody of the people data."""
    return _link(request, administering.invite(body.who, by=request.viewer, reason=body.reason, now=request.now))


@apis.post(router, "/administration/factors/forget", rule=_ADMINISTERS, scope=_WRITE, response=LinkOut)
def forget_factors(request: Request, body: WhoAndWhyIn) -> LinkOut:
    """Take somebody's lost factors and their password away, and make a new link for them."""
    made = administering.forget_factors(body.who, by=request.viewer, reason=body.reason, now=request.now)
    return _link(request, made)


def _link(request: Request, made: tuple[str, str]) -> LinkOut:
    token, person_id = made
    address = request.build_absolute_uri(reverse("directory:invitation", kwargs={"token": token}))
    return LinkOut(person_id=person_id, address=address)


@apis.post(router, "/administration/jobs/{number}/again", rule=_ADMINISTERS, scope=_WRITE, response=AgainOut)
def job_again(request: Request, number: int) -> AgainOut:
    """Let a piece of background work that failed be tried anew."""
    if not queue.again(number, now=request.now):
        raise Http404
    return AgainOut(number=number)


@apis.get(router, "/administration/screens", rule=_ADMINISTERS, scope=_READ, response=list[ScreenOut])
def list_screens(request: Request) -> list[dict[str, Any]]:
    """List the shared screens, by name."""
    return [_screen(one) for one in screens.every()]


def _screen(one: SharedScreen) -> dict[str, Any]:
    names = ("name", "team", "made_by", "made_at", "enrolled_at")
    return {"screen_id": one.pk, **{name: getattr(one, name) for name in names}}


@apis.post(router, "/administration/screens", rule=_ADMINISTERS, scope=_WRITE, response=CodeOut)
def make_screen(request: Request, body: ScreenIn) -> CodeOut:
    """Make a shared screen; the code that enrols its browser is typed there by hand."""
    return CodeOut(code=grouped(screens.make(body.name, body.team, by=request.viewer.actor, now=request.now)))


@apis.delete(router, "/administration/screens/{screen_id}", rule=_ADMINISTERS, scope=_WRITE, response=EndedOut)
def switch_screen_off(request: Request, screen_id: int) -> EndedOut:
    """Make a shared screen a browser like any other again."""
    if not screens.revoke(screen_id, by=request.viewer.actor, now=request.now):
        raise Http404
    return EndedOut(ended=1)


@apis.get(router, "/administration/tokens", rule=_ADMINISTERS, scope=_READ, response=list[TokenOut])
def service_tokens(request: Request) -> list[tokens.Key]:
    """List the tokens of services that were not revoked, the newest first."""
    return tokens.services(site.program(), at=request.now)


@apis.delete(router, "/administration/tokens/{token_id}", rule=_ADMINISTERS, scope=_WRITE, response=EndedOut)
def revoke_service_token(request: Request, token_id: int) -> EndedOut:
    """Revoke a service's token."""
    if all(key.token_id != token_id for key in tokens.services(site.program(), at=request.now)):
        raise Http404
    tokens.revoke(token_id, viewer=request.viewer, at=request.now)
    return EndedOut(ended=1)
