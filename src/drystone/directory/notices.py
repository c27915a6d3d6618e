"""Telling one person that something happened that is theirs to know: by mail where the program has that channel.

Pages show all of it anyway. A mail says that there is something and where, in its reader's language, and names nobody:
mail is read by more eyes than ours.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from drystone.directory import addresses, outgoing
from drystone.shell import site

PURPOSE = "notice"


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, as lazy translations, and the page of ours (a path) that shows it."""

    subject: str | Promise
    text: str | Promise
    path: str


def of(subject: str | Promise, text: str | Promise, route: str, *arguments: str) -> Notice:
    """Return a notice that leads to a route."""
    return Notice(subject, text, reverse(route, args=arguments))


def tell(person_id: str, notice: Notice, *, now: dt.datetime, purpose: str = PURPOSE) -> bool:
    """Write to somebody once; whether a mail will leave. It stands or falls with the caller's transaction.

    Nothing leaves without [channels.email], nor for somebody who has left or has no address.
    """
    program = site.program()
    if not person_id or "email" not in program.settings.channels:
        return False
    reached = addresses.reach([person_id]).get(person_id)
    if reached is None or not reached.email:
        return False
    with translation.override(reached.language or program.settings.organisation.languages[0]):
        subject, text = str(notice.subject), f"{notice.text}\n\n{address(notice.path)}"
    outgoing.carry(outgoing.Letter(person_id, "email", purpose, subject, text), now=now)
    return True


def tell_everywhere(person_id: str, notice: Notice, *, now: dt.datetime) -> None:
    """Write to somebody by mail and by text message, by whichever of them the program has and reaches them."""
    tell(person_id, notice, now=now)
    program = site.program()
    reached = addresses.reach([person_id]).get(person_id) if "text" in program.settings.channels else None
    if reached is None or not reached.phone:
        return
    with translation.override(reached.language or program.settings.organisation.languages[0]):
        text = f"{notice.text} {address(notice.path)}"
    outgoing.carry(outgoing.Letter(person_id, "text", PURPOSE, "", text), now=now)


def address(path: str) -> str:
    """Return the whole address of a page, as mails and paper need it."""
    return f"{(site.program().settings.site.url or settings.SITE_URL).rstrip('/')}{path}"
