"""What responders do with a report: have it, hand it on, tick what is done, close it. Each change is in the log.

The log says which responder did what to which report; it never says anything of who told.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.lib.errors import UsageError
from drystone.reports import clocking, saying
from drystone.reports.models import CLOSED, TAKEN, Report, ReportStep
from drystone.reports.times import Span

_OBJECT = "report"


def claim(report_id: str, *, by: str, now: dt.datetime) -> None:
    """Have a report from now on. Raises UsageError where somebody else has it, or it is closed."""
    with transaction.atomic():
        report = _open(report_id)
        if report.handler == by:
            return
        if report.handler:
            raise UsageError(_("A colleague has this report already."), do=_("Ask them to hand it over."))
        _give(report, by, now=now)
        saying.note(report, "seen", span=Span(now, now), source="responder", author=by, now=now)
        audit.record("report-claimed", actor=by, at=now, about=(_OBJECT, report_id))


def hand_over(report_id: str, *, by: str, to: str, now: dt.datetime) -> None:
    """Give a report to another responder, who is told; whoever had it is shown no name any more.

    Whoever asks must have asked whether both may respond. Raises UsageError where it is closed.
    """
    with transaction.atomic():
        report = _open(report_id)
        if report.handler == to:
            return
        _give(report, to, now=now)
        audit.record("report-handed-over", actor=by, at=now, about=(_OBJECT, report_id), payload={"people": [to]})
        if to != by:
            saying.tell_handed(report, now=now)


def note(report_id: str, clock: str, *, span: Span, source: str, by: str, now: dt.datetime) -> None:
    """Write down when something of a report was, as a responder knows it. Raises UsageError as ``clocking.strike``."""
    with transaction.atomic():
        _open(report_id, closed=True)
        clocking.strike((_OBJECT, report_id), clock, span=span, source=source, by=by, now=now)


def step_done(report_id: str, step: str, *, by: str, now: dt.datetime, done: bool = True) -> None:
    """Tick a step of the playbook, or take the tick away. ``by`` is "reporter" or a responder's person id."""
    with transaction.atomic():
        report = _open(report_id, closed=True)
        rows = ReportStep.objects.filter(report=report, step=step)
        if not done:
            rows.delete()
        elif not rows.exists():
            ReportStep.objects.create(report=report, step=step, done_by=by, done_at=now)


def close(report_id: str, *, by: str, now: dt.datetime) -> None:
    """End a report: nothing more is promised. Thirty days later all that says who told is deleted."""
    with transaction.atomic():
        report = _open(report_id)
        report.status, report.closed_at, report.next_word_at = CLOSED, now, None
        report.save(update_fields=["status", "closed_at", "next_word_at"])
        clocking.told_by(report)
        saying.note(report, "closed", span=Span(now, now), source="responder", author=by, now=now)
        audit.record("report-closed", actor=by, at=now, about=(_OBJECT, report_id))


def _give(report: Report, to: str, *, now: dt.datetime) -> None:
    report.handler, report.handled_at, report.status = to, now, TAKEN
    report.save(update_fields=["handler", "handled_at", "status"])


def _open(report_id: str, *, closed: bool = False) -> Report:
    report = Report.objects.select_for_update().filter(pk=report_id).first()
    if report is None or (report.status == CLOSED and not closed):
        raise UsageError(_("This report is closed."), do=_("Open it again with a word to whoever reported."))
    return report


def next_word(report: Report, *, at: dt.datetime) -> None:
    """Promise the next word for another moment, as a responder says it."""
    Report.objects.filter(pk=report.pk).exclude(status=CLOSED).update(next_word_at=at, asked_for_at=None)
