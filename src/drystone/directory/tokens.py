"""Keys to the API: made once, kept as a digest, good for some scopes until a day, and never more than their maker.

A personal token acts as its maker and dies with their leaving. A service token acts for nobody in particular; it stands
on the administrator who made it or took it over, and is dead while that person does not administer Drystone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from drystone.audit import actions as audit
from drystone.directory import queries
from drystone.directory.models import Token, User
from drystone.lib.errors import UsageError
from drystone.program.model import Program
from drystone.shell.viewer import ADMINISTER, ANONYMOUS, AUDIT, EDIT_PROGRAM, LOOK_AT_PEOPLE, RESPOND, Viewer

#: What a token may be good for, in the order in which it is offered, and what that means.
SCOPES: dict[str, str | Promise] = {
    "me:read": _("read my own page: my things, gaps and duties"),
    "me:write": _("change my own account: language and time zone, end my sessions, tokens and badge"),
    "lessons:write": _("take lessons as me: answer, skip, choose how much I am reminded"),
    "lessons:done": _("bring in who finished a lesson in another learning system, and when"),
    "gaps:read": _("read gaps that I may see; people are ids that mean nothing outside"),
    "gaps:write": _("act on gaps: done, not now, not mine, help, exceptions; decide, start and attest where I may"),
    "gaps:people": _("read whose gaps they are, by name; every look needs a reason, is kept and shown to them"),
    "things:read": _("read things, activities and objectives that I may see"),
    "program:read": _("read the program"),
    "program:write": _("change the program where I may"),
    "measures:read": _("read figures about groups"),
    "program:holders": _("name who holds the positions that mine grants"),
    "evidence:read": _("fetch evidence packs"),
    "evidence:people": _("look up names for a sample of a pack; every look needs a reason and is shown to them"),
    "threads:read": _("read conversations that I am part of"),
    "threads:write": _("write in conversations that I am part of"),
    "reports:write": _("report things by my name, and talk on in my reports"),
    "reports:respond": _("look after reports as a responder; who told is shown on the page alone"),
    "incidents:read": _("read incidents, and take their exports along"),
    "incidents:write": _("declare and run incidents as a responder"),
    "teams:badges": _("look after the badges of the people whom I lead"),
    "people:look": _("look at another person's page; every look needs a reason, is kept and shown to them"),
    "administration:read": _("read how the site stands and who was given powers"),
    "administration:write": _("look after who can sign in: powers by hand, links, sessions, screens"),
    "directory:scim": _("push people and groups (SCIM)"),
    "audit:read": _("read the log of changes and looks"),
}
#: Scopes that ask for one of these powers; the others are for everyone who is here.
_POWERS: dict[str, frozenset[str]] = {
    "gaps:people": frozenset({AUDIT, RESPOND, ADMINISTER}),
    "lessons:done": frozenset({EDIT_PROGRAM}),
    "program:write": frozenset({EDIT_PROGRAM}),
    "reports:respond": frozenset({RESPOND}),
    "incidents:read": frozenset({RESPOND, AUDIT}),
    "incidents:write": frozenset({RESPOND}),
    "people:look": frozenset({LOOK_AT_PEOPLE}),
    "administration:read": frozenset({ADMINISTER}),
    "administration:write": frozenset({ADMINISTER}),
    "audit:read": frozenset({AUDIT}),
}
_SERVICE_ONLY = frozenset({"directory:scim"})
#: What a service may be trusted with: it pushes people, and it reads.
SERVICE = ("gaps:read", "gaps:people", "measures:read", "directory:scim")
#: A service that reads gaps sees what an auditor sees.
_SERVICE_POWERS = {"gaps:read": AUDIT, "gaps:people": AUDIT}

DEFAULT_DAYS, MOST_DAYS, MOST_TOKENS, LONGEST_NAME = 90, 365, 20, 80
#: How long a token that opens nothing any more is remembered.
KEPT = dt.timedelta(days=365)
_WRITTEN = re.compile(r"dry_(?P<prefix>[0-9a-f]{12})_(?P<secret>[0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wish:
    """A token that somebody wants."""

    name: str
    scopes: Collection[str]
    days: int = DEFAULT_DAYS
    service: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A token as pages show it. ``alive`` says whether it opens anything today; ``maker`` is whom it stands on."""

    token_id: int
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: dt.datetime
    expires_at: dt.datetime
    last_used_on: dt.date | None
    maker: str
    maker_id: int
    alive: bool


