"""The first administrator of a new site: a link that works once, printed where the site is started."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.directory import admitting, grants, links, notices, queries
from drystone.directory.models import OneTimeLink, User
from drystone.shell import site
from drystone.shell.viewer import ADMINISTER, EDIT_PROGRAM

_BY = "the first link"
_RESCUED = (
    _later("Somebody became an administrator of Drystone from the server"),
    _later(
        "Whoever starts Drystone made a link that makes an administrator, and it was used. Did you not know of it? Look"
        " who has powers, and ask whoever runs the server:"
    ),
)


def link(*, now: dt.datetime, anyway: bool = False) -> str:
    """Return the path of a one-time link that makes the first administrator; "" where somebody can administer.

    Good for 24 hours (``now`` is aware, in UTC); earlier ones are void. Only the hash of its token is kept. ``anyway``
    makes one although there are administrators, for when none of them gets in; they are told when it is used.
    """
    there = bool(grants.administrators(site.program()))
    if there and not anyway:
        return ""
    token = links.make(links.RESCUE if there else links.FIRST, now=now, by="whoever starts the site")
    return reverse("directory:first", kwargs={"token": token})


def find(token: str, *, now: dt.datetime) -> OneTimeLink | None:
    """Return the first link of a token where it can still be used."""
    return links.find(links.FIRST, token, now=now) or links.find(links.RESCUE, token, now=now)


def administrator(made: OneTimeLink, *, name: str, email: str, password: str, now: dt.datetime) -> User | None:
    """Use the link up and return the first administrator; None where somebody else was quicker.

    The password, "" for none, is set in the same transaction: nobody administers without a way in. Until there is a
    second factor as well, the next start of the site gives another link.
    """
    address = email.strip().lower()
    with transaction.atomic():
        there = grants.administrators(site.program())
        if not links.use(made, now=now) or (there and made.purpose != links.RESCUE):
            return None
        newcomer = admitting.Newcomer(queries.by_address(address), address, name.strip())
        # Whoever was cut off before their second factor comes again.
        known = None if newcomer.person_id else admitting.without_person([address])
        user = known or admitting.admit(newcomer, now=now, by=_BY)
        if user is None:
            return None
        if password:
            user.set_password(password)
            user.save(update_fields=["password"])
        grants.grant(user, [ADMINISTER, EDIT_PROGRAM], by=_BY, reason="the first administrator", now=now)
        about = ("person", user.person_id or f"user:{user.pk}")
        audit.record("first-administrator", actor=_BY, at=now, about=about)
        links.void(made.purpose)
        for other in User.objects.filter(pk__in=there).exclude(pk=user.pk).exclude(person_id=""):
            notices.tell(
                other.person_id, notices.of(*_RESCUED, "directory:administration"), now=now, purpose=notices.ALERT
            )
    return user
