"""What other rooms may know of tickets."""

from __future__ import annotations

from collections.abc import Sequence

from drystone.tickets.models import Ticket

_BATCH = 5_000


def of_gaps(gap_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the queue and the page of the ticket of each of these gaps that has one."""
    found: dict[str, tuple[str, str]] = {}
    for first in range(0, len(gap_ids), _BATCH):
        found |= _of(gap_ids[first : first + _BATCH])
    return found


def _of(gap_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    rows = Ticket.objects.filter(gap_id__in=gap_ids).exclude(key="").values_list("gap_id", "queue", "url")
    return {gap_id: (queue, url) for gap_id, queue, url in rows}
