"""What this room keeps of one person, for that person."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from drystone.reminders.models import Digest, Foretelling, Said, TrialThing


def said_to(person_id: str) -> dict[str, QuerySet[Any, Any]]:
    """Return the messages to somebody, and how often the same was said, by sort, as queries, newest first."""
    messages = Digest.objects.filter(person_id=person_id).order_by("-on")
    said = Said.objects.filter(person_id=person_id).order_by("-at", "key")
    foretold = Foretelling.objects.filter(person_id=person_id).order_by("-first_at", "gap_id")
    tried = TrialThing.objects.filter(person_id=person_id).order_by("-since", "gap_id")
    return {
        "reminders": messages.values("at", "status", "urgent", sent_at=F("handed_at")),
        "said": said.values("key", "times", "at"),
        "trials": tried.values("gap_id", "since", way=F("arm"), trial_of=F("trial__trial_id")),
        "foretold": foretold.values("gap_id", "first_at", "limits_at", "warned_at"),
    }
