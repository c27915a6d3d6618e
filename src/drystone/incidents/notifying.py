"""The notifications that a law asks for: when each is due, that it was sent, and who is called while it was not.

Drystone sends nothing to an authority. Somebody does, and says here where that can be seen.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.incidents import law
from drystone.incidents.models import (
    RUNNING,
    SENT,
    STOPPED,
    WAITING,
    Incident,
    IncidentDecision,
    LegalStep,
)
from drystone.incidents.telling import NOBODY, Saying, add, held, role_of
from drystone.lib.errors import UsageError
from drystone.reports import paging
from drystone.reports.times import Span
from drystone.shell import site, texts

#: A word comes this long before the end at most, and when this part of the time is left.
_WARN, _PART = dt.timedelta(days=3), 4
#: Once it is over, somebody is called each hour; after a day once a day. What has no end is asked after once a day.
_AGAIN, _DAILY, _HOURLY = dt.timedelta(hours=1), dt.timedelta(days=1), 24
_MOST = 500
#: More digits has no number of a row.
_DIGITS = 18
#: Steps that only come about by what happens: the authority asks, or a progress report was sent.
_LATER = {law.ASKED, law.HANDLED}


@dataclass(frozen=True, slots=True)
class Sending:
    """That a notification was sent: where to see it, when (aware), and whether it was only a progress report."""

    step_id: int
    words: str
    at: dt.datetime
    progress: bool = False


def begin(decision: IncidentDecision, regime: law.Regime, *, now: dt.datetime) -> None:
    """Begin a law's clocks by a decision: what counts from now runs, the rest waits for what it counts from."""
    for step in regime.steps:
        if step.begins not in _LATER:
            row = LegalStep(incident=decision.incident, decision=decision, regime=regime.id, step=step.id)
            _set(row, regime, step, decision, now=now)


def stop(incident: Incident, regime: law.Regime) -> None:
    """Stop what has not been sent."""
    open_ = LegalStep.objects.filter(incident=incident, regime=regime.id).exclude(state=SENT)
    open_.update(state=STOPPED, call_at=None)


def mark_sent(incident_id: str, sending: Sending, *, by: str, now: dt.datetime) -> None:
    """Note that a notification was sent, which ends its clock and begins what counts from it. Raises UsageError.

    What was sent already may be sent anew (an updated report): what counts from it counts from the later one.
    """
    words = texts.fitting(sending.words, texts.EVIDENCE, where="words")
    if not words:
        raise UsageError(
            _("say where to see that it was sent"),
            where="words",
            do=_("A number that the authority gave, a file, a link."),
        )
    with transaction.atomic():
        incident = held(incident_id)
        row, regime, step = _step(incident, sending.step_id)
        if row.state not in {RUNNING, SENT}:
            raise UsageError(_("this clock does not run"), where="step")
        if not row.decision.at - dt.timedelta(days=400) <= sending.at <= now:
            raise UsageError(_("it was sent at some other time"), where="at", do=_("Give a moment that is past."))
        row.state, row.sent_at, row.sent_words, row.sent_role = SENT, sending.at, words, role_of(incident, by)
        row.call_at = None
        row.save()
        about = {"regime": regime.id, "step": step.id}
        add(incident, Saying("sent", Span(sending.at, sending.at), words, about=about), by=by, now=now)
        _follow(row, regime, now=now)
        if sending.progress and regime.id == "nis2" and step.id == "final":
            _more(incident, row.decision, regime, "final-after", now=now)


def number_of(incident_id: str, step: str) -> int:
    """Return the number of a clock by its number as text, or by its law and step (nis2/early-warning); 0 for none."""
    if step.isascii() and step.isdigit() and len(step) < _DIGITS:
        return int(step)
    regime, _slash, name = step.partition("/")
    rows = LegalStep.objects.filter(incident=incident_id, regime=regime, step=name).exclude(state=STOPPED)
    return rows.values_list("pk", flat=True).first() or 0


def asked_for(incident_id: str, regime_id: str, *, by: str, now: dt.datetime) -> None:
    """Begin what the authority asks for. Raises UsageError."""
    with transaction.atomic():
        incident = held(incident_id)
        rows = LegalStep.objects.filter(incident=incident, regime=regime_id).exclude(state=STOPPED)
        row = rows.select_related("decision").order_by("pk").first()
        regime = law.REGIMES.get(regime_id)
        wanted = [one for one in regime.steps if one.begins == law.ASKED] if regime else []
        if row is None or regime is None or not wanted:
            raise UsageError(_("no clock of this law is open"), where="regime")
        if not rows.filter(step=wanted[0].id).exists():
            _more(incident, row.decision, regime, wanted[0].id, now=now)
            add(incident, Saying("note", text=_("The authority asked for a report.")), by=by, now=now)


def handled(incident: Incident, *, now: dt.datetime) -> None:
    """Begin what counts from the moment at which an incident was handled."""
    for row in LegalStep.objects.filter(incident=incident, state=WAITING).select_related("decision"):
        regime = law.REGIMES[row.regime]
        if regime.step(row.step).begins == law.HANDLED:
            _set(row, regime, regime.step(row.step), row.decision, now=now)