def offered(viewer: Viewer, *, service: bool = False) -> tuple[str, ...]:
    """Return the scopes that a viewer may give a token, in order."""
    if service:
        return SERVICE if viewer.may(ADMINISTER) else ()
    return tuple(scope for scope in SCOPES if _may_have(viewer, scope))


def _may_have(viewer: Viewer, scope: str) -> bool:
    if scope in _SERVICE_ONLY:
        return False
    asked = _POWERS.get(scope)
    # The first administrator has powers before the people data know anybody.
    return bool(viewer.person_id or viewer.powers) if asked is None else any(viewer.may(power) for power in asked)


def make(wish: Wish, *, viewer: Viewer, at: dt.datetime) -> str:
    """Make a token and return it as it is sent: the only time that anybody sees it.

    Raises UsageError for a wish that cannot be met, and from a session that owes a second factor.
    """
    if viewer.user_id is None or viewer.owes_factor or viewer.shared or viewer.scopes is not None:
        raise UsageError(
            gettext("Tokens are made in a session of your own, with a second factor where one is asked of you")
        )
    _check(wish, viewer)
    prefix, secret = secrets.token_hex(6), secrets.token_hex(32)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=viewer.user_id)
        if user.tokens.filter(revoked_at=None, expires_at__gt=at, service=wish.service).count() >= MOST_TOKENS:
            raise UsageError(
                gettext("You have %(n)d tokens already") % {"n": MOST_TOKENS},
                do=gettext("Revoke one that is not needed."),
            )
        Token.objects.create(
            user=user,
            name=wish.name.strip(),
            prefix=prefix,
            digest=_digest(secret),
            scopes=sorted(set(wish.scopes)),
            strong=viewer.strong,
            service=wish.service,
            created_at=at,
            expires_at=at + dt.timedelta(days=wish.days),
        )
        _record("token-made", viewer, at, prefix, {"scopes": sorted(set(wish.scopes)), "service": wish.service})
    return f"dry_{prefix}_{secret}"


def _check(wish: Wish, viewer: Viewer) -> None:
    if not wish.name.strip() or len(wish.name.strip()) > LONGEST_NAME:
        raise UsageError(
            gettext("A token needs a short name"), do=gettext("Say what will use it, in at most 80 characters.")
        )
    if not 1 <= wish.days <= MOST_DAYS:
        raise UsageError(
            gettext("That is not how long a token can be good for"),
            do=gettext("Choose 1 to %(n)d days.") % {"n": MOST_DAYS},
        )
    beyond = sorted(set(wish.scopes) - set(offered(viewer, service=wish.service)))
    if beyond:
        raise UsageError(
            gettext("You cannot give what you may not do yourself: %(scopes)s") % {"scopes": ", ".join(beyond)},
            do=gettext("Leave it out."),
        )
    if not wish.scopes:
        raise UsageError(gettext("A token that may do nothing opens nothing"), do=gettext("Choose at least one."))


def revoke(token_id: int, *, viewer: Viewer, at: dt.datetime) -> bool:
    """End a token of one's own, or, as an administrator, of a service; False where there is none such."""
    with transaction.atomic():
        token = Token.objects.select_for_update().filter(pk=token_id, revoked_at=None).first()
        if token is None or not _is_theirs(token, viewer):
            return False
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        _record("token-revoked", viewer, at, token.prefix, {"service": token.service})
    return True


def take_over(token_id: int, *, viewer: Viewer, at: dt.datetime) -> bool:
    """Let a service token stand on this administrator from now on; False where there is none such."""
    with transaction.atomic():
        token = Token.objects.select_for_update().filter(pk=token_id, service=True, revoked_at=None).first()
        if token is None or not viewer.may(ADMINISTER) or viewer.user_id is None:
            return False
        token.user_id = viewer.user_id
        token.strong = viewer.strong
        token.save(update_fields=["user", "strong"])
        _record("token-taken-over", viewer, at, token.prefix, {})
    return True


def _is_theirs(token: Token, viewer: Viewer) -> bool:
    return viewer.may(ADMINISTER) if token.service else token.user_id == viewer.user_id


