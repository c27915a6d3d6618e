"""Somebody's dated word, with evidence, for a duty that no data shows."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.gaps import asking
from drystone.gaps.models import Attestation
from drystone.lib.errors import UsageError
from drystone.program.model import Activity
from drystone.shell import texts


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody says: where to see that it was done, and the kind and id of the thing it was done for.

    Without a thing it was done for all that the activity is about, or for the organisation as a whole.
    """

    evidence: str
    thing: tuple[str, str] | None = None


def attest(activity: Activity, word: Word, *, by: str, at: dt.datetime, doers: Collection[str]) -> str:
    """Record that the activity was done at ``at`` and return the attestation's id; it holds for ``activity.attest``.

    The same words of the same person about the same thing on one day are one attestation, however often they are sent.

    ``doers`` are the people who do it or answer for it: only their word counts. Any evidence will do that is not blank:
    a ticket's number says enough. Raises UsageError where the activity is not one to attest (``asking``), there is no
    evidence or a whole report of it, or somebody else speaks.
    """
    activity = asking.asked(activity)
    if activity.attest is None:
        raise UsageError(
            _("“%(activity)s” is not attested: data shows whether it is done") % {"activity": activity.id},
            where=str(activity.place),
            do=_("give the activity an 'attest' interval, such as 365d, if no data can show it"),
        )
    evidence = texts.fitting(word.evidence, texts.EVIDENCE, where="evidence")
    if not evidence:
        raise UsageError(
            _("an attestation needs evidence"),
            where="evidence",
            do=_("say where to see that it was done: a link, a ticket"),
        )
    if by not in doers:
        raise UsageError(
            _("“%(activity)s” is attested by those who do it or answer for it") % {"activity": activity.id},
            where=str(activity.place),
            do=_("ask one of them, or name a holder of the letter in the program and run again"),
        )
    kind, asset_id = word.thing or ("activity", activity.id)
    until = (at + activity.attest).date()
    said = "\x1f".join((activity.id, kind, asset_id, by, evidence, at.date().isoformat()))
    attestation_id = f"attestation-{hashlib.sha256(said.encode()).hexdigest()[:20]}"
    with transaction.atomic():
        _word, made = Attestation.objects.get_or_create(
            attestation_id=attestation_id,
            defaults={
                "activity_id": activity.id,
                "asset_kind": kind,
                "asset_id": asset_id,
                "attested_by": by,
                "attested_at": at,
                "evidence": evidence,
                "valid_until": until,
            },
        )
        if not made:
            return attestation_id
        payload = {"asset_kind": kind, "asset_id": asset_id, "evidence": evidence, "until": until.isoformat()}
        audit.record("attested", actor=by, at=at, about=("activity", activity.id), payload=payload)
    return attestation_id
