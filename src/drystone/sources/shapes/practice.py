"""Results of practice messages from anywhere, CSV or JSON: one row per person and campaign, or one per event."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.sources.shapes.model import Found, Problem, Shape, Sight
from drystone.sources.shapes.practice_acts import NO_TRACE, Trace, act, campaign_of
from drystone.sources.shapes.record import Record, as_moment, as_text, as_truth, fold

_PERSON = ("email", "recipient", "recipient_email", "user_email", "user.email", "person")
_CAMPAIGN = ("campaign", "campaign_id", "simulation", "simulation_id", "pst_id", "test")
#: The columns of one row per person: what happened, and when. A plain yes says that, but not when.
_COLUMNS = {
    "sent": ("sent_at", "sent", "delivered_at", "delivered", "send_date"),
    "opened": ("opened_at", "opened"),
    "clicked": ("clicked_at", "clicked", "attachment_opened_at"),
    "submitted": ("submitted_at", "submitted", "data_entered_at", "compromised_at"),
    "reported": ("reported_at", "reported"),
}
#: The words of one row per event.
_WORDS = {
    "sent": "sent", "delivered": "sent", "emailsent": "sent", "opened": "opened", "emailopened": "opened",
    "clicked": "clicked", "click": "clicked", "clickedlink": "clicked", "linkclicked": "clicked",
    "submitted": "submitted", "submitteddata": "submitted", "dataentered": "submitted", "reported": "reported",
    "emailreported": "reported",
}  # fmt: skip


def read(sight: Sight) -> Iterator[Found] | None:
    """Return the acts of one row; None where it is not about anybody's message."""
    record = sight.record
    if not any(record.get(name) is not None for name in _PERSON):
        return None
    if record.has("event") or record.has("act"):
        return _event(sight)
    if any(record.has(name) for names in _COLUMNS.values() for name in names):
        return _person(sight)
    return None


def _who(sight: Sight) -> tuple[str, str, str]:
    campaign = campaign_of(sight, sight.record.text(*_CAMPAIGN))
    return campaign, sight.record.text("campaign_name", "name") or "", sight.record.text(*_PERSON) or ""


def _event(sight: Sight) -> Iterator[Found]:
    what = _WORDS.get(fold(sight.record.text("event", "act") or ""))
    if what is None:
        yield Problem(f"an event that is none of {', '.join(_COLUMNS)}")
        return
    trace = NO_TRACE if what in ("sent", "reported") else _trace(sight.record)
    yield from act(sight, _who(sight), what, sight.record.moment("at", "time", "timestamp", "date"), trace)


def _person(sight: Sight) -> Iterator[Found]:
    who = _who(sight)
    for what, names in _COLUMNS.items():
        told = as_text(sight.record.get(*names))
        truth = as_truth(told)
        if told is None or truth is False:
            # Whoever stands in the list was sent the message, even where the list does not say when.
            if what == "sent":
                yield from act(sight, who, what, None)
            continue
        trace = NO_TRACE if what in ("sent", "reported") else _trace(sight.record)
        yield from act(sight, who, what, None if truth else as_moment(told), trace)


def _trace(record: Record) -> Trace:
    agent = record.text("user_agent", "browser")
    if agent is None and record.has("user_agent"):
        agent = ""
    return Trace(agent, record.text("ip", "ip_address", "address"), record.text("method"), record.text("network"))


SHAPE = Shape(
    "practice",
    "Results of practice messages: email, campaign, and sent_at, opened_at, clicked_at, submitted_at, reported_at (or"
    " one row per event), perhaps with user_agent, ip, method, network",
    ("practice",),
    read,
    accepts=frozenset({"json", "csv"}),
    header=frozenset({"email", "recipient", "recipientemail", "useremail", "person"}),
)
