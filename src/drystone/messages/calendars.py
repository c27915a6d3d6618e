"""Slots for things that take time, as calendars read them (RFC 5545): a feed, an invitation, its withdrawal (RFC 5546).

Moments are written in UTC, which is right in every zone and needs no rules of any. A feed says what a slot is for in
words that name no thing; what the thing is called stands there only for whom wants it so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from drystone.messages.document import LONGEST_TEXT, LONGEST_TITLE, clean

_PRODUCT = "-//Drystone//Drystone//EN"
_LINE = 75  # octets


@dataclass(frozen=True, slots=True)
class Slot:
    """A time to do something: moments are aware. ``key`` tells a person's slots apart, and stays when one moves.

    ``title`` names no thing; ``named`` does ("" where there is nothing to name). ``url`` is the page about it, or "".
    ``sequence`` grows each time that the slot changes.
    """

    key: str
    title: str
    starts: dt.datetime
    ends: dt.datetime
    text: str = ""
    named: str = ""
    url: str = ""
    sequence: int = 0

    def __post_init__(self) -> None:
        """Refuse what no calendar could show."""
        if self.starts.tzinfo is None or self.ends.tzinfo is None or self.starts >= self.ends:
            msg = "a slot has two aware moments, and ends after it starts"
            raise ValueError(msg)


#: Returns the slots that are offered to a person at a moment.
Provider = Callable[[str, dt.datetime], Iterable[Slot]]
_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Have a room's slots shown in people's calendars; registering a name again replaces it."""
    _providers[name] = provider


def slots_of(person_id: str, now: dt.datetime) -> list[Slot]:
    """Return every slot that is offered to somebody, in the order of time."""
    found = [slot for provider in _providers.values() for slot in provider(person_id, now)]
    return sorted(found, key=lambda slot: (slot.starts, slot.key))


def feed(slots: Iterable[Slot], now: dt.datetime, *, name: str = "Drystone", named: bool = False) -> str:
    """Return a calendar of these slots; with ``named`` it says what the things are called."""
    head = [
        *_head("PUBLISH"),
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]
    events = [line for slot in slots for line in _event(slot, now, uid=uid("feed", slot.key), named=named)]
    return _folded([*head, *events, "END:VCALENDAR"])


def kept(slot: Slot, *, method: str, sequence: int, uid: str, sender: str, at: dt.datetime) -> dict[str, Any]:
    """Return what is kept with the message that says a slot to its person: ``method`` is REQUEST or CANCEL."""
    return {
        "method": method,
        "uid": uid,
        "sequence": sequence,
        "sender": sender,
        "at": at.isoformat(),
        "slot": as_json(slot),
    }


def as_json(slot: Slot) -> dict[str, Any]:
    """Return a slot as it is kept."""
    return {
        "key": slot.key,
        "title": slot.title,
        "starts": slot.starts.isoformat(),
        "ends": slot.ends.isoformat(),
        "text": slot.text,
        "url": slot.url,
    }


def from_json(told: Mapping[str, Any]) -> Slot:
    """Return the slot that ``as_json`` wrote."""
    starts, ends = (dt.datetime.fromisoformat(told[name]) for name in ("starts", "ends"))
    return Slot(told["key"], told["title"], starts, ends, text=told["text"], url=told["url"])


def invitation(kept: Mapping[str, Any], *, to: str) -> str:
    """Return the calendar that a mail brings: an invitation, or its withdrawal. Nobody is asked to answer it."""
    slot, cancel = from_json(kept["slot"]), kept["method"] == "CANCEL"
    event = _event(
        slot, dt.datetime.fromisoformat(kept["at"]), uid=kept["uid"], sequence=kept["sequence"], cancel=cancel
    )
    people = [
        f"ORGANIZER;CN=Drystone:mailto:{_address(kept['sender'])}",
        f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:{_address(to)}",
    ]
    return _folded([*_head(kept["method"]), *event[:-1], *people, event[-1], "END:VCALENDAR"])


def uid(*parts: str) -> str:
    """Return the id that a slot has in calendars, for good; it names nobody."""
    return f"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:40]}@drystone"


def _head(method: str) -> list[str]:
    return ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method}"]


def _event(
    slot: Slot, now: dt.datetime, *, uid: str, sequence: int | None = None, cancel: bool = False, named: bool = False
) -> list[str]:
    title = slot.named if named and slot.named else slot.title
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(slot.starts)}",
        f"DTEND:{_moment(slot.ends)}",
        f"SEQUENCE:{slot.sequence if sequence is None else sequence}",
        f"SUMMARY:{_text(clean(title, LONGEST_TITLE))}",
        f"STATUS:{'CANCELLED' if cancel else 'CONFIRMED'}",
        f"TRANSP:{'TRANSPARENT' if cancel else 'OPAQUE'}",
        "CLASS:PRIVATE",
    ]
    if slot.text:
        lines.append(f"DESCRIPTION:{_text(clean(slot.text, LONGEST_TEXT))}")
    if slot.url:
        lines.append(f"URL:{_address(slot.url)}")
    return [*lines, "END:VEVENT"]


def _moment(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """Return a text with what steers a calendar escaped (RFC 5545 §3.3.11); it is one line already."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _address(text: str) -> str:
    """Return an address without what could begin another line."""
    return "".join(one for one in text if one.isprintable())


def _folded(lines: list[str]) -> str:
    """Return lines of at most 75 octets, none of them cut inside a character (RFC 5545 §3.1)."""
    made = []
    for line in lines:
        rest, room = line.encode(), _LINE
        while len(rest) > room:
            cut = room
            while rest[cut] & 0xC0 == 0x80:
                cut -= 1
            made.append(rest[:cut].decode())
            rest, room = b" " + rest[cut:], _LINE
        made.append(rest.decode())
    return "\r\n".join(made) + "\r\n"
