"""My page and what is known about me, for programs that act for me."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import StreamingHttpResponse
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from drystone.directory import queries as directory
from drystone.gaps.steps import One, Step
from drystone.lib.errors import UsageError
from drystone.people import lists, looking, taking
from drystone.people.access import may_look_at_a_person
from drystone.people.mypage import Line, MyPage, my_page
from drystone.shell import access, apis, site
from drystone.shell.viewer import Request

router = Router(tags=["people"])

#: No list of a person is longer.
MOST_PAGES = 100_000


class MyGapOut(Schema):
    """A gap of mine."""

    gap_id: str
    title: str
    check_id: str
    asset_kind: str
    asset_id: str
    asset_name: str
    item: str
    detail: str
    severity: str
    due: dt.datetime
    outcome: str


class StepOut(Schema):
    """One thing to do, and the gaps that it closes."""

    title: str
    ways: list[str]
    why: str
    minutes: int | None
    protects: list[str]
    due: dt.datetime
    closes: int
    gaps: list[MyGapOut]


class MyThingOut(Schema):
    """A thing of mine, how we know that it is, and how it stands.

    ``state`` is todo, wrong, elsewhere (others mend something), unknown, accepted, pass, or "" where nobody looked.
    """

    kind: str
    id: str
    name: str
    detail: str
    claim: str
    claim_source: str
    claimed_at: dt.datetime | None
    seen_at: dt.datetime | None
    sources: list[str]
    stale: bool
    state: str


_THING = tuple(name for name in MyThingOut.model_fields if name != "state")


class ThingsOut(Schema):
    """A page of my things of one kind."""

    items: list[MyThingOut]
    more: bool


class MySaidOut(Schema):
    """What I said: when, what, about what, and where it stands; ``waits`` for an answer that is to come."""

    at: dt.datetime
    what: str
    about: str
    standing: str
    waits: bool


class MySaidListOut(Schema):
    """A page of what I said."""

    items: list[MySaidOut]
    more: bool


class DutyOut(Schema):
    """A duty of mine, in my own words."""

    activity: str
    name: str
    words: str
    letters: list[str]
    things: int


class PageOut(Schema):
    """My page."""

    person_id: str
    steps: list[StepOut]
    not_heard: list[MyGapOut]
    put_off: list[MyGapOut]
    accepted: list[MyGapOut]
    things: list[MyThingOut]
    things_in_all: int
    duties: list[DutyOut]


class ReasonIn(Schema):
    """Why somebody looks at another person's page."""

    reason: str


@apis.get(router, "/me/page", rule=access.employee, scope="me:read", response=PageOut)
def page(request: Request) -> PageOut:
    """Return my page."""
    return _page(my_page(request.viewer.person_id, site.program(), now=request.now))


@apis.get(router, "/me/things/{kind}", rule=access.employee, scope="me:read", response=ThingsOut)
def things(request: Request, kind: str, page: Annotated[int, Query(ge=1, le=MOST_PAGES)] = 1) -> ThingsOut:
    """Return my things of one kind, a page at a time; empty for a kind that there is none of."""
    found = lists.things(request.viewer.person_id, kind, at=page, now=request.now)
    return ThingsOut(items=[_thing(line) for line in found.items], more=found.more)


@apis.get(router, "/me/said", rule=access.employee, scope="me:read", response=MySaidListOut)
def what_i_said(request: Request, page: Annotated[int, Query(ge=1, le=MOST_PAGES)] = 1) -> MySaidListOut:
    """Return what I asked, answered, confirmed and gave my word for, the newest first, a page at a time."""
    found = lists.what_was_said(request.viewer, at=page)
    items = [
        MySaidOut(at=one.at, what=one.what, about=one.about, standing=one.standing, waits=one.waits)
        for one in found.items
    ]
    return MySaidListOut(items=items, more=found.more)


@apis.get(router, "/me/data", rule=access.signed_in, scope="me:read", response=dict[str, Any])
def data(request: Request) -> StreamingHttpResponse:
    """Return what is known about me, all of it."""
    return taking.as_file(request.viewer)


@apis.post(router, "/people/{person_id}/look", rule=may_look_at_a_person, scope="people:look", response=PageOut)
def look(request: Request, person_id: str, body: ReasonIn) -> PageOut:
    """Return another person's page; the reason is shown to that person."""
    if directory.card(person_id) is None:
        raise HttpError(404, "nothing by that name, for you")
    try:
        return _page(looking.look(person_id, reason=body.reason, by=request.viewer, now=request.now))
    except UsageError as error:
        raise HttpError(422, f"{error.what}. {error.do or ''}") from error


def _page(shown: MyPage) -> PageOut:
    found = [shown.first, *shown.rest] if shown.first else []
    return PageOut(
        person_id=shown.person_id,
        steps=[_step(one) for one in found],
        not_heard=[_gap(one) for unheard in shown.unheard for one in unheard.gaps],
        put_off=[_gap(later.one) for later in shown.later],
        accepted=[_gap(one) for one in shown.accepted],
        things=[_thing(line) for section in shown.sections for line in section.lines],
        things_in_all=shown.things,
        duties=[
            DutyOut(
                activity=duty.activity.id,
                name=duty.activity.name,
                words=duty.words,
                letters=sorted(duty.letters, reverse=True),
                things=duty.things,
            )
            for duty in shown.duties
        ],
    )


def _thing(line: Line) -> MyThingOut:
    return MyThingOut(**{name: getattr(line.thing, name) for name in _THING}, state=line.state)


def _step(step: Step) -> StepOut:
    return StepOut(
        title=step.title,
        ways=[f"{way.on}: {way.words}" if way.on else way.words for way in step.ways],
        why=step.why,
        minutes=step.minutes,
        protects=[objective.id for objective in step.objectives],
        due=step.due,
        closes=step.count,
        gaps=[_gap(one) for one in step.gaps],
    )


def _gap(one: One) -> MyGapOut:
    names = [name for name in MyGapOut.model_fields if name != "title"]
    return MyGapOut(title=one.title, **{name: getattr(one.gap, name) for name in names})
