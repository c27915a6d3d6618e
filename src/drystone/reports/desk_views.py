"""The responders' desk: the queue, one report, and everything that is done with it, by mouse or by key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.directory import queries as directory
from drystone.lib.errors import DrystoneError
from drystone.reports import answering, asking, books, clocking, desk, desk_acts, desk_message, queries, received, words
from drystone.reports.models import REPORTER, CampaignMember, Report
from drystone.reports.taking import things_of
from drystone.shell import access, apis, live, program_words, site
from drystone.shell.viewer import RESPOND, Request


@access.page(access.power(RESPOND))
def queue(request: Request) -> HttpResponse:
    """Show what is open."""
    lines = desk.queue()
    told = {
        "lines": lines,
        "verdicts": list(enumerate(words.VERDICTS.items(), start=1)),
        "live": live.key([(line.report_id, line.count, line.status, line.handler, line.urgency) for line in lines]),
    }
    return live.page(request, "reports/desk.html", told, part="reports/_queue.html")


@access.page(access.power(RESPOND), methods=("GET", "POST"))
def one(request: Request, report_id: str) -> HttpResponse:
    """Show a report, and do with it what the form says."""
    report = queries.report(report_id)
    if report is None:
        raise Http404
    if live.repeats(request):
        return _talk(request, report)
    if request.method != "POST":
        return _shown(request, report)
    told = {name: request.POST.get(name, "") for name in desk_acts.TOLD}
    doing = desk_acts.Doing(request.POST.get("act", ""), request.viewer.person_id, request.now, told)
    try:
        many = desk_acts.do(report, doing)
    except DrystoneError as error:
        return _shown(request, report, problem=error, status=apis.status_of(error))
    if doing.act == "judge" and not many:
        messages.info(request, _("Everybody who reported it has this answer already."))
    elif many:
        messages.success(request, ngettext("%(n)d report answered.", "%(n)d reports answered.", many) % {"n": many})
    back = request.POST.get("back") == "queue"
    # The one that somebody was on stays the one that keys are for, as long as it is there.
    return redirect(
        f"{reverse('reports:desk')}#{report_id}" if back else reverse("reports:desk-report", args=[report_id])
    )


@access.page(access.power(RESPOND))
def receivers(request: Request, report_id: str) -> HttpResponse:
    """List who else received the message of a report, for whoever has it; the log says that they looked."""
    report = queries.report(report_id)
    found = received.of_report(report, by=request.viewer.person_id, now=request.now) if report else None
    if report is None or found is None:
        raise Http404
    audit.record("receivers-shown", actor=request.viewer.actor, at=request.now, about=("report", report_id))
    told = {
        "report": report,
        "title": words.TITLES[report.kind],
        "found": found,
        "addresses": "\n".join(one.address for one in found.receivers),
        "receivers": [(one, words.DELIVERIES[one.status]) for one in found.receivers],
    }
    return render(request, "reports/desk_receivers.html", told)


def _usual(report: Report) -> list[tuple[str | Promise, str]]:
    """What whoever reported would read, in the reader's own language: theirs is nobody's to know."""
    language, case = get_language() or "", answering.case_of(report)
    return [
        (called, answering.said(verdict, report.kind, site.program(), language=language, case=case))
        for verdict, called in words.VERDICTS.items()
    ]


def _talk(request: Request, report: Report) -> HttpResponse:
    """What was said since, to the page of whoever has the report; the page asks when the stream says so."""
    said = queries.words_for(report, by=request.viewer.person_id)
    if not said or said[-1].number == live.number(request):
        return live.nothing_new()
    return render(request, "reports/_talk.html", {"report": report, "words": said, "newest": said[-1].number})


def _received(report: Report, me: str, now: dt.datetime) -> dict[str, Any] | None:
    """How many received it, and how it ended; the list is a page of its own, which the log says was opened."""
    found = received.of_report(report, by=me, now=now)
    if found is None:
        return None
    ended = [(words.DELIVERIES[status], count) for status, count in sorted(found.by_status.items())]
    return {"count": found.count, "reaches": found.reaches, "ended": ended}


def _shown(
    request: Request, report: Report, *, problem: DrystoneError | None = None, status: int = 200
) -> HttpResponse:
    report.refresh_from_db()
    me, program = request.viewer.person_id, site.program()
    mine = report.handler == me
    said = queries.words_for(report, by=me)
    campaign_id, members = desk.wave(report)
    done = {step.step: step for step in report.steps.all()}
    shown = clocking.shown(report, by=me)
    clocks = {one.clock for one in shown}
    responders = directory.powerful(program, RESPOND)
    names = desk.names_of({report.handler, *responders} - {""})
    told = {
        "report": report,
        "title": words.TITLES[report.kind],
        "state": words.STATUSES[report.status],
        "known": asking.seen_as(report, me),
        "who": asking.shown(report, by=me, now=request.now) if mine else None,
        "mine": mine,
        "handler": names.get(report.handler, ""),
        "colleagues": sorted((name, key) for key, name in names.items() if key not in {me, report.handler}),
        # Words are for whoever has the report: people sign what they write.
        "words": said,
        "withheld": mine and not report.shredded_at and queries.withheld(report, by=me),
        "newest": said[-1].number if said else 0,
        "things": things_of(report) if asking.may_see_things(report, me) else [],
        "messages_sent": [desk_message.seen(one) for one in queries.messages(report.pk, by=me)],
        "done": _done(report) if mine else [],
        "tasks": [(task, done.get(task.key)) for task in desk_acts.tasks(report)],
        "clocks": [_clock(one) for one in shown],
        "clocks_by_hand": [(name, words.CLOCKS[name]) for name in clocking.BY_HAND],
        "sources_by_hand": [(name, words.SOURCES[name]) for name in clocking.SOURCES],
        "by_hand": [(name, told) for name, told in desk_acts.BY_HAND.items() if name not in clocks],
        "wave": [member for member in members if member.report_id != report.pk],
        "why": [words.agreed(*one) for member in members if member.report_id == report.pk for one in member.why],
        "found": _found(members),
        "clocks_declared": "declared" in clocks,
        "campaign_id": campaign_id,
        "verdicts": list(enumerate(words.VERDICTS.items(), start=1)),
        "usual": _usual(report),
        "received": _received(report, me, request.now),
        "language": program_words.language(),
        "problem": problem,
        "entered": request.POST.get("text", "") if problem else "",
        "closed": report.status == "closed",
    }
    return render(request, "reports/desk_report.html", told, status=status)


def _found(members: Sequence[CampaignMember]) -> dict[str, Any] | None:
    """What the reports that belong together were found to be, and when; None while nobody said."""
    campaign = members[0].campaign if members else None
    verdict = words.VERDICTS.get(campaign.verdict) if campaign else None
    return {"words": verdict, "at": campaign.decided_at, "kind": campaign.verdict} if campaign and verdict else None


def _done(report: Report) -> list[str]:
    """What whoever told has done already, of what the playbook asks of them."""
    program = site.program()
    book = books.of(report.kind, program)
    done = set(report.steps.filter(done_by=REPORTER).values_list("step", flat=True))
    steps = books.steps(book, books.case_of(report), program, most=books.ALL) if book and done else []
    return [step.do for step in steps if step.key in done]


def _clock(one: queries.Clock) -> dict[str, Any]:
    return {
        "name": words.CLOCKS[one.clock],
        "span": one.span,
        "source": words.SOURCES.get(one.source, one.source),
        "author": words.AUTHORS[clocking.role_of(one.author)],
    }
