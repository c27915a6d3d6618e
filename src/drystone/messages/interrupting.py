"""What interrupted people lately: every message that they did not ask for at that moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from drystone.messages.kinds import UNCOUNTED
from drystone.messages.models import Message
from drystone.shell.many import Listed


def moments(
    person_ids: Sequence[str], *, since: dt.datetime, beside: Collection[str] = ()
) -> list[tuple[str, dt.datetime]]:
    """Return (person id, moment) of the messages to these people since then that count against what they are to get.

    What is urgent comes on top of that; those of the purposes ``beside`` are left out too.
    """
    rows = Message.objects.filter(person_id__in=Listed(person_ids), created_at__gte=since, urgent=False).exclude(
        status__in=["failed", "expired", "withdrawn"]
    )
    chosen = rows.exclude(purpose__in=[*UNCOUNTED, *beside])
    return list(chosen.order_by("created_at").values_list("person_id", "created_at"))


def became(numbers: Sequence[int]) -> dict[int, str]:
    """Return how these messages stand: waiting, sending, sent, failed, expired or withdrawn.

    Those long gone are not among them.
    """
    return dict(Message.objects.filter(pk__in=numbers).values_list("pk", "status"))
