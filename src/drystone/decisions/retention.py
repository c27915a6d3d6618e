"""What becomes of decisions and questions when they are long over: the log keeps that they were made, no more."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from drystone.decisions.models import Decision, Question


def forget(*, before: dt.datetime) -> int:
    """Delete decisions withdrawn or over, and questions settled, before a moment; returns how many."""
    over = Q(withdrawn_at__lt=before) | Q(until__lt=before.date())
    count = Decision.objects.filter(over).delete()[0]
    return count + Question.objects.exclude(status="open").filter(decided_at__lt=before).delete()[0]
