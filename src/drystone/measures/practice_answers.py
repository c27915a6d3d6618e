"""What the API says of practice messages: the same, and as much withheld, as the page."""

# No postponed annotations: ninja would look their names up in ``shell.apis``, whose wrapper it sees.

import datetime as dt
from typing import Any, Literal

from ninja import Schema

from drystone.measures import machine_clicks
from drystone.measures.practice import Campaign, Group
from drystone.measures.shares import Rate


class DifficultyOut(Schema):
    """How hard a message was to detect (NIST TN 2276), and what that was found from."""

    level: Literal["least", "moderately-to-least", "moderately", "very"]
    cues: int
    cue_category: Literal["few", "some", "many"]
    premise_score: int
    premise: Literal["weak", "medium", "strong"]


class RateOut(Schema):
    """A share with Wilson's 95 % interval. Where ``said`` is not "shown", the numbers are withheld and null."""

    said: Literal["shown", "few", "nearly-all", "withheld", "unrated", "running"]
    count: int | None
    of: int | None
    share: float | None
    low: float | None
    high: float | None


class GroupOut(Schema):
    """A department, or everybody (""). ``half_reported_seconds`` counts those who have not reported; null: not yet."""

    name: str
    people: int | None
    under_fifty: bool
    reported: RateOut
    half_reported_seconds: float | None
    clicked: RateOut


class FirstOut(Schema):
    """Whether the first report came before the first click, and by how many seconds where that may be said."""

    report_before_click: bool
    seconds: float | None


class TakenOut(Schema):
    """How many clicks a rule took for a machine's."""

    rule: str
    words: str
    source: str
    clicks: int


class ClicksOut(Schema):
    """Clicks recorded, and left without those of machines, in whole multiples of the floor; null where what is left
    would tell of too few people."""

    recorded: int | None
    left: int | None
    taken: list[TakenOut]


class PointOut(Schema):
    """Which share of everybody had reported after so many seconds (Kaplan-Meier)."""

    seconds: float
    share: float


class CampaignOut(Schema):
    """One campaign. Without a ``difficulty`` no share is said."""

    campaign: str
    source: str
    name: str
    began: dt.datetime | None
    difficulty: DifficultyOut | None
    everybody: GroupOut
    departments: list[GroupOut]
    first: FirstOut | None
    clicks: ClicksOut
    reported_by: list[PointOut]


def answer(one: Campaign) -> dict[str, Any]:
    """Return what the API says of one campaign."""
    rules = {rule.id: rule for rule in machine_clicks.RULES}
    rating = one.rating
    return {
        "campaign": one.id,
        "source": one.source,
        "name": one.name,
        "began": one.began,
        "difficulty": rating
        and {
            "level": rating.level,
            "cues": rating.cues,
            "cue_category": rating.cue_category,
            "premise_score": rating.score,
            "premise": rating.premise,
        },
        "everybody": _group(one.whole),
        "departments": [_group(group) for group in one.departments],
        "first": one.first and {"report_before_click": one.first.report_first, "seconds": one.first.seconds},
        "clicks": {
            "recorded": one.machines.recorded,
            "left": one.machines.left,
            "taken": [
                {"rule": name, "words": str(rules[name].words), "source": rules[name].source, "clicks": count}
                for name, count in one.machines.taken.items()
            ],
        },
        "reported_by": [{"seconds": at, "share": share} for at, share in one.curve],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "people": group.people,
        "under_fifty": group.unsure,
        "reported": rate(group.reported),
        "half_reported_seconds": group.half,
        "clicked": rate(group.clicked),
    }


def rate(rate: Rate) -> dict[str, Any]:
    """Return what the API says of a share."""
    told = {
        part: getattr(rate.share, name, None) for part, name in (("share", "value"), ("low", "low"), ("high", "high"))
    }
    return {"said": rate.said, "count": rate.count, "of": rate.of, **told}
