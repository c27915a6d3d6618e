"""What this room keeps about one person, for that person: how they sign in and from where, never a secret."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from drystone.directory.models import Badge, Grant, OneTimeLink, Person, ScimUser, Tenure, Token, User
from drystone.directory.scim.keys import key_of
from drystone.shell import site

Rows = QuerySet[Any, Any]


def known_of(user_id: int, person_id: str) -> dict[str, Rows]:
    """Return what is kept of a user and their person, by sort, as queries, newest first."""
    return {**_of_the_user(user_id), **(_of_the_person(user_id, person_id) if person_id else {})}


def _of_the_user(user_id: int) -> dict[str, Rows]:
    sessions = UserSession.objects.filter(user_id=user_id).order_by("-last_seen_at")
    factors = Authenticator.objects.filter(user_id=user_id).order_by("pk")
    providers = SocialAccount.objects.filter(user_id=user_id).order_by("pk")
    tokens = Token.objects.filter(user_id=user_id).order_by("-pk")
    return {
        "sign-in": User.objects.filter(pk=user_id).values(
            "login", "email", "name", "language", "zone", "created_at", "last_login"
        ),
        "sessions": sessions.values("ip", "user_agent", "created_at", "last_seen_at", "data"),
        "factors": factors.values("type", "created_at", "last_used_at"),
        "providers": providers.values("provider", "date_joined", "last_login"),
        "tokens": tokens.values(
            "name", "prefix", "scopes", "service", "created_at", "expires_at", "last_used_on", "revoked_at"
        ),
        "powers": Grant.objects.filter(user_id=user_id).order_by("pk").values("power", "granted_by", "granted_at"),
    }


def _of_the_person(user_id: int, person_id: str) -> dict[str, Rows]:
    badge = Badge.objects.filter(person_id=person_id)
    links = OneTimeLink.objects.filter(person_id=person_id).order_by("-made_at")
    return {
        "badge": badge.values(
            "made_by", "made_at", "confirmed_at", "pin_at", "used_at", "revoked_at", "fails", "locked_until"
        ),
        "positions": Tenure.objects.filter(person_id=person_id).values("position_id", "step", "began_on", "ended_on"),
        "links": links.values("purpose", "made_by", "made_at", "expires_at", "used_at"),
        "pushed": _pushed(user_id, person_id).values(
            "user_name", "external_id", "active", "attributes", "created_at", "modified_at"
        ),
    }


#: What a run made of somebody: their own record and those of their accounts, by the keys that their sources gave.
_KEYS = """
    select key from member where asset_kind = 'person' and asset_id = $id
    union select key from member where asset_kind = 'account'
        and asset_id in (select account_id from account where person_id = $id)
"""


def _pushed(user_id: int, person_id: str) -> QuerySet[ScimUser]:
    """Return what an identity provider pushed of a person: by what a run made of them, or by an address of theirs.

    The user name there need not be an address.
    """
    addresses = {
        *User.objects.filter(pk=user_id).values_list("login", flat=True),
        *User.objects.filter(pk=user_id).values_list("email", flat=True),
        *Person.objects.filter(person_id=person_id).values_list("email", flat=True),
    } - {""}
    keys: list[str] = []
    if site.snapshot() is not None:
        with site.reading() as engine:
            keys = [row[0] for row in engine.rows(_KEYS, {"id": person_id})]
    found = Q(user_key__in=sorted(key_of(one) for one in addresses)) | Q(scim_id__in=keys)
    written = ScimUser.objects.annotate(written=Cast("attributes", TextField()))
    for address in sorted(addresses):
        # As a whole text between quotes, so that nobody finds another's whose address ends like theirs.
        found |= Q(written__icontains=f'"{address}"')
    return written.filter(found)
