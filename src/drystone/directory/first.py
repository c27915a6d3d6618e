"""The first administrator of a new site: a link that works once, printed where the site is started."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse

from drystone.audit import actions as audit
from drystone.directory import admitting, grants, links, queries
from drystone.directory.models import OneTimeLink, User
from drystone.shell import site
from drystone.shell.viewer import ADMINISTER, EDIT_PROGRAM

_BY = "the first link"


def link(*, now: dt.datetime) -> str:
    """Return the path of a one-time link that makes the first administrator; "" where somebody can administer.

    Good for 24 hours (``now`` is aware, in UTC); earlier ones are void. Only the hash of its token is kept.
    """
    if grants.administrators(site.program()):
        return ""
    token = links.make(links.FIRST, now=now, by="whoever starts the site")
    return reverse("directory:first", kwargs={"token": token})


def administrator(made: OneTimeLink, *, name: str, email: str, now: dt.datetime) -> User | None:
    """Use the link up and return the first administrator; None where somebody else was quicker."""
    address = email.strip().lower()
    with transaction.atomic():
        if not links.use(made, now=now) or grants.administrators(site.program()):
            return None
        newcomer = admitting.Newcomer(queries.by_address(address), address, name.strip())
        user = admitting.admit(newcomer, now=now, by=_BY)
        if user is None:
            return None
        grants.grant(user, [ADMINISTER, EDIT_PROGRAM], by=_BY, reason="the first administrator", now=now)
        about = ("person", user.person_id or f"user:{user.pk}")
        audit.record("first-administrator", actor=_BY, at=now, about=about)
        links.void(links.FIRST)
    return user
