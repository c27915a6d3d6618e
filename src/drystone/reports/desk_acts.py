"""What responders do at the desk, for the page and for the API alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.directory import queries as directory
from drystone.lib.errors import UsageError
from drystone.reports import actions, asking, books, campaigns, clocking, queries
from drystone.reports.campaigns import Verdict
from drystone.reports.models import NAMED, Report
from drystone.shell import site
from drystone.shell.viewer import RESPOND

#: Clocks that a responder strikes by one tap; the others strike by themselves, or with their time (``clocking``).
BY_HAND: dict[str, str | Promise] = {
    "triaged": gettext_lazy("We know what it is"),
    "contained": gettext_lazy("It is contained"),
}
#: What can be said with an act.
TOLD = ("to", "text", "step", "done", "clock", "earliest", "latest", "source", "verdict", "answer", "other")


@dataclass(frozen=True, slots=True)
class Doing:
    """An act, who does it (a responder's person id), when (aware), and what they said with it (names of ``TOLD``)."""

    act: str
    by: str
    now: dt.datetime
    told: Mapping[str, str]


def do(report: Report, doing: Doing) -> int:
    """Do it, and return how many reports were answered by it. Raises UsageError for what cannot be done."""
    act = ACTS.get(doing.act)
    if act is None:
        raise UsageError(_("That is nothing that can be done here."))
    return act(report, doing) or 0


def tasks(report: Report) -> list[books.Due]:
    """Return what the playbook asks of responders."""
    program = site.program()
    book = books.of(report.kind, program)
    return books.tasks(book, program, answers=report.answers, since=report.reported_at) if book else []


def _claim(report: Report, doing: Doing) -> None:
    actions.claim(report.pk, by=doing.by, now=doing.now)


def _hand_over(report: Report, doing: Doing) -> None:
    if doing.told["to"] not in directory.powerful(site.program(), RESPOND):
        raise UsageError(_("Choose a colleague who responds."))
    actions.hand_over(report.pk, by=doing.by, to=doing.told["to"], now=doing.now)


def _say(report: Report, doing: Doing) -> None:
    if report.handler != doing.by:
        raise UsageError(_("A colleague has this report."), do=_("Ask them to hand it over, or take it first."))
    actions.say(report.pk, by=doing.by, text=doing.told["text"], now=doing.now)


def _step(report: Report, doing: Doing) -> None:
    if doing.told["step"] not in {task.key for task in tasks(report)}:
        raise UsageError(_("There is no such step."))
    actions.step_done(report.pk, doing.told["step"], by=doing.by, now=doing.now, done=doing.told["done"] != "no")


def _clock(report: Report, doing: Doing) -> None:
    clock, source = doing.told["clock"], doing.told["source"] or clocking.SOURCES[0]
    if clock not in clocking.BY_HAND or source not in clocking.SOURCES:
        raise UsageError(_("There is no clock “%(name)s”.") % {"name": clock})
    if clock == "noticed" and asking.seen_as(report, doing.by) != NAMED:
        raise UsageError(_("Of somebody who is not to be known it is not kept when they noticed."))
    span = clocking.entered(doing.told["earliest"], doing.told["latest"], now=doing.now)
    actions.note(report.pk, clock, span=span, source=source, by=doing.by, now=doing.now)


def _close(report: Report, doing: Doing) -> None:
    actions.close(report.pk, by=doing.by, now=doing.now)


def _judge(report: Report, doing: Doing) -> int:
    verdict = Verdict(doing.told["verdict"], doing.told["answer"].strip())
    return campaigns.judge(report.pk, verdict, by=doing.by, now=doing.now)


def _split(report: Report, doing: Doing) -> None:
    campaigns.split([report.pk], by=doing.by, now=doing.now)


def _join(report: Report, doing: Doing) -> None:
    other = queries.report(doing.told["other"].strip()[:60])
    if other is None or other.pk == report.pk:
        raise UsageError(_("There is no other report of this number."), do=_("Copy it from the other report's page."))
    campaigns.bring_together(other.pk, report.pk, by=doing.by, now=doing.now)


ACTS: Mapping[str, Callable[[Report, Doing], int | None]] = {
    "claim": _claim,
    "hand-over": _hand_over,
    "say": _say,
    "step": _step,
    "clock": _clock,
    "close": _close,
    "judge": _judge,
    "split": _split,
    "join": _join,
}
