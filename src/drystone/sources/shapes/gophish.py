"""GoPhish: campaigns as its API gives them, and the two files of "Export CSV": results and raw events.

What somebody typed into a page stands in an event's details too, and is never looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from drystone.sources.shapes.model import Found, Problem, Shape, Sight
from drystone.sources.shapes.practice_acts import NO_TRACE, Trace, act, campaign_of
from drystone.sources.shapes.record import Record

_ACTS = {
    "email sent": "sent",
    "email opened": "opened",
    "clicked link": "clicked",
    "submitted data": "submitted",
    "email reported": "reported",
}
#: The status of a result is the last thing that happened; what came before it happened too.
_BEFORE = {
    "email sent": ("sent",),
    "email opened": ("sent", "opened"),
    "clicked link": ("sent", "clicked"),
    "submitted data": ("sent", "clicked", "submitted"),
    "success": ("sent", "clicked"),
}
_MOST_DETAILS = 200_000


def read(sight: Sight) -> Iterator[Found] | None:
    """Tell a campaign, a row of raw events and a row of results apart."""
    record = sight.record
    if record.has("name") and (record.has("timeline") or record.has("results")):
        return _campaign(sight)
    if record.has("email", "time", "message"):
        campaign = campaign_of(sight, _file_or(sight, record.text("campaign_id")))
        return _event(sight, record, (campaign, campaign))
    if record.has("email", "status") and (record.has("send_date") or record.has("reported")):
        campaign = campaign_of(sight, _file_or(sight, None))
        return _result(sight, record, (campaign, campaign), timed=False)
    if record.has("name", "stats"):
        return iter([Problem("counts people without saying what happened when; fetch /api/campaigns/ID/results")])
    return None


def _file_or(sight: Sight, number: str | None) -> str | None:
    """An export's file is named after its campaign, and only so do both its files say the same."""
    return None if sight.options.get("campaign") or " - " in sight.file else number


def _campaign(sight: Sight) -> Iterator[Found]:
    record = sight.record
    name = record.text("name") or ""
    campaign = (record.text("id") or name, name)
    timed = False
    for event in record.records("timeline"):
        timed = True
        yield from _event(sight, event, campaign)
    for result in record.records("results"):
        yield from _result(sight, result, campaign, timed=timed)


def _event(sight: Sight, event: Record, campaign: tuple[str, str]) -> Iterator[Found]:
    what = _ACTS.get((event.text("message") or "").lower())
    # "Campaign Created" is about nobody, and an error in sending reached nobody.
    if what is None or not event.text("email"):
        return
    who = (*campaign, event.text("email") or "")
    yield from act(sight, who, what, event.moment("time"), NO_TRACE if what == "sent" else _trace(event))


def _trace(event: Record) -> Trace:
    details = event.get("details")
    if isinstance(details, str) and len(details) <= _MOST_DETAILS:
        try:
            details = json.loads(details)
        except (ValueError, RecursionError):
            details = None
    browser = details.get("browser") if isinstance(details, Mapping) else None
    if not isinstance(browser, Mapping):
        return NO_TRACE
    told = Record(browser)
    agent = told.text("user-agent")
    return Trace(agent if agent is not None else "" if told.has("user-agent") else None, told.text("address"))


def _result(sight: Sight, result: Record, campaign: tuple[str, str], *, timed: bool) -> Iterator[Found]:
    """What a result adds: when the message was sent, and, where there are no events, what happened without a time."""
    status = (result.text("status") or "").lower()
    if status not in _BEFORE:
        return
    who = (*campaign, result.text("email") or "")
    yield from act(sight, who, "sent", result.moment("send_date"))
    if timed:
        return
    for what in _BEFORE[status][1:]:
        yield from act(sight, who, what, None)
    if result.truth("reported"):
        yield from act(sight, who, "reported", None)


SHAPE = Shape(
    "gophish",
    "GoPhish: /api/campaigns/ and /api/campaigns/ID/results; the CSV files of results and of raw events",
    ("practice",),
    read,
    accepts=frozenset({"json", "csv"}),
    header=frozenset({"email"}),
)
