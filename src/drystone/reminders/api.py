"""The outlook on reminders for those who keep the program, and trials of reminders for everybody; for programs."""

# No postponed annotations: ninja would look their names up in ``shell.apis``, whose wrapper it sees.

import datetime as dt
from typing import Any

from ninja import Router, Schema

from drystone.reminders import outlook, trial_answers, trial_words
from drystone.reminders.access import may_see_outlook, may_see_trials
from drystone.shell import apis, site
from drystone.shell.viewer import Request

router = Router(tags=["reminders"])


class ReachedOut(Schema):
    """How many people would hear of a check; null where withheld because they are few."""

    check_id: str
    title: str
    people: int | None


class DepartmentOut(Schema):
    """How many people of a department no channel reaches."""

    department: str
    people: int


class UnreachedOut(Schema):
    """How many people no channel reaches, and of which departments; null where withheld because they are few."""

    people: int | None
    departments: list[DepartmentOut]

    @staticmethod
    def resolve_departments(found: Any) -> list[dict[str, Any]]:
        """Name the two values of each."""
        return [{"department": name, "people": count} for name, count in found.departments]


class OutlookOut(Schema):
    """What would be said within a week, to how many, and the figures of a made-up year; empty before the first run."""

    made_at: dt.datetime | None
    people: int | None
    urgent: int | None
    checks: list[ReachedOut]
    year: dict[str, Any]
    unreached: UnreachedOut | None = None


@apis.get(router, "/program/reminders", rule=may_see_outlook, scope="program:read", response=OutlookOut)
def outlook_on_reminders(request: Request) -> Any:
    """Say what reminders would say, to how many, after the last run."""
    found = outlook.latest()
    if found is None:
        return {"made_at": None, "people": None, "urgent": None, "checks": [], "year": {}}
    return found


class ArmOut(Schema):
    """A way that a trial compares: what it changes, and about how many people and things; null where withheld.

    ``days`` is the mean time until something was set straight, null before the end or where withheld.
    """

    arm: str
    usual: bool
    changes: list[str]
    people: int | None
    things: int | None
    days: float | None


class EffectOut(Schema):
    """A way beside the usual one, in days, less than nothing is sooner; with its interval, and the same in words."""

    arm: str
    days: float
    low: float
    high: float
    detectable: float
    verdict: str
    rules_out: bool
    said: list[str]


class TrialOut(Schema):
    """A trial of reminders. ``effects`` are empty until it is over, and where they are withheld (``kept``)."""

    id: str
    question: str
    state: str
    checks: list[str]
    since: dt.date
    until: dt.date
    ends: dt.date
    watch_days: float
    matters_days: float
    people: int | None
    things: int | None
    kept: str
    unsure: bool
    arms: list[ArmOut]
    effects: list[EffectOut]
    said: list[str]


@apis.get(router, "/measures/trials", rule=may_see_trials, scope="measures:read", response=list[TrialOut])
def trials_of_reminders(request: Request) -> Any:
    """Say which ways of reminding are compared, and, of those that are over, what came of it."""
    program, language = site.program(), request.viewer.language
    return [trial_words.as_json(one, program, language) for one in trial_answers.known(program, now=request.now)]
