"""What becomes of rounds and acceptances when they are long over: the program and the log keep what came of them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from drystone.charting.models import Round, Version


def forget(*, before: dt.datetime) -> int:
    """Delete rounds revealed, or made and never revealed, before a moment, and replaced versions; return how many."""
    newer = Version.objects.filter(published_at__gte=before).values("activity_id")
    old = Version.objects.filter(newest=False, published_at__lt=before).exclude(activity_id__in=newer)
    over = Round.objects.filter(Q(revealed_at__lt=before) | Q(revealed_at=None, made_at__lt=before))
    return old.delete()[0] + over.delete()[0]
