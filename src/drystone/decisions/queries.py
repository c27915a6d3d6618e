"""Reading decisions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from drystone.decisions.models import Decision

#: The columns of the vocabulary's table ``decision``, in its order.
COLUMNS = [
    "decision_id",
    "kind",
    "asset_kind",
    "a_source",
    "a_key",
    "b_source",
    "b_key",
    "asset_id",
    "person_id",
    "check_id",
    "until",
    "decided_by",
    "decided_at",
    "reason",
]


def in_force(on: dt.date) -> list[tuple[Any, ...]]:
    """Return the decisions that hold on a day as rows of ``COLUMNS``, by id; moments are naive UTC, "" is None."""
    chosen = Decision.objects.filter(Q(until=None) | Q(until__gte=on), withdrawn_at=None).order_by("decision_id")
    return [tuple(_plain(value) for value in row) for row in chosen.values_list(*COLUMNS).iterator(chunk_size=2000)]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None)
    return None if value == "" else value


def marks(check_id: str) -> dict[str, dt.datetime]:
    """Return when a check was first sampled and started, of the decisions that were not withdrawn."""
    rows = Decision.objects.filter(check_id=check_id, kind__in=["sampled", "started"], withdrawn_at=None)
    found: dict[str, dt.datetime] = {}
    for kind, at in rows.order_by("-decided_at").values_list("kind", "decided_at"):
        found[kind] = at
    return found
