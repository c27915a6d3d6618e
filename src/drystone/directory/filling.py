"""Who fills positions today, several positions at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from drystone.directory.models import Holding


@dataclass(frozen=True, slots=True)
class Filled:
    """A position, or one seat of it, that somebody fills today; ``step`` says how they came to it."""

    role_id: str
    position_id: str
    person_id: str
    step: str


def filled(role_ids: Collection[str], *, most: int | None = None) -> dict[str, list[Filled]]:
    """Return who fills these roles, themselves or stepping in, in the order of the program; in one query.

    Whoever is there only because nobody else was found fills nothing.
    """
    rows = Holding.objects.filter(role_id__in=sorted(role_ids)).exclude(step="fallback")
    found: dict[str, list[Filled]] = {}
    ordered = rows.order_by("ordinal", "position_id", "person_id")
    for row in ordered.values_list("role_id", "position_id", "person_id", "step")[:most]:
        found.setdefault(row[0], []).append(Filled(*row))
    return found
