"""One-time links that an administrator makes for somebody. The rules:

1. A link replaces no way in. It is for whoever has none; whoever has a password shows it beside the link, and whoever
   has a passkey, an app or a provider's account gets no link.
2. It has a reason, which the person reads, and they are told at once.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.directory import having, links, notices, ways
from drystone.lib.errors import UsageError

_INVITED = (
    _later("A one-time link to Drystone was made for you"),
    _later(
        "An administrator made a link with which you set up how you sign in. They hand it to you themselves. Did you"
        " not ask for one? Tell somebody at once. See who made it, and why:"
    ),
)


def invite(person_id: str, *, reason: str, by: str, now: dt.datetime) -> str:
    """Make a link for one of the directory's living people and return its token. Raises UsageError by the rules."""
    said = reason.strip()
    if not (ways.is_open(ways.PASSKEY) or ways.is_open(ways.PASSWORD)):
        raise UsageError(_("neither passkeys nor passwords are open"), do=_("open one of them in the program"))
    if not said:
        raise UsageError(_("a reason is missing"), do=_("write one sentence; the person sees it"))
    if having.of_person(person_id) - {ways.PASSWORD}:
        raise UsageError(
            _("they have a way in, and a link replaces none"),
            do=_("if they lost it, forget their factors further down; they are told"),
        )
    with transaction.atomic():
        notices.tell(person_id, notices.of(*_INVITED, "people:data"), now=now)
        return links.make(links.PERSON, now=now, by=by, person_id=person_id, reason=said)
