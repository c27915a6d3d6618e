"""What is deleted, and when: who told, thirty days after their report was closed; what was left of it, later.

Deleting is real: rows go from the state, keys from their folder, and with a key every box in every old backup.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from drystone.program.model import Program
from drystone.reports import keys, sealing
from drystone.reports.models import (
    CLOSED,
    Campaign,
    Report,
    ReportedMessage,
    ReportedThing,
    Reporter,
    ReporterLook,
    ReportWord,
    SealOpening,
)

#: How long after a report was closed everything that could say who told is kept.
NAMES = dt.timedelta(days=30)
_SOME = 500


def shred(program: Program, *, now: dt.datetime) -> int:
    """Delete what is due of who told: rows, words, things, messages, codes and keys. Returns how many reports."""
    done = 0
    due = Report.objects.filter(status=CLOSED, closed_at__lt=now - NAMES, shredded_at=None)
    while some := list(due.values_list("report_id", flat=True)[:_SOME]):
        with transaction.atomic():
            for model in (ReportWord, ReportedThing, ReportedMessage, ReporterLook, SealOpening, Reporter):
                model.objects.filter(report_id__in=some).delete()
            Report.objects.filter(pk__in=some).update(
                answers={}, language="", once=None, code=None, shredded_at=now, next_word_at=None
            )
        for report_id in some:
            sealing.forget(report_id)
        done += len(some)
    _boxes(program, now=now)
    _seals(now=now)
    _weeks(now=now)
    return done


def forget(program: Program, *, now: dt.datetime) -> int:
    """Delete what is left of reports (kinds, clocks, no names) after ``privacy.keep_looks``; returns how many rows."""
    gone: int = Report.objects.filter(closed_at__lt=now - program.settings.privacy.keep_looks).delete()[0]
    return gone + Campaign.objects.filter(members=None, made_at__lt=now - dt.timedelta(days=1)).delete()[0]


def _boxes(program: Program, *, now: dt.datetime) -> None:
    """Let go of messages that were sent along, and of what a second officer was handed in vain."""
    before = now - program.settings.reports.keep_messages
    ReportedMessage.objects.filter(report__closed_at__lt=before).exclude(box=None).update(box=None)
    SealOpening.objects.filter(confirm_by__lt=now - dt.timedelta(days=1)).update(handed={}, disclosed=None)


def _seals(*, now: dt.datetime) -> None:
    """Delete seals that have expired, and keys whose report was never written."""
    expired = Reporter.objects.filter(expires_at__lt=now)
    gone = list(expired.values_list("report_id", flat=True))
    expired.delete()
    sealed = sealing.sealed()
    kept = set(Reporter.objects.filter(pk__in=sealed).values_list("report_id", flat=True))
    for report_id in {*gone, *sealed} - kept:
        until = sealing.until(report_id)
        # A report may be about to be written: its key is there first.
        if report_id in gone or until is None or now - keys.written_at(f"{report_id}.seal") > dt.timedelta(hours=1):
            sealing.forget(report_id)


def _weeks(*, now: dt.datetime) -> None:
    """Delete the keys of weeks of which nothing is left to open."""
    used = set(Reporter.objects.exclude(epoch="").values_list("epoch", flat=True).distinct())
    used |= set(ReportedThing.objects.values_list("epoch", flat=True).distinct())
    used |= set(ReportedMessage.objects.exclude(box=None).values_list("epoch", flat=True).distinct())
    for epoch in set(keys.epochs()) - used - {keys.epoch_of(now), keys.epoch_of(now - dt.timedelta(days=1))}:
        keys.forget(keys.here() / f"{epoch}.key")
