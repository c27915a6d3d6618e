"""How the mailboxes stand, in one line."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext

from drystone.incoming.models import MailboxPlace
from drystone.shell import site
from drystone.shell.standing import Line

PART = _later("How letters come in")
#: A mailbox is read every minute; one that has not been for so long needs a hand.
_LATE = dt.timedelta(minutes=15)


def line(now: dt.datetime) -> Line | None:
    """Say whether every mailbox is read; one question to the state."""
    names = [mailbox.name for mailbox in site.program().settings.mailboxes]
    if not names:
        return None
    places = {place.name: place for place in MailboxPlace.objects.filter(name__in=names)}
    for name in names:
        place = places.get(name)
        if place is None or place.read_at is None or now - place.read_at > _LATE:
            why = place.error if place and place.error else _("it has not been read yet")
            return Line(PART, _("the mailbox %(name)s: %(why)s") % {"name": name, "why": why}, False, "")
    aside = sum(place.set_aside for place in places.values())
    if aside:
        words = ngettext("%(n)d letter could not be read", "%(n)d letters could not be read", aside) % {"n": aside}
        return Line(PART, words, False, "")
    return Line(PART, _("every mailbox is read"), True, "")
