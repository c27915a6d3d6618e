"""Microsoft's attack simulation training, as Graph gives it: simulations, and each one's report of simulationUsers.

The answer of ``/security/attackSimulation/simulations/ID/report/simulationUsers`` names its simulation in its
``@odata.context`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from drystone.sources.shapes.model import Found, Shape, Sight
from drystone.sources.shapes.practice_acts import NO_TRACE, Trace, act, campaign_of
from drystone.sources.shapes.record import Record, as_text, fold

_CONTEXT = re.compile(r"simulations\('([^'()]{1,100})'\)")
#: What is found in an event's name, and what it means; the first decides. An opened attachment is what a click is.
_EVENTS = (
    ("report", "reported"),
    ("credsupplied", "submitted"), ("credentialsupplied", "submitted"), ("permissiongranted", "submitted"),
    ("linkclicked", "clicked"), ("urlclicked", "clicked"), ("clickedlink", "clicked"), ("attachmentopened", "clicked"),
    ("delivered", "sent"),
    ("messageread", "opened"), ("emailread", "opened"), ("messageopened", "opened"),
)  # fmt: skip


def read(sight: Sight) -> Iterator[Found] | None:
    """Tell a simulation, an answer with its users, and a user alone apart."""
    record = sight.record
    if record.has("simulationUser"):
        return _users(sight, [record], campaign_of(sight))
    if record.has("displayName") and (record.has("attackTechnique") or record.has("attackType")):
        return _simulation(sight)
    users = [one for one in record.records("value", "simulationUsers") if one.has("simulationUser")]
    if users:
        told = _CONTEXT.search(as_text(record.value("@odata.context", fold("@odata.context"))) or "")
        return _users(sight, users, campaign_of(sight, told[1] if told else None))
    return None


def _simulation(sight: Sight) -> Iterator[Found]:
    record = sight.record
    campaign = record.text("id") or record.text("displayName") or ""
    sight.remember(campaign, record.text("displayName"))
    return _users(
        sight, record.records("report.simulationUsers", "simulationUsers"), campaign, record.moment("launchDateTime")
    )


def _users(sight: Sight, users: Iterable[Record], campaign: str, launched: str | None = None) -> Iterator[Found]:
    name = sight.names.get(campaign, "")
    for user in users:
        person = user.text("simulationUser.email", "simulationUser.userId") or ""
        yield from _user(sight, user, (campaign, name, person), launched)


def _user(sight: Sight, user: Record, who: tuple[str, str, str], launched: str | None) -> Iterator[Found]:
    seen = set()
    for event in user.records("simulationEvents"):
        what = _meaning(event.text("eventName"))
        if what is None:
            continue
        seen.add(what)
        trace = NO_TRACE if what in ("sent", "reported") else Trace(event.text("browser"), event.text("ipAddress"))
        yield from act(sight, who, what, event.moment("eventDateTime"), trace)
    if "sent" not in seen:
        yield from act(sight, who, "sent", launched)
    if "reported" not in seen and user.moment("reportedPhishDateTime"):
        yield from act(sight, who, "reported", user.moment("reportedPhishDateTime"))
    if not {"clicked", "submitted"} & seen and user.truth("isCompromised"):
        yield from act(sight, who, "clicked", user.moment("compromisedDateTime"))


def _meaning(event: str | None) -> str | None:
    folded = fold(event or "")
    return next((what for words, what in _EVENTS if words in folded), None)


SHAPE = Shape(
    "attack-simulation",
    "Microsoft attack simulation training: Graph simulations, with or without their report, and simulationUsers",
    ("practice",),
    read,
)
