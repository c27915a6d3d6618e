"""What becomes of restrictions when they are long over: nothing of them stays but the log's digests."""

from __future__ import annotations

import datetime as dt

from drystone.consequences.models import Restriction


def forget(*, before: dt.datetime) -> int:
    """Delete what was lifted, dropped or refused before a moment, and dry runs decided before it; how many."""
    over = Restriction.objects.filter(status__in=["lifted", "dropped", "refused"], lift_since__lt=before)
    dry = Restriction.objects.filter(status="dry", decided_at__lt=before)
    return over.delete()[0] + dry.delete()[0]
