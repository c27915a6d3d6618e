"""Figures about groups for programs: the same, and as much withheld, as on the pages."""

# No postponed annotations: ninja would look their names up in ``shell.apis``, whose wrapper it sees.

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from drystone.lib.errors import StoreError
from drystone.lib.phish_scale import Level
from drystone.measures import practice_keeping, practice_trend, queries
from drystone.measures import wall as walls
from drystone.measures.access import may_see_own_practice, may_see_practice, may_see_wall
from drystone.measures.courses import Stone
from drystone.measures.practice_answers import CampaignOut, answer
from drystone.measures.practice_words import Did, kind_word
from drystone.measures.standing import Standing, State
from drystone.shell import apis, site
from drystone.shell.viewer import Request

router = Router(tags=["measures"])


class OutcomesOut(Schema):
    """Outcomes of live checks, one per check and thing; null where withheld because few people are behind it."""

    passed: int | None = None
    failed: int | None = None
    unknown: int | None = None
    not_applicable: int | None = None


class StandingOut(Schema):
    """How one activity stands, and why, in a sentence."""

    activity: str
    state: State
    reason: str
    outcomes: OutcomesOut


class StoneOut(Schema):
    """An activity as a stone of the wall; ``weight`` is what it protects, damped: about 1 to 9."""

    activity: str
    name: str
    state: State
    reason: str
    weight: float


class CourseOut(Schema):
    """A domain and its stones, in the order of the program."""

    name: str
    stones: list[StoneOut]


class WallOut(Schema):
    """The wall: its courses, how many stones stand how, and the one most worth setting straight (null: none)."""

    courses: list[CourseOut]
    counts: dict[State, int]
    first: StoneOut | None


class AheadOut(Schema):
    """In how many campaigns of a difficulty the first report came before any click, of how many; share and interval."""

    level: Level
    count: int
    of: int
    share: float
    between: list[float]


class OwnPracticeOut(Schema):
    """A practice message that I got, what I did with it, and the kind word that goes with that."""

    campaign: str
    source: str
    name: str
    did: Did
    words: str


class WeekOut(Schema):
    """One week. ``ran`` is false where nothing ran: then nothing is known of it."""

    week_start: dt.date
    ran: bool
    outcomes: OutcomesOut
    open_gaps: int | None = None
    overdue: int | None = None
    excepted: int | None = None
    opened: int | None = None
    closed: int | None = None
    closed_by_owner_in_time: int | None = None
    people_affected: int | None = None


class WeeksQuery(Schema):
    """Which weeks: of one activity, of one of its checks, or (both empty) of the whole organisation."""

    activity: str = ""
    check: str = ""
    weeks: int = 12


@apis.get(router, "/measures/standings", rule=may_see_wall, scope="measures:read", response=list[StandingOut])
def standings(request: Request) -> list[dict[str, Any]]:
    """Say how every activity stands in the applied run."""
    try:
        found = walls.standing_now()
    except StoreError as error:
        raise HttpError(409, error.what) from error
    return [_standing(one) for one in found.values()]


@apis.get(router, "/measures/wall", rule=may_see_wall, scope="measures:read", response=WallOut)
def wall(request: Request) -> dict[str, Any]:
    """Return the figures of the wall."""
    made = walls.current()
    if made is None:
        raise StoreError(_("nothing has run yet"), do=_("wait for the first run to end"))
    courses = [{"name": one.name, "stones": [_stone(stone) for stone in one.stones]} for one in made.domains]
    return {"courses": courses, "counts": made.counts, "first": _stone(made.first) if made.first else None}


@apis.get(
    router,
    "/measures/wall.svg",
    rule=may_see_wall,
    scope="measures:read",
    response=None,
    openapi_extra={"responses": {200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}}},
)
def wall_picture(request: Request) -> HttpResponse:
    """Return the wall as a picture that stands alone."""
    drawn = walls.picture(site.program(), walls.standing_now())
    return HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")


def _stone(stone: Stone) -> dict[str, Any]:
    return {"activity": stone.activity_id, **{name: getattr(stone, name) for name in _OF_A_STONE}}


_OF_A_STONE = ("name", "state", "reason", "weight")


@apis.get(router, "/measures/weeks", rule=may_see_wall, scope="measures:read", response=list[WeekOut])
def weeks(request: Request, asked: Annotated[WeeksQuery, Query()]) -> list[dict[str, Any]]:
    """Say the weekly figures, oldest first; weeks in which nothing ran are there too, and say so."""
    program = site.program()
    if asked.activity and asked.activity not in program.activities:
        raise HttpError(404, f"there is no activity {asked.activity!r}")
    if not 1 <= asked.weeks <= queries.MOST_WEEKS:
        raise HttpError(422, f"ask for 1 to {queries.MOST_WEEKS} weeks")
    points = queries.trend(asked.activity or None, asked.weeks, check_id=asked.check)
    return [
        {
            "week_start": point.week_start,
            "ran": point.ran,
            "outcomes": _outcomes(point.outcomes),
            "people_affected": point.people_affected,
            **point.gaps,
        }
        for point in points
    ]


@apis.get(router, "/measures/practice", rule=may_see_practice, scope="measures:read", response=list[CampaignOut])
def practice(request: Request) -> list[dict[str, Any]]:
    """Say the figures of practice messages, the newest campaign first, by group and never by person."""
    return [answer(one) for one in practice_keeping.current()]


@apis.get(router, "/measures/practice-trend", rule=may_see_practice, scope="measures:read", response=list[AheadOut])
def practice_over_time(request: Request) -> list[dict[str, Any]]:
    """Say how often the first report came before any click, for each difficulty: campaigns are counted, not people."""
    told = practice_trend.ahead(practice_keeping.current())
    return [
        {"level": one.level, "count": one.count, "of": one.of, "share": one.share.value,
         "between": [one.share.low, one.share.high]}
        for one in told
    ]  # fmt: skip


@apis.get(router, "/me/practice", rule=may_see_own_practice, scope="me:read", response=list[OwnPracticeOut])
def my_practice(request: Request) -> list[dict[str, Any]]:
    """Say a kind word about each practice message that I got and that is over, whatever I did with it."""
    return [
        {
            "campaign": one.id,
            "source": one.source,
            "name": one.name,
            "did": did,
            "words": kind_word(did, campaign=one.name).text,
        }
        for one, did in practice_keeping.own(request.viewer.person_id)
    ]


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "activity": one.activity_id,
        "state": one.state,
        "reason": one.reason,
        "outcomes": _outcomes(one.shown),
    }


def _outcomes(shown: Mapping[str, int | None]) -> dict[str, int | None]:
    names = {"passed": "pass", "failed": "fail", "unknown": "unknown", "not_applicable": "not_applicable"}
    return {name: shown.get(key) for name, key in names.items()}
