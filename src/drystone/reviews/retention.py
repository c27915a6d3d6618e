"""What goes, and when: who led a review, drafts that nobody ended, and reviews that were never published."""

from __future__ import annotations

import datetime as dt

from drystone.program.model import Program
from drystone.reviews.models import OPEN, Review, ReviewPart

_DRAFTS = dt.timedelta(days=365)


def forget(program: Program, *, now: dt.datetime) -> int:
    """Delete what is due, and return how many reviews and drafts. What is published stays: it names nobody."""
    before = now - program.settings.privacy.keep_looks
    gone: int = Review.objects.filter(state=OPEN, made_at__lt=before).delete()[0]
    Review.objects.filter(made_at__lt=before).exclude(lead="").update(lead="")
    drafts: int = ReviewPart.objects.filter(given=False, review__made_at__lt=now - _DRAFTS).delete()[0]
    return gone + drafts