def call(now: dt.datetime) -> int:
    """Call whoever has to send what is due soon or late; returns how many clocks that was.

    Doing it twice at one moment is doing it once.
    """
    due = LegalStep.objects.filter(state=RUNNING, call_at__lte=now).select_related("incident").order_by("call_at", "pk")
    count = 0
    for row in due[:_MOST]:
        with transaction.atomic():
            mine = LegalStep.objects.filter(pk=row.pk, state=RUNNING, call_at=row.call_at)
            late = row.due is not None and row.due <= now
            if not mine.update(call_at=_next_call(row, now), calls=row.calls + 1):
                continue
            if late and row.late_at is None:
                LegalStep.objects.filter(pk=row.pk).update(late_at=now)
                about = {"regime": row.regime, "step": row.step}
                add(held(row.incident_id), Saying("late", about=about), by=NOBODY, now=now)
            _tell(row, now=now, late=late)
            count += 1
    return count


def _tell(row: LegalStep, *, now: dt.datetime, late: bool) -> None:
    """Tell whoever leads it; where it is late, whoever is on call too, and after two calls those who stand in."""
    people = {row.incident.lead} if directory.living(row.incident.lead) else set[str]()
    if late or not people:
        people |= set(paging.on_call(site.program(), row.calls if late else 0))
    notice = notices.of(*(_OVER if late else _SOON), "incidents:incident", row.incident_id)
    for person_id in sorted(people):
        if late:
            notices.tell_everywhere(person_id, notice, now=now)
        else:
            notices.tell(person_id, notice, now=now, purpose=notices.ALERT)


def _next_call(row: LegalStep, now: dt.datetime) -> dt.datetime:
    if row.due is None:
        return now + _DAILY
    if row.due > now:
        return row.due
    return now + (_AGAIN if row.calls < _HOURLY else _DAILY)


def _first_call(row: LegalStep, now: dt.datetime) -> dt.datetime:
    if row.due is None or row.begun_at is None:
        return now + _DAILY
    return max(now, row.due - min(_WARN, (row.due - row.begun_at) / _PART)) if row.due > now else now


def _set(
    row: LegalStep, regime: law.Regime, step: law.Notification, decision: IncidentDecision, *, now: dt.datetime
) -> None:
    """Let a step run where what it counts from has been, else wait."""
    moments = _moments(row.incident, decision, regime, now)
    begun, end = moments.get(step.begins), law.end(regime, step, moments, site.program())
    row.begun_at, row.due, row.latest = begun, end.due if end else None, end.latest if end else None
    row.state = RUNNING if begun else WAITING
    row.call_at = _first_call(row, now) if begun else None
    row.save()


def _moments(
    incident: Incident, decision: IncidentDecision, regime: law.Regime, now: dt.datetime
) -> dict[str, dt.datetime]:
    """From what steps may count; what an authority asks for counts from when it is noted."""
    rows = LegalStep.objects.filter(incident=incident, regime=regime.id, state=SENT)
    sent = {f"{law.SENT}{step}": at for step, at in rows.values_list("step", "sent_at")}
    asked = {law.ASKED: now}
    told = {law.AWARE: decision.aware_at, law.CLASSIFIED: decision.classified_at, law.HANDLED: incident.recovered_at}
    return {name: at for name, at in (told | sent | asked).items() if at is not None}


def _follow(row: LegalStep, regime: law.Regime, *, now: dt.datetime) -> None:
    """Begin, or count anew, what counts from a step that was just sent."""
    for step in regime.steps:
        if step.begins == f"{law.SENT}{row.step}":
            rows = LegalStep.objects.filter(incident=row.incident, regime=regime.id, step=step.id)
            for one in rows.filter(state__in=[WAITING, RUNNING]).select_related("decision"):
                _set(one, regime, step, one.decision, now=now)


def _more(
    incident: Incident, decision: IncidentDecision, regime: law.Regime, step_id: str, *, now: dt.datetime
) -> None:
    row = LegalStep(incident=incident, decision=decision, regime=regime.id, step=step_id)
    _set(row, regime, regime.step(step_id), decision, now=now)


def _step(incident: Incident, step_id: int) -> tuple[LegalStep, law.Regime, law.Notification]:
    row = LegalStep.objects.select_related("decision").filter(incident=incident, pk=step_id).first()
    if row is None:
        raise UsageError(_("there is no such clock"), where="step")
    regime = law.REGIMES[row.regime]
    return row, regime, regime.step(row.step)


_SOON = (
    gettext_lazy("A legal clock of an incident runs"),
    gettext_lazy("Something has to be sent to an authority soon. See what, to whom and until when:"),
)
_OVER = (
    gettext_lazy("A legal clock of an incident has run out"),
    gettext_lazy(
        "What had to be sent to an authority is not marked as sent. Send it now with the reason for the delay, or say"
        " that it was sent:"
    ),
)
