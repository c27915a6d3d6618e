"""A code by text message. The rules:

1. The page that asks does the same for every number: it writes the wish down. A job looks the number up.
2. A code is good for ten minutes, for the browser that asked, five tries, once; a newer one ends it.
3. It shows who has the phone and nothing more: it opens nothing for whoever holds a privileged power, and whoever has a
   second factor shows it as well.
"""

from __future__ import annotations

import datetime as dt
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from drystone.directory import addresses, admitting, outgoing, phones, powers
from drystone.directory.fingerprints import fingerprint, matches
from drystone.directory.models import PhoneCode, User
from drystone.jobs import queue
from drystone.lib.errors import UsageError
from drystone.program.model import Program, TextChannel

LASTS = dt.timedelta(minutes=10)
TRIES = 5
PURPOSE = "sign-in-code"
JOB = "send-sign-in-code"


def ask(typed: str, *, now: dt.datetime) -> int:
    """Write down that somebody with this number wants a code, and return the wish's number. Raises UsageError."""
    number = phones.normal(typed)
    if not number:
        raise UsageError(
            _("This does not look like a phone number."), do=_("Write it with its country: +44 7700 900123.")
        )
    with transaction.atomic():
        wish = PhoneCode.objects.create(number=number, made_at=now, expires_at=now + LASTS)
        queue.enqueue(JOB, {"code": int(wish.pk)}, now=now)
    return int(wish.pk)


def deliver(wish_id: int, program: Program, *, now: dt.datetime) -> None:
    """Make and send the code of a wish, where one living person has its number; the number is forgotten either way."""
    channel = program.settings.channels.get("text")
    country = channel.country if isinstance(channel, TextChannel) else ""
    with transaction.atomic():
        wish = PhoneCode.objects.select_for_update().filter(pk=wish_id, used_at=None, expires_at__gt=now).first()
        if wish is None or not wish.number:
            return
        person_id = addresses.by_phone(phones.forms(wish.number, country)) if channel is not None else ""
        wish.number = ""
        if person_id and _may_have(person_id, program):
            PhoneCode.objects.filter(person_id=person_id, used_at=None).update(used_at=now)
            code = f"{secrets.randbelow(10**6):06d}"
            wish.person_id, wish.code_hash = person_id, fingerprint("phone-code", f"{wish.pk}:{code}")
            outgoing.carry(_letter(person_id, code, wish.expires_at, program), now=now)
        wish.save()


def _may_have(person_id: str, program: Program) -> bool:
    """Whether a code would open anything: not for whoever is shut out or holds a privileged power."""
    closed = User.objects.filter(person_id=person_id, is_active=False).exists()
    return not closed and not powers.privileged_among([person_id], program)


def _letter(person_id: str, code: str, expires: dt.datetime, program: Program) -> outgoing.Letter:
    reached = addresses.reach([person_id]).get(person_id)
    language = (reached.language if reached else "") or program.settings.organisation.languages[0]
    host = urlsplit(program.settings.site.url or settings.SITE_URL).hostname or ""
    with translation.override(language):
        words = _("%(code)s is your code for %(name)s. It is good for ten minutes. Nobody will ever ask you for it.")
        text = words % {"code": code, "name": program.settings.organisation.name}
    # The last line ties the code to our address, so that phones offer it there and nowhere else (WICG origin-bound
    # one-time codes).
    return outgoing.Letter(person_id, "text", PURPOSE, "", f"{text}\n\n@{host} #{code}", expires)


def answer(wish_id: int, typed: str, *, now: dt.datetime) -> User:
    """Return whose code it is where it fits. Raises UsageError with the same words for every other case."""
    waiting = PhoneCode.objects.filter(pk=wish_id, used_at=None, expires_at__gt=now)
    counted = waiting.filter(tries__lt=TRIES).update(tries=F("tries") + 1)
    wish = waiting.first()
    code = "".join(sign for sign in typed if sign.isdigit())
    fits = matches("phone-code", f"{wish_id}:{code}", wish.code_hash if wish else "")
    with transaction.atomic():
        if not counted or wish is None or not fits or not waiting.update(used_at=now):
            raise UsageError(
                _("This code is not right, or no longer good."),
                do=_("Look again, or ask for a new one. A code lasts ten minutes and five tries."),
            )
        return admitting.without_factor(wish.person_id, way="text-message", now=now)


def forget_old(before: dt.datetime) -> int:
    """Delete every wish that is over, and return how many."""
    return PhoneCode.objects.filter(expires_at__lt=before).delete()[0]
