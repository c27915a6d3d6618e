"""What is said between whoever reported and whoever responds, and what each is told of it.

Who reported learns of an answer in the words of any conversation between colleagues: no mail, and no row of what was
sent, says that somebody reported something.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.directory import notices
from drystone.lib.errors import UsageError
from drystone.reports import arriving, asking, times
from drystone.reports.models import (
    CLOSED,
    MACHINE,
    REPORTER,
    RESPONDER,
    TAKEN,
    WAITING,
    Report,
    ReportClock,
    ReportWord,
)
from drystone.shell import site

LONGEST = 10_000
SAID, THANKS, LOOKING, ANSWER = SORTS = ("said", "thanks", "looking", "answer")
_MOST_WORDS = 500
#: As a message between colleagues is called.
_PURPOSE = "thread"


def say(report_id: str, *, by: str, text: str, now: dt.datetime, sort: str = SAID) -> int:
    """Say something in a report, and return its number.

    ``by`` is "reporter", "machine" or a responder's person id. A responder's word is told to whoever reported, where
    they gave their name, and moves the next word that they were promised; theirs is told to whoever has the report,
    and opens it again where it was closed. Raises UsageError for no text, too much of it, or a report that has gone.
    """
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise UsageError(_("There is nothing to send yet."), do=_("Write a sentence; two are plenty."))
    if len(words) > LONGEST:
        raise UsageError(_("This is longer than 10,000 letters."), do=_("Say the main thing and the rest when asked."))
    with transaction.atomic():
        report = Report.objects.select_for_update().filter(pk=report_id, shredded_at=None).first()
        if report is None or report.words.count() >= _MOST_WORDS:
            raise UsageError(_("Nothing more can be said here."), do=_("Make a new report; it is read at once."))
        speaker = by if by in {REPORTER, MACHINE} else RESPONDER
        word = ReportWord.objects.create(
            report=report, by=speaker, author=by if speaker == RESPONDER else "", sort=sort, text=words, at=now
        )
        if speaker == REPORTER:
            _from_reporter(report, now=now)
        else:
            _to_reporter(report, human=speaker == RESPONDER, now=now)
    return int(word.pk)


def _from_reporter(report: Report, *, now: dt.datetime) -> None:
    if report.status == CLOSED:
        # It is not over after all, and no clock may go on saying so.
        note(report, "closed", span=times.Span(), source="words", author=REPORTER, now=now)
        report.status, report.closed_at = (TAKEN if report.handler else WAITING), None
        report.next_word_at = times.next_word(report.urgency, site.program(), now=now)
        report.save(update_fields=["status", "closed_at", "next_word_at"])
        if not report.handler:
            arriving.arrived(report, now=now)
    if report.handler:
        tell_responder(report, report.handler, now=now)


def _to_reporter(report: Report, *, human: bool, now: dt.datetime) -> None:
    if report.status != CLOSED:
        report.next_word_at = times.next_word(report.urgency, site.program(), now=now)
        report.asked_for_at = None
        report.save(update_fields=["next_word_at", "asked_for_at"])
    if human:
        tell_reporter(report, now=now)


def tell_reporter(report: Report, *, now: dt.datetime) -> None:
    """Tell whoever gave their name that there is something new for them, without saying of what kind."""
    person_id = asking.person_of(report)
    if person_id:
        notices.tell(person_id, _NEW, now=now, purpose=_PURPOSE)


def tell_responder(report: Report, person_id: str, *, now: dt.datetime) -> None:
    """Tell a responder that whoever reported wrote to them."""
    notices.tell(
        person_id, notices.Notice(_WROTE.subject, _WROTE.text, desk(report.report_id)), now=now, purpose="report"
    )


def tell_handed(report: Report, *, now: dt.datetime) -> None:
    """Tell whoever has a report from now on; where minutes decide nobody else is called, so by every way."""
    notice = notices.Notice(_HANDED.subject, _HANDED.text, desk(report.report_id))
    if report.urgency <= times.NOW:
        notices.tell_everywhere(report.handler, notice, now=now)
    else:
        notices.tell(report.handler, notice, now=now, purpose="report")


def note(report: Report, clock: str, *, span: times.Span, source: str, author: str, now: dt.datetime) -> None:
    """Write down when something of a report was; of one clock what is noted last holds."""
    ReportClock.objects.create(
        report=report,
        clock=clock,
        earliest=span.earliest,
        latest=span.latest,
        source=source,
        author=author,
        noted_at=now,
    )


def desk(report_id: str) -> str:
    """Return where responders read a report, as a path."""
    try:
        return reverse("reports:desk-report", args=[report_id])
    except NoReverseMatch:  # The desk is not mounted.
        return reverse("people:home")


_NEW = notices.Notice(
    gettext_lazy("A colleague wrote to you"),
    gettext_lazy("A colleague asked you something or answered you. Read it here:"),
    "/",
)
_HANDED = notices.Notice(
    gettext_lazy("A colleague handed a report over to you"), gettext_lazy("You have it from now on. Read it here:"), "/"
)
_WROTE = notices.Notice(
    gettext_lazy("News on a report that you have"), gettext_lazy("Whoever reported wrote to you. Read it here:"), "/"
)
