"""What is deleted, and when: an incident, whole, once the program's time for it is over and none of its clocks runs."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef

from drystone.incidents.models import CLOSED, REVIEWED, RUNNING, Incident, LegalStep
from drystone.program.model import Program

_SOME = 100


def forget(program: Program, *, now: dt.datetime) -> int:
    """Delete incidents that were closed long enough ago, with all that hangs on them; returns how many."""
    running = LegalStep.objects.filter(incident=OuterRef("pk"), state=RUNNING)
    before = now - program.settings.incidents.keep
    over = Incident.objects.filter(~Exists(running), state__in=[CLOSED, REVIEWED], closed_at__lt=before)
    count = 0
    while some := list(over.order_by("closed_at").values_list("pk", flat=True)[:_SOME]):
        with transaction.atomic():
            Incident.objects.filter(pk__in=some).delete()
        count += len(some)
    return count
