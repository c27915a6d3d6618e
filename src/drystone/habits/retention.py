"""What becomes of answers, and of what people who left had finished."""

from __future__ import annotations

import datetime as dt

from drystone.habits import course
from drystone.habits.models import Answer, Card, Learner, Taken
from drystone.program.model import Program

#: How long an answer is kept: the twelve weeks that figures about groups look back on. Spacing needs none of them.
KEPT = dt.timedelta(weeks=12)


def forget(program: Program, *, now: dt.datetime) -> int:
    """Delete old answers, questions that the program asks no more, and what leavers finished; returns how many rows."""
    count = Answer.objects.filter(at__lt=now - KEPT).delete()[0]
    asked = list(course.items(program))
    count += Card.objects.exclude(item_id__in=asked).delete()[0]
    count += Answer.objects.exclude(item_id__in=asked).delete()[0]
    left = Learner.objects.filter(gone_on__lt=(now - program.settings.privacy.keep_leavers).date())
    count += Taken.objects.filter(person_id__in=left.values("person_id")).delete()[0]
    return count + left.delete()[0]
