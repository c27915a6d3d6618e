"""Decisions of an incident. A recorded decision starts, refuses or stops a legal clock, and nothing else does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from drystone.incidents import law, notifying
from drystone.incidents.models import (
    REFUSED,
    SENT,
    STARTED,
    STOPPED,
    Incident,
    IncidentDecision,
    LegalStep,
)
from drystone.incidents.telling import LONGEST_TEXT, Saying, add, held, role_of
from drystone.lib.errors import UsageError
from drystone.shell import site, texts

_KINDS = {STARTED: "clock-started", REFUSED: "clock-refused", STOPPED: "clock-stopped", "": "decision"}
_ALREADY = dt.timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Deciding:
    """What was decided, why, instead of what, and in the name of which role of the program.

    Of a law: ``regime`` and ``verdict``; where it starts its clocks, ``aware_at`` (aware) is when the organisation
    became aware, and ``classified_at`` when it was classified as major, where the law counts from that.
    """

    what: str
    why: str
    decided_by: str
    alternatives: str = ""
    regime: str = ""
    verdict: str = ""
    aware_at: dt.datetime | None = None
    classified_at: dt.datetime | None = None


def decide(incident_id: str, told: Deciding, *, by: str, now: dt.datetime) -> IncidentDecision:
    """Record a decision, and do what it means for a law's clocks. Raises UsageError."""
    what, why = (
        texts.fitting(one, texts.REASON, where=where) for one, where in ((told.what, "what"), (told.why, "why"))
    )
    if not why or not (what or told.regime):
        raise UsageError(
            _("a decision says what was decided, and why"), where="why" if what or told.regime else "what",
            do=_("Write it so that somebody understands it in two years."),
        )  # fmt: skip
    if told.decided_by not in site.program().roles:
        raise UsageError(_("say in the name of which role it was decided"), where="decided_by")
    with transaction.atomic():
        incident = held(incident_id)
        regime = _regime(incident, told) if told.regime else None
        same = {"what": what, "why": why, "decided_by": told.decided_by, "regime": ""}
        before = IncidentDecision.objects.filter(incident=incident, **same).first() if regime is None else None
        if before is not None:
            return before  # The form was sent twice.
        if regime and told.verdict == STARTED:
            _check_moments(regime, told, now)
        saying = Saying(
            _KINDS[told.verdict if regime else ""], text=f"{what}\n{why}".strip(),
            about={"regime": regime.id, "role": told.decided_by} if regime else {"role": told.decided_by},
        )  # fmt: skip
        made = IncidentDecision.objects.create(
            incident=incident, entry=add(incident, saying, by=by, now=now), what=what, why=why,
            alternatives=texts.fitting(told.alternatives, LONGEST_TEXT, where="alternatives"),
            decided_by=told.decided_by, role=role_of(incident, by), at=now, regime=regime.id if regime else "",
            verdict=told.verdict if regime else "",
            aware_at=told.aware_at if told.verdict == STARTED else None,
            classified_at=told.classified_at if regime and regime.classified and told.verdict == STARTED else None,
        )  # fmt: skip
        if regime and told.verdict == STARTED:
            notifying.begin(made, regime, now=now)
        elif regime and told.verdict == STOPPED:
            notifying.stop(incident, regime)
    return made


def standing(incident: Incident) -> dict[str, IncidentDecision]:
    """Return the last decision on each law's clocks, by regime; one query."""
    rows = IncidentDecision.objects.filter(incident=incident).exclude(regime="").order_by("pk")
    return {one.regime: one for one in rows}


def _regime(incident: Incident, told: Deciding) -> law.Regime:
    asked = {one.id: one for one in law.regimes(site.program().settings.incidents)}
    regime = asked.get(told.regime) or (law.REGIMES.get(told.regime) if told.verdict == STOPPED else None)
    if regime is None:
        raise UsageError(
            _("the program names no such law"), where="regime", do=_("Add it to incidents.clocks in drystone.toml.")
        )
    running = LegalStep.objects.filter(incident=incident, regime=regime.id).exclude(state=STOPPED)
    if told.verdict in {STARTED, REFUSED} and running.exists():
        raise UsageError(_("this clock was started already"), where="regime", do=_("Decide to stop it, with a reason."))
    if told.verdict == STOPPED and not running.exclude(state=SENT).exists():
        raise UsageError(_("no clock of this law is open"), where="regime")
    if told.verdict not in {STARTED, REFUSED, STOPPED}:
        raise UsageError(_("say whether it applies"), where="verdict")
    return regime


def _check_moments(regime: law.Regime, told: Deciding, now: dt.datetime) -> None:
    if told.aware_at is None:
        raise UsageError(
            _("say when you became aware"), where="aware",
            do=_("It is when somebody here could be reasonably sure of it, not when it was fully understood."),
        )  # fmt: skip
    if regime.classified and told.classified_at is None:
        raise UsageError(_("say when it was classified as major"), where="classified")
    moments = [one for one in (told.aware_at, told.classified_at) if one]
    if any(one > now or one < now - _ALREADY for one in moments):
        raise UsageError(_("this cannot be when it was"), where="aware", do=_("Give a moment that is past."))
    if regime.classified and told.classified_at and told.classified_at < told.aware_at:
        raise UsageError(_("it cannot be classified before somebody was aware of it"), where="classified")
