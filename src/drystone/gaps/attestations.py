"""Somebody's dated word, with evidence, for a duty that no data shows."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction

from drystone.audit import actions as audit
from drystone.gaps.models import Attestation
from drystone.lib.errors import UsageError
from drystone.program.model import Activity


def attest(activity: Activity, *, by: str, at: dt.datetime, evidence: str, thing: tuple[str, str] | None = None) -> str:
    """Record that the activity was done at ``at`` and return the attestation's id; it holds for ``activity.attest``.

    ``thing`` is the kind and id of the thing it was done for; without it, the organisation as a whole. Raises
    UsageError where the activity is not one to attest, or there is no evidence.
    """
    if activity.attest is None:
        raise UsageError(
            f"{activity.id!r} is not attested: data shows whether it is done", where=str(activity.place),
            do="give the activity an 'attest' interval, such as 365d, if no data can show it",
        )  # fmt: skip
    if not evidence.strip():
        raise UsageError("an attestation needs evidence", do="say where to see that it was done: a link, a ticket")
    kind, asset_id = thing or ("activity", activity.id)
    until = (at + activity.attest).date()
    attestation_id = f"attestation-{secrets.token_hex(10)}"
    with transaction.atomic():
        Attestation.objects.create(
            attestation_id=attestation_id,
            activity_id=activity.id,
            asset_kind=kind,
            asset_id=asset_id,
            attested_by=by,
            attested_at=at,
            evidence=evidence.strip(),
            valid_until=until,
        )
        payload = {"asset_kind": kind, "asset_id": asset_id, "evidence": evidence.strip(), "until": until.isoformat()}
        audit.record("attested", actor=by, at=at, about=("activity", activity.id), payload=payload)
    return attestation_id
