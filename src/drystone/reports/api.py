"""Reports in the API, for programs that act for one person: telling by name, and reading what came of it.

Without a name one tells on the page: a token says whose it is.
"""

# Annotations stay objects here: Ninja makes the API's description of them.

import datetime as dt
from typing import Any

from ninja import Field, Router, Schema
from ninja.errors import HttpError

from drystone.reports import actions, books, queries, words
from drystone.reports.access import own
from drystone.reports.models import NAMED, REPORTER
from drystone.shell import access, apis, site
from drystone.shell.viewer import Request

router = Router(tags=["reports"])


class ReportIn(Schema):
    """What happened: a kind of `kinds`, when (just-now, today, earlier, not-sure or ""), and what else there is to say.

    ``once`` tells it from another: the same again is the same report again.
    """

    kind: str = Field(max_length=40)
    when: str = Field("", max_length=20)
    text: str = Field("", max_length=10_000)
    answers: dict[str, str] = Field(default={}, description="Question of the playbook to answer.")
    once: str = Field("", max_length=100)


class ReportStepOut(Schema):
    """Something to do now."""

    do: str
    why: str
    minutes: int | None


class ReportTakenOut(Schema):
    """That it arrived, what to do now, and until when there is a word."""

    report_id: str
    new: bool
    next_word_at: dt.datetime | None
    thanks: str
    steps: list[ReportStepOut]


class MyReportOut(Schema):
    """A report of mine; ``status`` is waiting, taken or closed."""

    report_id: str
    kind: str
    status: str
    reported_at: dt.datetime
    next_word_at: dt.datetime | None
    closed_at: dt.datetime | None


class ReportWordOut(Schema):
    """Something said: by reporter, responder or machine."""

    by: str
    sort: str
    text: str
    at: dt.datetime


class ReportLookOut(Schema):
    """That somebody was shown that it was me, or asked to be, and why."""

    what: str
    by: str
    why: str
    at: dt.datetime


class MyWholeReportOut(MyReportOut):
    """A report of mine with what was said, and who was shown that it was me."""

    words: list[ReportWordOut]
    looks: list[ReportLookOut]


class ReportWordIn(Schema):
    """Something more to say."""

    text: str = Field(max_length=10_000)


@apis.post(router, "/reports", rule=access.employee, scope="reports:write", response=ReportTakenOut)
def tell(request: Request, body: ReportIn) -> ReportTakenOut:
    """Tell of something by my name: it is shown to whoever helps me, and to nobody else."""
    program, viewer = site.program(), request.viewer
    kind = body.kind if body.kind in words.TITLES else "something-else"
    book = books.of(kind, program)
    told = actions.Told(
        kind=body.kind,
        way="api",
        known=NAMED,
        person_id=viewer.person_id,
        when=body.when,
        text=body.text,
        answers=body.answers,
        playbook_id=book.id if book else "",
        urgency=books.urgency(kind, program),
        language=viewer.language,
        # Of a token's own, so that nobody learns by it what somebody else has sent.
        once=f"api {viewer.person_id} {body.once}" if body.once else "",
    )
    taken = actions.take(told, now=request.now)
    steps = books.steps(book, books.Case(body.answers), program) if book else []
    return ReportTakenOut(
        report_id=taken.report_id,
        new=taken.new,
        next_word_at=taken.next_word_at,
        thanks=book.thanks if book else "",
        steps=[ReportStepOut(do=one.do, why=one.why, minutes=one.minutes) for one in steps],
    )


@apis.get(router, "/me/reports", rule=access.employee, scope="me:read", response=list[MyReportOut])
def mine(request: Request) -> list[MyReportOut]:
    """Return what I told by name; what I sealed or told without a name stands nowhere as mine."""
    return [MyReportOut(**_line(one)) for one in queries.mine(request.viewer.person_id)]


@apis.get(router, "/me/reports/{report_id}", rule=own, scope="me:read", response=MyWholeReportOut)
def one(request: Request, report_id: str) -> MyWholeReportOut:
    """Return a report of mine, what was said, and who was shown that it was me."""
    return _one(request, report_id)


@apis.post(router, "/me/reports/{report_id}/words", rule=own, scope="reports:write", response=MyWholeReportOut)
def say(request: Request, report_id: str, body: ReportWordIn) -> MyWholeReportOut:
    """Say something more in a report of mine."""
    actions.say(report_id, by=REPORTER, text=body.text, now=request.now)
    return _one(request, report_id)


def _one(request: Request, report_id: str) -> MyWholeReportOut:
    line = queries.one_of(report_id, request.viewer.person_id)
    if line is None:
        raise HttpError(404, "nothing by that name, for you")
    return MyWholeReportOut(
        **_line(line),
        words=[ReportWordOut(by=one.by, sort=one.sort, text=one.text, at=one.at) for one in queries.words(report_id)],
        looks=[ReportLookOut(what=one.what, by=one.by, why=one.why, at=one.at) for one in queries.looks(report_id)],
    )


def _line(one: queries.Mine) -> dict[str, Any]:
    return {
        "report_id": one.report_id,
        "kind": one.kind,
        "status": one.status,
        "reported_at": one.reported_at,
        "next_word_at": one.next_word_at,
        "closed_at": one.closed_at,
    }
