"""Where minutes decide somebody is told at once, again and again, and then whoever stands in for them."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy

from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.jobs import queue
from drystone.program.model import Program
from drystone.reports import saying, times
from drystone.reports.models import WAITING, Report
from drystone.shell import site
from drystone.shell.viewer import RESPOND

JOB = "page-responder"
#: Between two calls. The second goes to the same people; the third and those after it also to whoever stands in.
EVERY = dt.timedelta(minutes=5)
_TWICE, _MOST = 2, 12


def arrived(report: Report, now: dt.datetime) -> None:
    """Call somebody for a report that cannot wait; it stands or falls with the report."""
    if report.urgency <= times.NOW:
        queue.enqueue(JOB, {"report": report.pk, "round": 0}, now=now)


def call(report_id: str, round_: int, *, now: dt.datetime) -> list[str]:
    """Call whoever is due, unless somebody has the report by now, and ask for the next round. Return whom."""
    report = Report.objects.filter(pk=report_id, status=WAITING).first()
    if report is None:
        return []
    people = on_call(site.program(), round_)
    notice = notices.Notice(_NOW.subject, _NOW.text, saying.desk(report_id))
    for person_id in people:
        notices.tell_everywhere(person_id, notice, now=now)
    if round_ + 1 < _MOST:
        queue.enqueue(JOB, {"report": report_id, "round": round_ + 1}, now=now, at=now + EVERY)
    return people


def on_call(program: Program, round_: int) -> list[str]:
    """Return whom to call: those who hold the first position that responds, then its deputy's too, then all others."""
    roles = [role for role in program.roles.values() if RESPOND in role.may]
    named = [role for role in roles if role.id == program.settings.reports.on_call]
    first = next(iter([*named, *roles]), None)
    called = directory.holding([first.id]) if first else set()
    if round_ >= _TWICE and first is not None and first.deputy:
        called |= directory.holding([first.deputy])
    if round_ > _TWICE or not called:
        called |= directory.powerful(program, RESPOND)
    return sorted(called)


_NOW = notices.Notice(
    gettext_lazy("A report needs you now"),
    gettext_lazy("Somebody reported something where minutes decide, and nobody has it yet. Take it here:"),
    "/",
)
