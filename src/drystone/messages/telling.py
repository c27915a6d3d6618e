"""Whom to tell of something new in a thread: each once, then not again until they looked. What it says stays here."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from drystone.directory import notices
from drystone.messages import ways
from drystone.messages.models import Participant, Thread


def about(thread: Thread, *, by: str, now: dt.datetime) -> list[tuple[str, str, tuple[str, str]]]:
    """Return (person id, channel, (subject, text)) for everybody to tell, and remember that they were told.

    Whom no channel reaches finds it on their page.
    """
    looked = Q(told_at=None) | Q(last_read_at__gt=F("told_at"))
    others = Participant.objects.filter(looked, thread=thread).exclude(person_id=by)
    reached = ways.ways(others.values_list("person_id", flat=True))
    told = {person_id: one for person_id, one in reached.items() if one.channels}
    Participant.objects.filter(thread=thread, person_id__in=told).update(told_at=now)
    link = notices.address(reverse("messages:thread", args=[thread.thread_id]))
    return [(person_id, one.channels[0], _words(one.language, link)) for person_id, one in sorted(told.items())]


def _words(language: str, link: str) -> tuple[str, str]:
    """Say that there is something, and where; mail is read by more eyes than ours."""
    with translation.override(language):
        subject = _("A colleague wrote to you")
        text = _("A colleague asked you something or answered you. Read it here:")
        last = _("You get no second mail about this conversation until you have looked.")
        return subject, f"{text}\n\n{link}\n\n{last}"
