"""The clocks of a report: when each struck at the earliest and at the latest, what says so, and who wrote it down.

A clock strikes by what is done (``taking``, ``handling``, ``campaigns``), and by ``strike``: for whoever knows better,
and for rooms further down that know when something was declared, contained or reviewed.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from drystone.lib.errors import UsageError
from drystone.reports import asking, queries, saying, times
from drystone.reports.models import (
    CLOCKS,
    MACHINE,
    NAMED,
    REPORTER,
    RESPONDER,
    CampaignMember,
    Report,
    ReportClock,
)
from drystone.reports.times import Span
from drystone.shell import site

OF_REPORT, OF_CAMPAIGN = ABOUT = ("report", "campaign")
#: What a responder may put right or add by hand; the others strike by what is done and are nobody's to choose.
BY_HAND = ("happened", "noticed", "triaged", "declared", "contained")
#: What may say so, where a responder writes a time down.
SOURCES = ("responder", "log", "message", "reporter")
#: These are answers to a report: none of them is before it.
_AFTER = frozenset({"acknowledged", "seen", "told", "closed", "reviewed"})
_BEFORE = frozenset({"happened", "noticed"})
#: Clocks of two machines differ by so much.
_SLACK = dt.timedelta(minutes=5)


def strike(about: tuple[str, str], clock: str, *, span: Span, source: str, by: str, now: dt.datetime) -> int:
    """Write down when something was of a report, or of every report of a campaign; return of how many.

    ``about`` is ("report", id) or ("campaign", id), ``source`` what says so (twenty letters at most), ``by`` a person
    id or "machine". Of one clock what is noted last holds; a span without ends takes it back. Of whoever is not to be
    known, ``happened`` is kept to the day, and ``noticed`` not at all. Raises UsageError for a clock that there is not,
    and for times that cannot be; of no report it returns 0.
    """
    if clock not in CLOCKS:
        raise UsageError(_("There is no clock “%(name)s”.") % {"name": clock})
    _possible(span, now=now)
    with transaction.atomic():
        reports = list(_meant(about))
        for report in reports:
            kept = _kept(report, clock, span)
            if kept is not None:
                saying.note(report, clock, span=kept, source=source, author=by, now=now)
    return len(reports)


def shown(report: Report, *, by: str) -> list[queries.Clock]:
    """Return a report's clocks as a responder may see them, in the order in which they strike.

    When somebody noticed is for whoever is shown who they are: it can say who was where.
    """
    found = queries.clocks(report.pk)
    if asking.seen_as(report, by) != NAMED:
        found.pop("noticed", None)
    return [found[name] for name in CLOCKS if name in found]


def role_of(author: str) -> str:
    """Return as what somebody wrote a time down: reporter, machine or responder."""
    return author if author in {REPORTER, MACHINE} else RESPONDER


def entered(earliest: str, latest: str, *, now: dt.datetime) -> Span:
    """Read what somebody entered: one moment, two, or nothing at all, which is now. Raises UsageError."""
    first, last = _read(earliest), _read(latest)
    if first is None and last is None:
        return Span(now, now)
    return Span(first or None, last or first)


def told_by(report: Report) -> None:
    """Write down that whoever reported was answered, where a responder's words were the answer and nothing else was."""
    word = report.words.filter(by=RESPONDER).order_by("at", "pk").last()
    if word is not None and not ReportClock.objects.filter(report=report, clock="told").exists():
        saying.note(report, "told", span=Span(word.at, word.at), source="words", author=word.author, now=word.at)


def seen_by(report: Report, *, by: str, now: dt.datetime) -> None:
    """Write down that somebody has looked at a report by now, where nobody had taken it."""
    if not ReportClock.objects.filter(report=report, clock="seen").exists():
        saying.note(report, "seen", span=Span(report.reported_at, now), source="campaign", author=by, now=now)


def thanked(report: Report, *, now: dt.datetime) -> None:
    """Write down that the first word went back; once."""
    if not ReportClock.objects.filter(report=report, clock="acknowledged").exists():
        saying.note(report, "acknowledged", span=Span(now, now), source=MACHINE, author=MACHINE, now=now)


def _meant(about: tuple[str, str]) -> list[Report]:
    kind, key = about
    if kind == OF_REPORT:
        rows = Report.objects.filter(pk=key)
    elif kind == OF_CAMPAIGN:
        members = CampaignMember.objects.filter(campaign_id=key, left_at=None)
        rows = Report.objects.filter(pk__in=members.values("report_id"))
    else:
        return []
    return list(rows.select_for_update().order_by("pk"))


def _kept(report: Report, clock: str, span: Span) -> Span | None:
    """Return what is kept of a time. Raises UsageError where it contradicts when the report came."""
    if clock == "noticed" and report.known != NAMED:
        return None
    if clock in _AFTER and span.latest is not None and span.latest < report.reported_at - _SLACK:
        raise UsageError(_("That was before it was reported."), do=_("Look at the day once more."))
    if clock in _BEFORE and span.earliest is not None and span.earliest > report.reported_at + _SLACK:
        raise UsageError(_("That was after it was reported."), do=_("Look at the day once more."))
    if clock == "happened" and report.known != NAMED:
        return times.coarse(span, times.zone_of(site.program()))
    return span


def _possible(span: Span, *, now: dt.datetime) -> None:
    if span.earliest and span.latest and span.earliest > span.latest:
        raise UsageError(_("The latest moment is before the earliest."), do=_("Give them the other way round."))
    if any(moment is not None and moment > now + _SLACK for moment in (span.earliest, span.latest)):
        raise UsageError(_("That lies in the future."), do=_("Look at the day once more."))


def _read(text: str) -> dt.datetime | None:
    if not text.strip():
        return None
    try:
        read = parse_datetime(text.strip())
    except ValueError:
        read = None
    if read is None:
        raise UsageError(_("This is no time: %(text)s") % {"text": text[:40]}, do=_("Write it as 2026-05-31 14:05."))
    return (timezone.make_aware(read) if timezone.is_naive(read) else read).astimezone(dt.UTC)
