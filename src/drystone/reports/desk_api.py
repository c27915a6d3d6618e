"""The responders' desk in the API."""

# Annotations stay objects here: Ninja makes the API's description of them.

import base64
import datetime as dt
from typing import Any

from ninja import Field, Router, Schema
from ninja.errors import HttpError

from drystone.audit import actions as audit
from drystone.reports import asking, clocking, desk, desk_acts, queries, received
from drystone.reports.models import Report
from drystone.shell import access, apis
from drystone.shell.viewer import RESPOND, Request

router = Router(tags=["desk"])


class DeskLineOut(Schema):
    """A report in the queue, or a wave of ``count`` of them by its most urgent one; ``urgency`` 1 is minutes.

    ``verdict`` is what it was found to be, "" while nobody said: whoever reported was answered, and must be helped."""

    report_id: str
    kind: str
    urgency: int
    status: str
    reported_at: dt.datetime
    next_word_at: dt.datetime | None
    campaign_id: str
    verdict: str
    hint: str
    count: int


class DeskWordOut(Schema):
    """Something said: by reporter, responder or machine."""

    by: str
    sort: str
    text: str
    at: dt.datetime


class DeskClockOut(Schema):
    """When something was, at the earliest and at the latest (null: not known); what says so, and who wrote it down:
    reporter, responder or machine."""

    clock: str
    earliest: dt.datetime | None
    latest: dt.datetime | None
    source: str
    author: str


class DeskReportOut(Schema):
    """A report; ``words`` only for whoever has it. ``known`` is named, sealed or none, as this responder sees it."""

    report_id: str
    kind: str
    urgency: int
    status: str
    known: str
    mine: bool
    reported_at: dt.datetime
    next_word_at: dt.datetime | None
    campaign_id: str
    wave: list[str]
    words: list[DeskWordOut]
    clocks: list[DeskClockOut]


class DeskReceiverOut(Schema):
    """An address that a message went to; ``status`` is delivered, held, rejected, removed or ""."""

    address: str
    at: dt.datetime
    status: str


class DeskReceiversOut(Schema):
    """Who received the message of a report: the first 2,000 of ``count``; mail logs reach to ``reaches``."""

    count: int
    reaches: dt.datetime | None
    receivers: list[DeskReceiverOut]


class DeskMessageOut(Schema):
    """A message that was sent along: what triage says of it (docs/triage.md), and its file in base64."""

    number: int
    hint: str
    size: int
    sha256: str
    document: dict[str, Any]
    message: str


class DeskActIn(Schema):
    """An act: claim, hand-over (to), say (text), step (step, done), clock (clock, earliest, latest, source),
    close, judge (verdict, answer),
    split, join (other). A verdict is harmful, junk, harmless or practice."""

    act: str
    told: dict[str, str] = Field(default={})


class DeskActedOut(Schema):
    """How many reports were answered by it."""

    answered: int


@apis.get(router, "/desk/reports", rule=access.power(RESPOND), scope="reports:respond", response=list[DeskLineOut])
def queue(request: Request) -> list[desk.Line]:
    """List what is open, the most urgent first, a wave as one."""
    return desk.queue()


@apis.get(
    router, "/desk/reports/{report_id}", rule=access.power(RESPOND), scope="reports:respond", response=DeskReportOut
)
def one(request: Request, report_id: str) -> dict[str, Any]:
    """Show a report as a responder sees it; who told it is shown on the page alone, where they read that it was."""
    report, me = _known(report_id), request.viewer.person_id
    campaign_id, members = desk.wave(report)
    mine = report.handler == me
    return {
        "report_id": report.pk,
        "kind": report.kind,
        "urgency": report.urgency,
        "status": report.status,
        "known": asking.seen_as(report, me),
        "mine": mine,
        "reported_at": report.reported_at,
        "next_word_at": report.next_word_at,
        "campaign_id": campaign_id,
        "wave": [member.report_id for member in members if member.report_id != report.pk],
        "words": queries.words_for(report, by=me),
        "clocks": [
            {
                "clock": one.clock,
                "earliest": one.span.earliest,
                "latest": one.span.latest,
                "source": one.source,
                "author": clocking.role_of(one.author),
            }
            for one in clocking.shown(report, by=me)
        ],
    }


@apis.post(
    router, "/desk/reports/{report_id}/acts", rule=access.power(RESPOND), scope="reports:respond", response=DeskActedOut
)
def act(request: Request, report_id: str, body: DeskActIn) -> dict[str, int]:
    """Do something with a report."""
    told = {name: body.told.get(name, "") for name in desk_acts.TOLD}
    doing = desk_acts.Doing(body.act, request.viewer.person_id, request.now, told)
    return {"answered": desk_acts.do(_known(report_id), doing)}


@apis.get(
    router,
    "/desk/reports/{report_id}/receivers",
    rule=access.power(RESPOND),
    scope="reports:respond",
    response=DeskReceiversOut,
)
def receivers(request: Request, report_id: str) -> dict[str, Any]:
    """List who else received the message of a report that I have, to take it out of their mailboxes; it is logged."""
    report = _known(report_id)
    found = received.of_report(report, by=request.viewer.person_id, now=request.now)
    if found is None:
        raise HttpError(404, "nothing is known of who received it, for you")
    audit.record("receivers-shown", actor=request.viewer.actor, at=request.now, about=("report", report_id))
    rows = [{"address": one.address, "at": one.at, "status": one.status} for one in found.receivers]
    return {"count": found.count, "reaches": found.reaches, "receivers": rows}


@apis.get(
    router,
    "/desk/reports/{report_id}/messages/{number}",
    rule=access.power(RESPOND),
    scope="reports:respond",
    response=DeskMessageOut,
)
def message(request: Request, report_id: str, number: int) -> dict[str, Any]:
    """Hand out a message of a report that I have, from 0, with what triage says of it; it is logged."""
    me = request.viewer.person_id
    data = queries.message_bytes(_known(report_id).pk, number, by=me)
    found = next((one for one in queries.messages(report_id, by=me) if one.number == number), None)
    if data is None or found is None:
        raise HttpError(404, "there is no such message, for you")
    audit.record("message-taken", actor=request.viewer.actor, at=request.now, about=("report", report_id))
    told = {"number": number, "hint": found.hint, "size": found.size, "sha256": found.digest}
    return told | {"document": dict(found.document), "message": base64.b64encode(data).decode()}


def _known(report_id: str) -> Report:
    report = queries.report(report_id)
    if report is None:
        raise HttpError(404, "there is no such report")
    return report
