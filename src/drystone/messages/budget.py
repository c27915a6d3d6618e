"""The ledger of interruptions: how often everything that leaves here reached for somebody, whichever room wanted it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from drystone.messages.kinds import UNCOUNTED
from drystone.messages.models import Message
from drystone.messages.ways import batches


@dataclass(frozen=True, slots=True)
class Interruptions:
    """How many messages left for somebody or are about to; those marked as ``urgent`` are in ``count`` too."""

    count: int = 0
    urgent: int = 0


NONE = Interruptions()


def sent_since(person_ids: Iterable[str], since: dt.datetime) -> dict[str, Interruptions]:
    """Return how often each of these people was interrupted since a moment (aware); who was not, is left out.

    What waits counts at the moment that it may leave, so that two rooms which decide at once see each other's. Codes
    that people asked for, and what failed, expired or was withdrawn, count for nothing. Messages are kept for a month:
    nothing older is known here. One question to the state per 5,000 people.
    """
    found: dict[str, Interruptions] = {}
    reached = ~Q(status__in=["failed", "expired", "withdrawn"]) & ~Q(purpose__in=UNCOUNTED)
    for batch in batches(person_ids):
        rows = (
            Message.objects.filter(reached, person_id__in=batch)
            .annotate(moment=Coalesce("sent_at", "due_at"))
            .filter(moment__gte=since)
            .values("person_id")
            .annotate(count=Count("pk"), urgent_ones=Count("pk", filter=Q(urgent=True)))
            .order_by()
            .values_list("person_id", "count", "urgent_ones")
        )
        found |= {person_id: Interruptions(count, urgent) for person_id, count, urgent in rows}
    return found
