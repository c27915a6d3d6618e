"""What this room keeps about one person, for that person: how they sign in and from where, never a secret."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from drystone.directory.models import Badge, Grant, OneTimeLink, Person, ScimUser, Token, User
from drystone.directory.scim.keys import key_of
from drystone.shell import site

Rows = list[dict[str, Any]]


def known_of(user_id: int, person_id: str, *, most: int = 200) -> dict[str, Rows]:
    """Return what is kept of a user and their person, by sort, the newest ``most`` of each."""
    return {**_of_the_user(user_id, most), **(_of_the_person(user_id, person_id, most) if person_id else {})}


def _of_the_user(user_id: int, most: int) -> dict[str, Rows]:
    user = User.objects.filter(pk=user_id)
    sessions = UserSession.objects.filter(user_id=user_id).order_by("-last_seen_at")
    factors = Authenticator.objects.filter(user_id=user_id).order_by("pk")
    tokens = Token.objects.filter(user_id=user_id).order_by("-pk")
    return {
        "sign-in": list(user.values("login", "email", "name", "language", "zone", "created_at", "last_login")),
        "sessions": list(sessions.values("ip", "user_agent", "created_at", "last_seen_at", "data")[:most]),
        "factors": list(factors.values("type", "created_at", "last_used_at")[:most]),
        "providers": list(
            SocialAccount.objects.filter(user_id=user_id).values("provider", "date_joined", "last_login")[:most]
        ),
        "tokens": list(
            tokens.values(
                "name", "prefix", "scopes", "service", "created_at", "expires_at", "last_used_on", "revoked_at"
            )[:most]
        ),
        "powers": list(Grant.objects.filter(user_id=user_id).values("power", "granted_by", "granted_at")[:most]),
    }


def _of_the_person(user_id: int, person_id: str, most: int) -> dict[str, Rows]:
    badge = Badge.objects.filter(person_id=person_id)
    links = OneTimeLink.objects.filter(person_id=person_id).order_by("-made_at")
    pushed = _pushed(user_id, person_id)
    return {
        "badge": [
            dict(row)
            for row in badge.values(
                "made_by", "made_at", "confirmed_at", "pin_at", "used_at", "revoked_at", "fails", "locked_until"
            )
        ],
        "links": [dict(row) for row in links.values("purpose", "made_by", "made_at", "expires_at", "used_at")[:most]],
        "pushed": [
            dict(row)
            for row in pushed.values("user_name", "external_id", "active", "attributes", "created_at", "modified_at")
        ],
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
