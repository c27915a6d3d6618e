"""What other rooms may know of tickets."""

from __future__ import annotations

from collections.abc import Sequence

from drystone.tickets.models import Ticket


def of_gaps(gap_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the queue and the page of the ticket of each of these gaps that has one."""
    rows = Ticket.objects.filter(gap_id__in=gap_ids).exclude(key="").values_list("gap_id", "queue", "url")
    return {gap_id: (queue, url) for gap_id, queue, url in rows}