def end_all(user: User, *, at: dt.datetime, actor: str) -> int:
    """Revoke every personal token of somebody whose way in ends, in this transaction; returns how many."""
    prefixes = list(user.tokens.filter(revoked_at=None, service=False).values_list("prefix", flat=True))
    user.tokens.filter(prefix__in=prefixes).update(revoked_at=at)
    for prefix in prefixes:
        audit.record("token-revoked", actor=actor, at=at, about=("token", prefix))
    return len(prefixes)


def forget(*, now: dt.datetime) -> int:
    """Delete tokens that expired or were revoked a year ago, and return how many."""
    before = now - KEPT
    return Token.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before)).delete()[0]


def mine(viewer: Viewer, *, at: dt.datetime) -> list[Key]:
    """Return the viewer's own tokens that were not revoked, the newest first."""
    if viewer.user_id is None:
        return []
    return [
        _key(token, at, standing=True, maker="")
        for token in Token.objects.filter(user_id=viewer.user_id, service=False, revoked_at=None).order_by("-pk")
    ]


def services(program: Program, *, at: dt.datetime) -> list[Key]:
    """Return every service token that was not revoked, the newest first."""
    tokens = list(Token.objects.filter(service=True, revoked_at=None).select_related("user").order_by("-pk"))
    makers = {token.user for token in tokens}
    standing = {user: _stands(user, program) for user in makers}
    cards = queries.cards(user.person_id for user in makers)
    names = {user: (cards[user.person_id].name if user.person_id in cards else user.name) for user in makers}
    return [
        _key(token, at, standing=standing[token.user], maker=names[token.user] or token.user.login) for token in tokens
    ]


def _key(token: Token, at: dt.datetime, *, standing: bool, maker: str) -> Key:
    return Key(
        token_id=int(token.pk),
        name=token.name,
        prefix=token.prefix,
        scopes=tuple(token.scopes),
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_on=token.last_used_on,
        maker=maker,
        maker_id=int(token.user_id),
        alive=standing and token.expires_at > at,
    )


def viewer_of(request: HttpRequest, program: Program, *, now: dt.datetime) -> Viewer:
    """Return whom the request's bearer token stands for, with its scopes; ANONYMOUS where it opens nothing."""
    written = _WRITTEN.fullmatch(_bearer(request))
    if written is None:
        return ANONYMOUS
    token = Token.objects.select_related("user").filter(prefix=written["prefix"]).first()
    # Compared also where there is no such token, so that the time taken tells nothing.
    right = hmac.compare_digest(token.digest if token else "0" * 64, _digest(written["secret"]))
    if not right or token is None or token.revoked_at is not None or token.expires_at <= now:
        return ANONYMOUS
    viewer = _service(token, program) if token.service else _person(token, program)
    if viewer.signed_in and token.last_used_on != now.date():
        Token.objects.filter(pk=token.pk).update(last_used_on=now.date())
    return viewer


def _bearer(request: HttpRequest) -> str:
    kind, _blank, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else ""


def _person(token: Token, program: Program) -> Viewer:
    user = token.user
    viewer = queries.viewer_of(user, program, strong=token.strong)
    if not user.is_active or (user.person_id and not viewer.person_id):
        return ANONYMOUS
    # What somebody may no longer do, their tokens may no longer do either.
    scopes = frozenset(scope for scope in token.scopes if _may_have(viewer, scope))
    return replace(viewer, scopes=scopes, token=token.prefix)


def _service(token: Token, program: Program) -> Viewer:
    if not _stands(token.user, program):
        return ANONYMOUS
    powers = frozenset(_SERVICE_POWERS[scope] for scope in token.scopes if scope in _SERVICE_POWERS)
    scopes = frozenset(token.scopes) & frozenset(SERVICE)
    return Viewer(
        user_id=int(token.user_id), name=token.name, powers=powers, strong=True, scopes=scopes, token=token.prefix,
        service=True,
    )  # fmt: skip


def _stands(user: User, program: Program) -> bool:
    return user.is_active and queries.viewer_of(user, program, strong=True).may(ADMINISTER)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _record(action: str, viewer: Viewer, at: dt.datetime, prefix: str, payload: dict[str, object]) -> None:
    audit.record(action, actor=viewer.actor, at=at, about=("token", prefix), payload=payload)
