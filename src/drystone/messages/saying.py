"""The conversations that somebody began, for the list of what they said."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from drystone.messages.models import Thread
from drystone.shell.said import Said
from drystone.shell.viewer import Viewer


def threads(viewer: Viewer, most: int) -> list[Said]:
    """Return the conversations that somebody began, and whether each is still open."""
    mine = Thread.objects.filter(opened_by=viewer.person_id, participants__person_id=viewer.person_id)
    return [
        Said(
            one.opened_at,
            _("You asked for help") if one.about_kind == "gap" else _("You began a conversation"),
            one.subject,
            _("closed") if one.closed_at else _("open"),
            waits=one.closed_at is None,
            url=reverse("messages:thread", args=[one.thread_id]),
        )
        for one in mine.order_by("-opened_at", "thread_id")[:most]
    ]
