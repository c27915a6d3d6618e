"""What stands and what happened about one thing, for its page: two queries, however much there is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from drystone.gaps.models import Attestation, Gap, GapEvent

#: A thing's page tells no longer story than this; the gap's own page has all of it.
_MOST_EVENTS = 200


@dataclass(frozen=True, slots=True)
class GapOfThing:
    """A gap about one thing, as much as the thing's page says; ``status`` open, excepted or closed. Times are aware."""

    gap_id: str
    check_id: str
    activity_id: str
    item: str
    status: str
    outcome: str
    reach: str
    first_seen: dt.datetime
    due: dt.datetime
    closed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to one of them: opened, closed, reopened, excepted, …; never who or why."""

    gap_id: str
    event: str
    at: dt.datetime


_GAP = (
    "gap_id", "check_id", "activity_id", "item", "status", "outcome", "reach", "first_seen", "due", "closed_at",
)  # fmt: skip


def of_thing(kind: str, asset_id: str) -> list[GapOfThing]:
    """Return every gap about a thing, those that stand first, then the newest."""
    rows = Gap.objects.filter(asset_kind=kind, asset_id=asset_id).values_list(*_GAP)
    found = [GapOfThing(*row) for row in rows]
    return sorted(found, key=lambda gap: (gap.status == "closed", -gap.first_seen.timestamp(), gap.gap_id))


def story(kind: str, asset_id: str) -> list[Happened]:
    """Return what happened to the gaps about a thing, the newest first, at most 200 events."""
    rows = (
        GapEvent.objects.filter(gap__asset_kind=kind, gap__asset_id=asset_id)
        .exclude(event="changed")
        .order_by("-at", "-id")
        .values_list("gap_id", "event", "at")
    )
    return [Happened(*row) for row in rows[:_MOST_EVENTS]]


def last_attested(activity_id: str) -> tuple[dt.datetime, dt.date] | None:
    """Return when an activity was last said to be done, and until what day that holds; None where it never was."""
    found = (
        Attestation.objects.filter(activity_id=activity_id)
        .order_by("-valid_until", "-attested_at")
        .values_list("attested_at", "valid_until")
        .first()
    )
    return (found[0], found[1]) if found else None
