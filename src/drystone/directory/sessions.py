"""Where somebody is signed in: sessions with the device in words, and ending them."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.directory import proofs
from drystone.directory.models import User
from drystone.directory.throttling import client_address
from drystone.shell.viewer import Viewer

_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))


@dataclass(frozen=True, slots=True)
class Place:
    """One session as its owner sees it. ``network`` is only as exact as a town: the last part is not kept."""

    number: int
    device: str
    network: str
    way: str
    since: dt.datetime
    seen: dt.datetime
    here: bool


def places(request: HttpRequest, user: User) -> list[Place]:
    """Return where a user is signed in, the newest visit first. Sessions that have ended elsewhere are left out."""
    rows = list(UserSession.objects.filter(user_id=user.pk))
    now = request.now  # type: ignore[attr-defined] # Set by shell.headers.
    alive = Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=now)
    seen = {one.session_key: proofs.seen(one.get_decoded()) for one in alive}
    mine = request.session.session_key
    found = [
        Place(
            int(row.pk),
            device(row.user_agent),
            str(row.ip),
            str(row.data.get("way", "")),
            row.created_at,
            # The session itself knows its last visit: a second row written at every visit would double the work.
            seen[row.session_key] or row.last_seen_at,
            row.session_key == mine,
        )
        for row in rows
        if row.session_key in seen
    ]
    return sorted(found, key=lambda place: place.seen, reverse=True)


def device(agent: str) -> str:
    """Say a browser's own description in words a person knows, such as "Firefox on Windows"."""
    system = next((words for mark, words in _SYSTEMS if mark in agent), "")
    browser = next((words for mark, words in _BROWSERS if mark in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("a device we do not recognise")


def note(request: HttpRequest, user: User) -> None:
    """Make the row of a session where sign-in did not."""
    key = request.session.session_key
    if key is None:
        return
    now = request.now  # type: ignore[attr-defined] # Set by shell.headers.
    if UserSession.objects.filter(session_key=key, user_id=user.pk).exists():
        return
    address = _coarse(client_address(request))
    agent = request.META.get("HTTP_USER_AGENT", "")[:200]
    UserSession.objects.filter(session_key=key).delete()
    UserSession.objects.create(
        user_id=user.pk,
        session_key=key,
        ip=address,
        user_agent=agent,
        created_at=now,
        last_seen_at=now,
        data={"way": proofs.way(request, user)},
    )


def began(request: HttpRequest, user: User) -> None:
    """Complete what allauth wrote of a new session: how it began, and no exact address."""
    now = request.now  # type: ignore[attr-defined] # Set by shell.headers.
    rows = UserSession.objects.filter(session_key=request.session.session_key)
    for row in rows:
        told = {"way": proofs.way(request, user)}
        rows.filter(pk=row.pk).update(ip=_coarse(str(row.ip)), data=told, created_at=now, last_seen_at=now)


def end(user: User, *, number: int | None = None, but: str | None = None) -> int:
    """End sessions of a user: one, or all but the one of a key; returns how many. They are signed out at once."""
    rows = UserSession.objects.filter(user_id=user.pk)
    if number is not None:
        rows = rows.filter(pk=number)
    if but is not None:
        rows = rows.exclude(session_key=but)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.filter(session_key__in=keys).delete()
    return len(keys)


def end_own(user: User, *, by: Viewer, now: dt.datetime, number: int | None = None, but: str | None = None) -> int:
    """End sessions of whoever asks, as ``end`` does, and write it into the log about them; returns how many."""
    with transaction.atomic():
        count = end(user, number=number, but=but)
        if count or number is None:
            about = ("person", user.person_id or f"user:{user.pk}")
            audit.record("sessions-ended", actor=by.actor, at=now, about=about, payload={"count": count})
    return count


def leave(request: HttpRequest) -> None:
    """End the session of this request."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)


def _coarse(address: str) -> str:
    """Leave out what tells one machine from its neighbours: the last byte, or all but the first 48 bits."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "0.0.0.0"  # noqa: S104 # "Unknown" in a column that asks for an address; nothing listens there.
    bits = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network(f"{found}/{bits}", strict=False).network_address)
