"""Reports in the API, for programs that act for one person: telling by name, and reading what came of it.

Without a name one tells on the page: a token says whose it is.
"""

# Annotations stay objects here: Ninja makes the API's description of them.

import base64
import binascii
import datetime as dt
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from drystone.lib.errors import UsageError
from drystone.reports import actions, belongings, books, first_words, forms, keeping, looking, queries, words
from drystone.reports.access import own
from drystone.reports.models import NAMED, REPORTER
from drystone.shell import access, apis, site
from drystone.shell.viewer import Request

router = Router(tags=["reports"])


class ReportIn(Schema):
    """What happened: a kind of `kinds`, when (just-now, today, earlier, not-sure or ""), and what else there is to say.

    ``once`` tells it from another: the same again is the same report again. ``sure``: send it here although it sounds
    as if somebody did wrong, which has a better place. ``message`` is one that came: its file in base64.
    """

    kind: str = Field(max_length=40)
    when: str = Field("", max_length=20)
    noticed: str = Field("", max_length=20, description="When I noticed, in the same words.")
    text: str = Field("", max_length=10_000)
    answers: dict[str, str] = Field(default={}, description="Question of the playbook to answer.")
    once: str = Field("", max_length=100)
    sure: bool = False
    message: str = Field("", max_length=28_000_000)


class ReportStepOut(Schema):
    """Something to do now."""

    do: str
    why: str
    minutes: int | None


class ReportFindingOut(Schema):
    """What can be seen in the message that came along."""

    says: str
    reasons: list[str]


class ReportTakenOut(Schema):
    """That it arrived, what to do now, what can be seen, who has it, and until when there is a word."""

    report_id: str
    new: bool
    next_word_at: dt.datetime | None
    word_by: str
    thanks: str
    steps: list[ReportStepOut]
    findings: list[ReportFindingOut]
    who: str
    call: str


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
    first_words.refuse_wrongdoing(body.text, program, sure=body.sure)
    kind = body.kind if body.kind in words.TITLES else "something-else"
    book = books.of(kind, program)
    told = actions.Told(
        kind=body.kind,
        way="api",
        known=NAMED,
        person_id=viewer.person_id,
        when=body.when,
        noticed_when=body.noticed,
        text=body.text,
        answers=body.answers,
        things=belongings.likely(belongings.of(viewer.person_id)),
        messages=_message(body, viewer.language),
        playbook_id=book.id if book else "",
        urgency=books.urgency(kind, program),
        language=viewer.language,
        once=_once(viewer.person_id, body.once) if body.once else "",
    )
    with keeping.kept():
        taken = actions.take(told, now=request.now)
    first = first_words.after(taken, told, books.case(body.answers, told.things), program=program, now=request.now)
    return ReportTakenOut(report_id=taken.report_id, new=taken.new, **first.as_json())


def _once(person_id: str, once: str) -> str:
    """Return what tells it from another: of a token's own, so that nobody learns by it what somebody else has sent.

    It is keyed: programs count one, two, three, and then whoever has a copy of the state would only try all names.
    """
    return salted_hmac("drystone.reports.once", f"{person_id} {once}", algorithm="sha256").hexdigest()


def _message(body: ReportIn, language: str) -> tuple[actions.Carried, ...]:
    if not body.message:
        return ()
    try:
        data = base64.b64decode(body.message, validate=True)
    except (binascii.Error, ValueError):
        raise UsageError(_("the message is not base64"), where="message") from None
    if len(data) > forms.MOST:
        raise UsageError(_("This file is too large to be sent here."), where="message")
    return (actions.Carried(data, looking.look(data, site.program(), language=language)),)


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
    with keeping.kept():
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
