"""My week over the API: the same as the page says."""

# No postponed annotations: ninja would look their names up in ``shell.apis``, whose wrapper it sees.

import datetime as dt
from typing import Any

from ninja import Router, Schema

from drystone.accountability import week_views
from drystone.shell import access, apis
from drystone.shell.viewer import Request

router = Router(tags=["accountability"])


class ImprovedOut(Schema):
    """An activity that did better than the week before; null is withheld, or not known."""

    activity_id: str
    name: str
    closed: int | None
    closed_before: int | None
    failing: int | None
    fewer: int | None


class ExampleOut(Schema):
    """One thing that waits; its name is "" where it is named after somebody."""

    gap_id: str
    title: str
    kind: str
    name: str


class StuckOut(Schema):
    """What waits for one thing: how much (null where too few people are behind), on what, and examples."""

    reason: str
    words: str
    count: int | None
    on: list[str]
    titles: list[str]
    examples: list[ExampleOut]


class WeekDecisionOut(Schema):
    """The decision that would free the most; where it is not ``mine``, ``ask`` says it as a request."""

    reason: str
    words: str
    url: str
    mine: bool
    frees: int | None
    ask: str


class LimitedOut(Schema):
    """Access that is limited now because of what I answer for; people are null where too few."""

    check_id: str
    title: str
    words: str
    people: int | None
    since: dt.datetime
    lifting: bool
    failing: bool


class LateOut(Schema):
    """How much is late of a kind, among those I lead."""

    title: str
    late: int


class LedOut(Schema):
    """How many I lead (null under the floor), and what an agreement lets be said of them."""

    people: int | None
    late: list[LateOut]
    agreements: list[str]


class DraftOut(Schema):
    """Words to say, and to whom."""

    of: str
    to: str
    text: str


class MyWeekOut(Schema):
    """My week. What improved is of the week that ``begins``; what is stuck is of now.

    ``of_first`` is 0 where all that is open was looked at; else what is stuck is of so many that are due first.
    """

    answers: bool
    begins: dt.date | None
    over: bool
    closed: int | None
    closed_before: int | None
    improved: list[ImprovedOut]
    things: list[str]
    stuck: list[StuckOut]
    going: int | None
    of_first: int
    decision: WeekDecisionOut | None
    limited: list[LimitedOut]
    led: LedOut
    drafts: list[DraftOut]


@apis.get(router, "/me/week", rule=access.employee, scope="gaps:read", response=MyWeekOut)
def my_week(request: Request) -> Any:
    """Say what improved of what I answer for, what is stuck and on what, and what would free the most."""
    week = week_views.of_viewer(request)
    told = {name: getattr(week, name) for name in MyWeekOut.model_fields}
    led = {"people": week.led.people, "agreements": list(week.led.agreements)}
    late = [{"title": title, "late": count} for title, count in week.led.late]
    words = [{"of": one.of, "to": str(one.to), "text": one.text} for one in week.drafts]
    return {**told, "led": {**led, "late": late}, "drafts": words}
