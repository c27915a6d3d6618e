"""Whom to tell of something new in a thread: each once, then not again until they looked. What it says stays here."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from drystone.directory import addresses, notices
from drystone.messages.models import Participant, Thread
from drystone.shell import site


def about(thread: Thread, *, by: str, now: dt.datetime) -> list[tuple[str, str, str]]:
    """Return (person id, subject, text) for everybody to tell by mail, and remember that they were told."""
    program = site.program()
    if "email" not in program.settings.channels:
        return []
    looked = Q(told_at=None) | Q(last_read_at__gt=F("told_at"))
    others = Participant.objects.filter(looked, thread=thread).exclude(person_id=by)
    reached = addresses.reach(others.values_list("person_id", flat=True))
    told = {person_id: one for person_id, one in reached.items() if one.email}
    Participant.objects.filter(thread=thread, person_id__in=told).update(told_at=now)
    link = notices.address(reverse("messages:thread", args=[thread.thread_id]))
    usual = program.settings.organisation.languages[0]
    return [(person_id, *_words(one.language or usual, link)) for person_id, one in sorted(told.items())]


def _words(language: str, link: str) -> tuple[str, str]:
    """Say that there is something, and where; mail is read by more eyes than ours."""
    with translation.override(language):
        subject = _("A colleague wrote to you")
        text = _("A colleague asked you something or answered you. Read it here:")
        last = _("You get no second mail about this conversation until you have looked.")
        return subject, f"{text}\n\n{link}\n\n{last}"
