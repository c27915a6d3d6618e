"""Recording and withdrawing decisions; each is in the audit log in the same transaction."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.decisions.models import Decision
from drystone.lib.errors import UsageError
from drystone.lib.text import listing

#: What each kind must name.
NEEDS: dict[str, tuple[str, ...]] = {
    "same": ("asset_kind", "a_source", "a_key", "b_source", "b_key"),
    "not_same": ("asset_kind", "a_source", "a_key", "b_source", "b_key"),
    "owner": ("asset_kind", "asset_id", "person_id"),
    "not_mine": ("asset_kind", "asset_id", "person_id"),
    "started": ("check_id",),
    "sampled": ("check_id",),
}


@dataclass(frozen=True, slots=True)
class Settled:
    """What was settled: two records by source and key, a thing and a person, or a check."""

    kind: str
    asset_kind: str = ""
    a_source: str = ""
    a_key: str = ""
    b_source: str = ""
    b_key: str = ""
    asset_id: str = ""
    person_id: str = ""
    check_id: str = ""


def record(settled: Settled, *, by: str, at: dt.datetime, reason: str, until: dt.date | None = None) -> str:
    """Record a decision and return its id. Raises UsageError where something that its kind needs is missing."""
    _check(settled, by=by, reason=reason, until=until, today=at.date())
    decision_id = f"decision-{secrets.token_hex(10)}"
    with transaction.atomic():
        Decision.objects.create(
            decision_id=decision_id, decided_by=by, decided_at=at, reason=reason.strip(), until=until, **asdict(settled)
        )
        payload = {**asdict(settled), "reason": reason.strip(), "until": until.isoformat() if until else None}
        audit.record("decision-recorded", actor=by, at=at, about=("decision", decision_id), payload=payload)
    return decision_id


def withdraw(decision_id: str, *, by: str, at: dt.datetime, reason: str = "") -> None:
    """Take a decision back; the next run no longer sees it. Raises UsageError where it is unknown or withdrawn."""
    with transaction.atomic():
        changed = Decision.objects.filter(decision_id=decision_id, withdrawn_at=None).update(
            withdrawn_by=by, withdrawn_at=at
        )
        if not changed:
            raise UsageError(
                _("no decision “%(id)s” is in force") % {"id": decision_id}, do=_("list the decisions to find its id")
            )
        audit.record(
            "decision-withdrawn", actor=by, at=at, about=("decision", decision_id), payload={"reason": reason.strip()}
        )


def _check(settled: Settled, *, by: str, reason: str, until: dt.date | None, today: dt.date) -> None:
    if settled.kind not in NEEDS:
        raise UsageError(
            _("there is no decision of kind “%(kind)s”") % {"kind": settled.kind},
            do=_("kinds are %(kinds)s") % {"kinds": listing(tuple(NEEDS))},
        )
    missing = [name for name in NEEDS[settled.kind] if not getattr(settled, name)]
    if missing:
        raise UsageError(
            _("a decision “%(kind)s” needs %(missing)s") % {"kind": settled.kind, "missing": listing(missing)}
        )
    if (settled.a_source, settled.a_key) == (settled.b_source, settled.b_key) and settled.a_key:
        raise UsageError(_("a record is always the same as itself"), do=_("name two different records"))
    if not by or not reason.strip():
        raise UsageError(_("a decision needs someone who decides and a reason"))
    if until is not None and until < today:
        raise UsageError(
            _("%(day)s is already past") % {"day": formats.date_format(until)}, do=_("give a later day, or none")
        )
