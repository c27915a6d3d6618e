"""What this room keeps about one person, for that person: how they sign in and from where, never a secret."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from drystone.directory.models import Badge, Grant, OneTimeLink, ScimUser, Token, User

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
    pushed = ScimUser.objects.filter(user_key__in=User.objects.filter(pk=user_id).values("login"))
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
