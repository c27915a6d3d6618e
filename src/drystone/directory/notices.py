"""Telling one person that something happened that is theirs to know: by the way that they chose.

Pages show all of it anyway. A notice says that there is something and where, in its reader's language, and names
nobody: mail is read by more eyes than ours. It waits for its reader's working hours, and for their return; an
alert does not.
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
#: What is told at any hour: minutes may count, or somebody else may be using what is theirs.
ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, as lazy translations, and the page of ours (a path) that shows it."""

    subject: str | Promise
    text: str | Promise
    path: str


def of(subject: str | Promise, text: str | Promise, route: str, *arguments: str) -> Notice:
    """Return a notice that leads to a route."""
    return Notice(subject, text, reverse(route, args=arguments))


def tell(
    person_id: str, notice: Notice, *, now: dt.datetime, purpose: str = PURPOSE, channel: str = outgoing.OWN
) -> bool:
    """Write to somebody once; whether a message will leave. It stands or falls with the caller's transaction.

    Nothing leaves for somebody who has left, or whom no channel of the program reaches; or not the ``channel`` that is
    asked for ("email").
    """
    program = site.program()
    reached = addresses.reach([person_id]).get(person_id) if person_id else None
    if reached is None or (channel == "email" and not reached.email):
        return False
    with translation.override(reached.language or program.settings.organisation.languages[0]):
        subject, text = str(notice.subject), f"{notice.text}\n\n{address(notice.path)}"
    return outgoing.carry(outgoing.Letter(person_id, channel, purpose, subject, text), now=now)


def tell_everywhere(person_id: str, notice: Notice, *, now: dt.datetime) -> None:
    """Write to somebody by their own way and by text message too, where the program has that, at any hour."""
    tell(person_id, notice, now=now, purpose=ALERT)
    program = site.program()
    reached = addresses.reach([person_id]).get(person_id) if "text" in program.settings.channels else None
    if reached is None or not reached.phone:
        return
    with translation.override(reached.language or program.settings.organisation.languages[0]):
        text = f"{notice.text} {address(notice.path)}"
    outgoing.carry(outgoing.Letter(person_id, "text", ALERT, "", text), now=now)


def address(path: str) -> str:
    """Return the whole address of a page, as mails and paper need it."""
    return f"{(site.program().settings.site.url or settings.SITE_URL).rstrip('/')}{path}"
