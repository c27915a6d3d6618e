"""Nobody who reported is left without a word: before it is due a responder is told, and when it is due we say so.

What Drystone says by itself is that somebody is still looking, and when the next word comes.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.program.model import Program
from drystone.reports import saying, times
from drystone.reports.models import CLOSED, MACHINE, Report
from drystone.shell import site
from drystone.shell.viewer import RESPOND

#: So long before it is due, whoever has the report is told that a word is.
BEFORE = dt.timedelta(minutes=15)
_MOST = 500
#: Where nobody takes it up, words come ever more seldom: after so many by itself Drystone says no more.
_MOST_IN_A_ROW = 5


def keep_word(*, now: dt.datetime) -> int:
    """Do what is due, and return how many reports were told something."""
    program = site.program()
    _remind(program, now=now)
    due = Report.objects.filter(next_word_at__lte=now).exclude(status=CLOSED).order_by("next_word_at")
    return sum(_keep(report_id, program, now=now) for report_id in list(due.values_list("pk", flat=True)[:_MOST]))


def _keep(report_id: str, program: Program, *, now: dt.datetime) -> bool:
    with transaction.atomic():
        report = Report.objects.select_for_update().get(pk=report_id)
        if report.status == CLOSED or report.next_word_at is None or report.next_word_at > now:
            return False
        last = list(report.words.order_by("-at", "-pk").values_list("sort", flat=True)[:_MOST_IN_A_ROW])
        if last == [saying.LOOKING] * _MOST_IN_A_ROW:
            # Saying the same for ever helps nobody; whoever may respond has been told each time.
            Report.objects.filter(pk=report_id).update(next_word_at=now + dt.timedelta(days=1))
            return False
        saying.say(report_id, by=MACHINE, text=looking(report, program, now=now), now=now, sort=saying.LOOKING)
    return True


def looking(report: Report, program: Program, *, now: dt.datetime) -> str:
    """Say, in the language of whoever reported, that we are still at it, and when the next word comes."""
    due = times.next_word(report.urgency, program, now=now)
    with translation.override(report.language or program.settings.organisation.languages[0]):
        when = said(due, program, now=now)
        if report.handler:
            return _("Still looking. A person has it. The next word comes by %(when)s.") % {"when": when}
        return _("Still waiting for a person to take it; they were told again. The next word comes by %(when)s.") % {
            "when": when
        }


def said(due: dt.datetime, program: Program, *, now: dt.datetime) -> str:
    """Say a moment as people do: the clock, and the day where it is not today."""
    zone = times.zone_of(program)
    local = due.astimezone(zone)
    clock = f"{local:%H:%M}"
    return clock if local.date() == now.astimezone(zone).date() else f"{date_format(local, 'l j F')}, {clock}"


def _remind(program: Program, *, now: dt.datetime) -> None:
    """Tell whoever has a report that a word is due soon, once for each word.

    Where nobody has it, or they may not respond any more, everybody who may is told.
    """
    responders = directory.powerful(program, RESPOND)
    soon = Report.objects.filter(next_word_at__lte=now + BEFORE, asked_for_at=None).exclude(status=CLOSED)
    for report in list(soon.order_by("next_word_at")[:_MOST]):
        with transaction.atomic():
            if not Report.objects.filter(pk=report.pk, asked_for_at=None).update(asked_for_at=now):
                continue
            told = [report.handler] if report.handler in responders else sorted(responders)
            for person_id in told:
                notices.tell(
                    person_id,
                    notices.Notice(_DUE.subject, _DUE.text, saying.desk(report.report_id)),
                    now=now,
                    purpose="report",
                )


_DUE = notices.Notice(
    gettext_lazy("A word is due on a report"),
    gettext_lazy("Whoever reported was promised to hear from us soon. Read it here:"),
    "/",
)
