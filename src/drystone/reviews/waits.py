"""The open question of this room: a review that somebody began and nobody ended."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _later

from drystone.directory import notices
from drystone.reviews.models import OPEN, Review
from drystone.shell import clocks
from drystone.shell.clocks import Clock

_AGAIN = dt.timedelta(days=7)
_MOST = 200


def declare() -> None:
    """Declare what can be open here."""
    clocks.declare(
        Clock(
            "review", "reviews.Review", "lead", "due_at",
            _later("A review that is being written"),
            _later("Whoever began it is asked again, a week later."),
            move_on, {"state": OPEN},
        )
    )  # fmt: skip


def move_on(now: dt.datetime) -> int:
    """Ask those again whose review is past its day; it is due a week later then."""
    moved = 0
    for review in list(Review.objects.filter(state=OPEN, due_at__lte=now).order_by("due_at")[:_MOST]):
        with transaction.atomic():
            if not Review.objects.filter(pk=review.pk, due_at=review.due_at).update(due_at=now + _AGAIN):
                continue  # Somebody else did so at this moment.
            if review.lead:
                notices.tell(review.lead, notices.of(*_DUE, "reviews:work", review.pk), now=now)
            moved += 1
    return moved


_DUE = (
    _later("A review waits to be ended"),
    _later("You began to look back at something. Publish it, or drop it; either takes a few minutes:"),
)
