"""What somebody did about gaps, for that person."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from drystone.gaps.models import Attestation, ExceptionRequest, GapEvent, PutOff

Rows = list[dict[str, Any]]


def done_by(person_id: str, *, most: int = 200) -> dict[str, Rows]:
    """Return what a person put off, asked for, decided, attested and did about gaps, the newest ``most`` of each."""
    named = Q(requested_by=person_id) | Q(decider=person_id) | Q(decided_by=person_id) | Q(ended_by=person_id)
    asked = ExceptionRequest.objects.filter(named).order_by("-requested_at", "exception_id")
    exceptions = ("exception_id", "gap_id", "reason", "until", "status", "requested_by", "requested_at", "decider",
                  "decided_by", "decided_at", "decision_reason", "ended_at", "ended_by")  # fmt: skip
    attested = Attestation.objects.filter(attested_by=person_id).order_by("-attested_at", "attestation_id")
    attestations = ("attestation_id", "activity_id", "asset_kind", "asset_id", "attested_at", "evidence", "valid_until")
    later = PutOff.objects.filter(person_id=person_id).order_by("-asked_at", "-pk")
    acts = GapEvent.objects.filter(by=person_id).order_by("-at", "-pk")
    return {
        "exceptions": list(asked.values(*exceptions)[:most]),
        "attestations": list(attested.values(*attestations)[:most]),
        "put-off": list(later.values("gap_id", "until", "asked_at", "reason")[:most]),
        "acts": list(acts.values("gap_id", "event", "at", "note")[:most]),
    }
