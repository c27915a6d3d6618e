"""What the API says of letters, and to those who lead: the same, and as much withheld, as the pages."""

# No postponed annotations: ninja would look their names up in ``shell.apis``, whose wrapper it sees.

import datetime as dt
from typing import Any

from ninja import Schema

from drystone.measures.closing import Closing
from drystone.measures.lead_views import Believed, text, titles
from drystone.measures.letter import Facts, Letter
from drystone.measures.levers import Lever
from drystone.program.model import Program


class SectionOut(Schema):
    """A part of a letter."""

    heading: str
    paragraphs: list[str]


class MonthOut(Schema):
    """The letter of a month in the asker's language; ``over`` says that the month is, so that it never changes."""

    month: str
    over: bool
    title: str
    sections: list[SectionOut]
    close: str
    text: str


class MonthsOut(Schema):
    """The letter of this month so far (null before anything was counted), and the months of which one is kept."""

    current: MonthOut | None
    months: list[str]


class ClosedByOut(Schema):
    """Which share of gaps was set straight within so many days (Kaplan-Meier), with the ends of its 95 % interval."""

    days: int
    share: float
    low: float
    high: float


class ClosingOut(Schema):
    """About how many gaps were watched, within how many days half were set straight (null: not yet), and the curve."""

    since: dt.date | None
    gaps: int
    half_days: int | None
    curve: list[ClosedByOut]


class BeliefOut(Schema):
    """A misconception that at least ``holding`` of at least ``asked`` people hold."""

    misconception: str
    belief: str
    habit: str
    holding: int
    asked: int


class BelievedOut(Schema):
    """What is common in a department, or everywhere ("")."""

    group: str
    common: list[BeliefOut]


class BeliefsOut(Schema):
    """What is often believed, as it was counted in the week ``since``."""

    since: dt.date | None
    groups: list[BelievedOut]


class LeverOut(Schema):
    """A habit, and what would be free were it everybody's; null is withheld."""

    habit: str
    name: str
    gaps: int | None
    overdue: int | None
    slips: list[str]
    goals: list[str]
    beliefs: list[str]


class LeversOut(Schema):
    """Habits, what would free the most first, as it was counted in the week ``since``."""

    since: dt.date | None
    habits: list[LeverOut]


def letter(facts: Facts, one: Letter) -> dict[str, Any]:
    """Return what the API says of a letter."""
    sections = [{"heading": part.heading, "paragraphs": list(part.paragraphs)} for part in one.sections]
    return {"month": facts.month.strftime("%Y-%m"), "over": facts.over, "title": one.title, "sections": sections,
            "close": one.close, "text": one.text}  # fmt: skip


def closing(since: dt.date | None, one: Closing) -> dict[str, Any]:
    """Return what the API says of how fast gaps are set straight."""
    curve = [{"days": p.days, "share": p.share, "low": p.low, "high": p.high} for p in one.points]
    return {"since": since, "gaps": one.gaps, "half_days": one.half, "curve": curve}


def beliefs(since: dt.date | None, groups: tuple[Believed, ...], program: Program, language: str) -> dict[str, Any]:
    """Return what the API says of what is often believed."""
    return {
        "since": since,
        "groups": [
            {
                "group": group.name,
                "common": [
                    {"misconception": key, "belief": text(program.misconceptions[key].belief, language),
                     "habit": habit, "holding": holding, "asked": asked}
                    for key, habit, holding, asked in group.common
                    if key in program.misconceptions
                ],
            }
            for group in groups
        ],
    }  # fmt: skip


def freeing(since: dt.date | None, found: tuple[Lever, ...], program: Program, language: str) -> dict[str, Any]:
    """Return what the API says of which habits would free the most."""
    return {
        "since": since,
        "habits": [
            {"habit": one.habit.id, "name": one.habit.text(language).name, "gaps": one.gaps, "overdue": one.overdue,
             "slips": titles(one.slips, program), "goals": list(one.goals), "beliefs": list(one.beliefs)}
            for one in found
        ],
    }  # fmt: skip
