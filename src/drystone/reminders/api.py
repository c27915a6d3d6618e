"""The outlook on reminders, for programs of those who keep the program."""

# No postponed annotations: ninja would look their names up in ``shell.apis``, whose wrapper it sees.

import datetime as dt
from typing import Any

from ninja import Router, Schema

from drystone.reminders import outlook
from drystone.reminders.access import may_see_outlook
from drystone.shell import apis
from drystone.shell.viewer import Request

router = Router(tags=["reminders"])


class ReachedOut(Schema):
    """How many people would hear of a check; null where withheld because they are few."""

    check_id: str
    title: str
    people: int | None


class OutlookOut(Schema):
    """What would be said within a week, to how many, and the figures of a made-up year; empty before the first run."""

    made_at: dt.datetime | None
    people: int | None
    urgent: int | None
    checks: list[ReachedOut]
    year: dict[str, Any]


@apis.get(router, "/program/reminders", rule=may_see_outlook, scope="program:read", response=OutlookOut)
def outlook_on_reminders(request: Request) -> Any:
    """Say what reminders would say, to how many, after the last run."""
    found = outlook.latest()
    if found is None:
        return {"made_at": None, "people": None, "urgent": None, "checks": [], "year": {}}
    return found
