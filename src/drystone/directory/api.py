"""One's own account over the API: whom a token stands for, language, sessions, tokens, badge."""

from __future__ import annotations

import datetime as dt

from django.http import Http404
from ninja import Field, Router, Schema

from drystone.directory import badges, queries, sessions, tokens
from drystone.directory.forms import Ways
from drystone.directory.models import Badge
from drystone.lib.errors import UsageError
from drystone.shell import access, apis
from drystone.shell.viewer import Request

router = Router(tags=["directory"])


class Me(Schema):
    """Whom a token stands for, and what it is good for. ``person_id`` is "" for a service."""

    person_id: str
    name: str
    service: bool
    scopes: list[str]
    powers: list[str]
    roles: list[str]
    language: str
    time_zone: str


class Preferences(Schema):
    """The language and the time zone that I chose; "" is as the people data say."""

    language: str = Field(max_length=12)
    time_zone: str = Field(max_length=64)


class SessionOut(Schema):
    """Where I am signed in: the device in words, and the network as exactly as a town."""

    number: int
    device: str
    network: str
    way: str
    since: dt.datetime
    seen: dt.datetime


class BadgeConfirmedOut(Schema):
    """Whether something waited for that word."""

    confirmed: bool


class EndedOut(Schema):
    """How many were ended."""

    ended: int


class TokenOut(Schema):
    """A token, without its secret. ``alive`` says whether it opens anything today, ``maker`` on whom it stands."""

    token_id: int
    name: str
    prefix: str
    scopes: list[str]
    created_at: dt.datetime
    expires_at: dt.datetime
    last_used_on: dt.date | None
    maker: str
    alive: bool


class BadgeOut(Schema):
    """My badge; its code and PIN are nowhere."""

    made_by: str
    made_at: dt.datetime
    pin_at: dt.datetime | None
    used_at: dt.datetime | None


@apis.get(router, "/me", rule=access.signed_in, scope="me:read", response=Me, operation_id="whoAmI")
def me(request: Request) -> Me:
    """Say whom this token stands for."""
    viewer = request.viewer
    return Me(
        person_id=viewer.person_id,
        name=viewer.name,
        service=viewer.service,
        scopes=sorted(viewer.scopes or ()),
        powers=sorted(power for power in viewer.powers if viewer.may(power)),
        roles=sorted(viewer.roles),
        language=viewer.language,
        time_zone=str(viewer.zone),
    )


@apis.get(router, "/me/preferences", rule=access.signed_in, scope="me:read", response=Preferences)
def preferences(request: Request) -> Preferences:
    """Return my language and time zone, as I chose them."""
    user = queries.user_of(request.viewer)
    return Preferences(language=user.language, time_zone=user.zone)


@apis.post(router, "/me/preferences", rule=access.signed_in, scope="me:write", response=Preferences)
def prefer(request: Request, body: Preferences) -> Preferences:
    """Choose my language and time zone."""
    form = Ways({"language": body.language, "zone": body.time_zone})
    if not form.is_valid():
        where, problems = next(iter(form.errors.items()))
        raise UsageError(str(problems[0]), where="time_zone" if where == "zone" else where)
    user = queries.user_of(request.viewer)
    user.language, user.zone = form.cleaned_data["language"], form.cleaned_data["zone"]
    user.save(update_fields=["language", "zone"])
    return Preferences(language=user.language, time_zone=user.zone)


@apis.get(router, "/me/sessions", rule=access.signed_in, scope="me:read", response=list[SessionOut])
def my_sessions(request: Request) -> list[sessions.Place]:
    """List where I am signed in on the site, the newest visit first."""
    return sessions.places(request, queries.user_of(request.viewer))


@apis.delete(router, "/me/sessions", rule=access.signed_in, scope="me:write", response=EndedOut)
def end_my_sessions(request: Request) -> EndedOut:
    """Sign me out of the site everywhere. Tokens stay good."""
    user = queries.user_of(request.viewer)
    return EndedOut(ended=sessions.end_own(user, by=request.viewer, now=request.now))


@apis.delete(router, "/me/sessions/{number}", rule=access.signed_in, scope="me:write", response=EndedOut)
def end_my_session(request: Request, number: int) -> EndedOut:
    """End one of my sessions."""
    user = queries.user_of(request.viewer)
    if not sessions.end_own(user, by=request.viewer, now=request.now, number=number):
        raise Http404
    return EndedOut(ended=1)


@apis.get(router, "/me/tokens", rule=access.signed_in, scope="me:read", response=list[TokenOut])
def my_tokens(request: Request) -> list[tokens.Key]:
    """List my tokens that were not revoked, the newest first."""
    return tokens.mine(request.viewer, at=request.now)


@apis.delete(router, "/me/tokens/{token_id}", rule=access.signed_in, scope="me:write", response=EndedOut)
def revoke_my_token(request: Request, token_id: int) -> EndedOut:
    """Revoke one of my tokens; it may be the one that asks."""
    if all(key.token_id != token_id for key in tokens.mine(request.viewer, at=request.now)):
        raise Http404  # A service's token is an administrator's to end, under /administration/tokens.
    tokens.revoke(token_id, viewer=request.viewer, at=request.now)
    return EndedOut(ended=1)


@apis.get(router, "/me/badge", rule=access.employee, scope="me:read", response=BadgeOut)
def my_badge(request: Request) -> Badge:
    """Return my badge: who made it, and when it was used last."""
    found = badges.of(request.viewer.person_id)
    if found is None:
        raise Http404
    return found


@apis.post(router, "/me/badge/confirmation", rule=access.employee, scope="me:write", response=BadgeConfirmedOut)
def confirm_my_badge(request: Request) -> BadgeConfirmedOut:
    """Say that I have the badge that waits for my word; only then its PIN can be chosen."""
    me = request.viewer
    return BadgeConfirmedOut(confirmed=badges.confirm(me.person_id, by=me.actor, now=request.now))


@apis.delete(router, "/me/badge", rule=access.employee, scope="me:write", response=EndedOut)
def switch_my_badge_off(request: Request) -> EndedOut:
    """Switch my badge off."""
    return EndedOut(ended=int(badges.revoke(request.viewer.person_id, by=request.viewer.actor, now=request.now)))
