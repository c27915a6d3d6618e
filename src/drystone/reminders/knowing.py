"""What this room keeps of one person, for that person."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from drystone.reminders.models import Digest, Said


def said_to(person_id: str, *, most: int) -> dict[str, list[dict[str, Any]]]:
    """Return the newest messages to somebody, and how often the same was said, by sort."""
    messages = Digest.objects.filter(person_id=person_id).order_by("-on")
    said = Said.objects.filter(person_id=person_id).order_by("-at", "key")
    return {
        "reminders": [dict(row) for row in messages.values("at", "status", "urgent", sent_at=F("handed_at"))[:most]],
        "said": [dict(row) for row in said.values("key", "times", "at")[:most]],
    }
