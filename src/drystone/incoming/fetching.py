"""Reads the mailboxes of the program: the oldest letter first, each once."""

from __future__ import annotations

import datetime as dt
import logging

from drystone.incoming import handing, mailboxes, readers
from drystone.incoming.mailboxes import Opened, UnreachableError
from drystone.incoming.models import MailboxPlace
from drystone.messages.carriers.secrets import Secrets
from drystone.program.incoming_model import Mailbox
from drystone.shell import site

log = logging.getLogger("drystone.incoming")

#: Letters of one sitting; what is left is read a minute later.
_MOST = 500
#: How often a letter is tried at which reading breaks.
_TRIES = 3
#: How far back one begins in a mailbox that was never read, or whose letters were numbered anew.
_BACK = dt.timedelta(days=7)


def fetch(name: str, *, now: dt.datetime) -> None:
    """Read what came since last time. What keeps a mailbox from being read is noted; raises what a reader raises."""
    mailbox = next((one for one in site.program().settings.mailboxes if one.name == name), None)
    if mailbox is None:
        return
    place, _made = MailboxPlace.objects.get_or_create(name=name)
    without = readers.missing(mailbox.reads)
    if without:
        _note(place, error=f"nothing here reads {', '.join(without)}")
        return
    secrets = Secrets(site.served().root, site.served().environ)
    try:
        with mailboxes.opened(mailbox, secrets) as opened:
            left = _read(opened, mailbox, place, now)
    except UnreachableError as error:
        _note(place, error=str(error))
    else:
        _note(place, read_at=place.read_at if left else now, error="")


def forget_gone() -> None:
    """Forget how far mailboxes were read that the program does not name any more."""
    names = [one.name for one in site.program().settings.mailboxes]
    MailboxPlace.objects.exclude(name__in=names).delete()


def _read(opened: Opened, mailbox: Mailbox, place: MailboxPlace, now: dt.datetime) -> bool:
    """Hand over what is new, and return whether there is more."""
    if place.validity == opened.validity:
        opened.put_away(opened.up_to(place.last_uid))  # Those that were handed over by a process that then died.
        uids = opened.after(place.last_uid)
    else:
        since = min(place.read_at or now, now) - _BACK
        uids = opened.since(since.date())
        place.validity, place.last_uid, place.trying_uid, place.tries = opened.validity, 0, 0, 0
    for uid in uids[:_MOST]:
        _read_one(opened, mailbox, place, uid, now)
    return len(uids) > _MOST


def _read_one(opened: Opened, mailbox: Mailbox, place: MailboxPlace, uid: int, now: dt.datetime) -> None:
    place.tries = place.tries + 1 if place.trying_uid == uid else 1
    place.trying_uid = uid
    if place.tries > _TRIES:
        place.set_aside += 1
        log.error("a letter of the mailbox %s is set aside: reading it broke %d times", mailbox.name, _TRIES)
    else:
        place.save()  # Before the letter is touched: also a process that it kills has tried it.
        letter = opened.letter(uid)
        if letter is not None:
            handing.hand_over(letter, mailbox.reads, now=now)
            opened.put_away([uid])
    place.last_uid = uid
    place.save()


def _note(place: MailboxPlace, **said: object) -> None:
    for name, value in said.items():
        setattr(place, name, value)
    place.save(update_fields=list(said))
