"""What somebody did about gaps, for that person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from drystone.gaps import consulting
from drystone.gaps.models import Attestation, ExceptionRequest, Gap, GapEvent, GapResponsible, PutOff

Rows = QuerySet[Any, Any]


def done_by(person_id: str) -> dict[str, Rows]:
    """Return what a person put off, asked for, decided, attested and did about gaps, as queries, newest first."""
    named = Q(requested_by=person_id) | Q(decider=person_id) | Q(decided_by=person_id) | Q(ended_by=person_id)
    asked = ExceptionRequest.objects.filter(named).order_by("-requested_at", "exception_id")
    exceptions = ("exception_id", "gap_id", "reason", "until", "status", "requested_by", "requested_at", "decider",
                  "decided_by", "decided_at", "decision_reason", "ended_at", "ended_by")  # fmt: skip
    attested = Attestation.objects.filter(attested_by=person_id).order_by("-attested_at", "attestation_id")
    attestations = ("attestation_id", "activity_id", "asset_kind", "asset_id", "attested_at", "evidence", "valid_until")
    later = PutOff.objects.filter(person_id=person_id).order_by("-asked_at", "-pk")
    acts = GapEvent.objects.filter(by=person_id).order_by("-at", "-pk")
    return {
        "exceptions": asked.values(*exceptions),
        "attestations": attested.values(*attestations),
        "put-off": later.values("gap_id", "until", "asked_at", "reason"),
        "consultations": consulting.answered_by(person_id),
        "acts": acts.values("gap_id", "event", "at", "note"),
    }


def taking_part(activity_id: str, person_ids: Sequence[str]) -> set[str]:
    """Return who of a few people an activity's evidence can name: who mends, answers, decided, attested or acted."""
    of = {"gap__activity_id": activity_id}
    found = [
        GapResponsible.objects.filter(**of, person_id__in=person_ids).values_list("person_id"),
        Gap.objects.filter(activity_id=activity_id, accountable__in=person_ids).values_list("accountable"),
        GapEvent.objects.filter(**of, by__in=person_ids).values_list("by"),
        ExceptionRequest.objects.filter(**of, requested_by__in=person_ids).values_list("requested_by"),
        ExceptionRequest.objects.filter(**of, decided_by__in=person_ids).values_list("decided_by"),
        Attestation.objects.filter(activity_id=activity_id, attested_by__in=person_ids).values_list("attested_by"),
    ]
    return {row[0] for rows in found for row in rows.distinct()}
