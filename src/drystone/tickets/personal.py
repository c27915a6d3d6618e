"""What this room keeps about people: nothing. A gap's id says nothing outside."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

DECLARED: dict[str, Declared] = dict.fromkeys(
    [
        "Ticket.id",
        "Ticket.queue",
        "Ticket.gap_id",
        "Ticket.key",
        "Ticket.url",
        "Ticket.asked_at",
        "Ticket.not_before",
        "Ticket.closed_at",
        "Ticket.told",
        "Ticket.error",
        "QueueState.queue",
        "QueueState.seen_until",
        "QueueState.failures",
        "QueueState.not_before",
        "QueueState.error",
    ],
    NOT_PERSONAL,
)
