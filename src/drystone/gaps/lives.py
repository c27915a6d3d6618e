"""How the lives of gaps went, for trials: what came up that is one person's alone, and how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Min

from drystone.gaps.models import Gap, GapEvent

_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Came:
    """A gap that came up, and whose it is; ``at`` is when it was opened (aware)."""

    gap_id: str
    check_id: str
    person_id: str
    at: dt.datetime


def came_up(check_ids: Collection[str], *, since: dt.datetime, before: dt.datetime) -> Iterator[Came]:
    """Yield what stands open of these checks, reaches people, and was opened in a time: each one person's alone.

    What several people could mend says nothing of what was said to one of them. What is serious is never among it.
    """
    rows = Gap.objects.filter(
        check_id__in=check_ids, origin="check", reach="live", status="open", outcome="fail",
        severity__in=["low", "medium"], opened_at__gte=since, opened_at__lt=before,
    )  # fmt: skip
    held = rows.annotate(people=Count("responsible"), who=Min("responsible__person_id")).filter(people=1)
    told = held.order_by("gap_id").values_list("gap_id", "check_id", "who", "opened_at")
    for row in told.iterator(chunk_size=_PAGE):
        yield Came(*row)


def closings(gap_ids: Sequence[str]) -> dict[str, list[tuple[dt.datetime, str]]]:
    """Return when each of these gaps was closed, oldest first, and why; those that never were are not in it."""
    found: dict[str, list[tuple[dt.datetime, str]]] = {}
    for first in range(0, len(gap_ids), _PAGE):
        rows = GapEvent.objects.filter(gap_id__in=gap_ids[first : first + _PAGE], event="closed").order_by("at", "pk")
        for gap_id, at, why in rows.values_list("gap_id", "at", "note"):
            found.setdefault(gap_id, []).append((at, why))
    return found


def moved(gap_ids: Sequence[str]) -> dict[str, str]:
    """Return under which id each of these gaps goes on that moved when its thing got another name."""
    found: dict[str, str] = {}
    for first in range(0, len(gap_ids), _PAGE):
        rows = Gap.objects.filter(gap_id__in=gap_ids[first : first + _PAGE], status="closed", close_reason="moved")
        found.update(rows.exclude(moved_to="").values_list("gap_id", "moved_to"))
    return found
