"""Which ways in somebody already has: asked before another one is made for them."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from drystone.directory import ways
from drystone.directory.models import User

#: Not a way in by itself: an app's code goes with a password or a provider.
APP = "app"


def ways_of(user: User | None) -> frozenset[str]:
    """Return the open ways that a user has, without badges and text codes; ``APP`` where they have one for codes.

    A passkey or an app is told of whether or not passkeys are open: whoever has one has shown it before.
    """
    if user is None:
        return frozenset()
    found = set()
    if user.has_usable_password() and ways.is_open(ways.PASSWORD):
        found.add(ways.PASSWORD)
    kinds = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    if Authenticator.Type.WEBAUTHN in kinds:
        found.add(ways.PASSKEY)
    if Authenticator.Type.TOTP in kinds:
        found.add(APP)
    known = {one.id for one in ways.providers()}
    if known and SocialAccount.objects.filter(user_id=user.pk, provider__in=known).exists():
        found.add(ways.OPENID)
    return frozenset(found)


def of_person(person_id: str) -> frozenset[str]:
    """Return the same for one of the directory's people."""
    return ways_of(User.objects.filter(person_id=person_id).first() if person_id else None)
