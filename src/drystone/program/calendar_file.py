"""Calendar files (iCalendar, RFC 5545): the whole days on which their events are. Untrusted: bounded, never evaluated.

The rules:

1. Only events that stand in a calendar itself count; what stands in an event (alarms) or beside it (zones) does not.
2. An event is on the days on which it is from midnight to midnight: days (``VALUE=DATE``), or moments of one clock that
   are midnights. What is shorter is named in a warning and left out. What was cancelled is left out.
3. What comes again comes on the days of its rule, and on those it adds, without those it leaves out or that an event of
   its own moves.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from drystone.program import recurring
from drystone.program.model import Place, Problem
from drystone.program.recurring import FIRST, LAST, Budget, RuleError
from drystone.program.tree import Text

MOST_EVENTS, MOST_DAYS = 2_000, 10_000
_EVENT = ["VCALENDAR", "VEVENT"]
_DEEPEST, _LONGEST_DAYS, _TOLD = 8, 60, 5
_LINE = re.compile(r"([A-Za-z0-9-]{1,80})((?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):(.*)", re.DOTALL)
_LENGTH = re.compile(r"\+?P(?:(\d{1,3})W|(\d{1,4})D)", re.ASCII)
_MIDNIGHT = re.compile(r"\d{8}T000000", re.ASCII)


@dataclass(slots=True)
class Event:
    """An event's lines that say when it is; the names are upper case. ``start`` and ``end`` are (parameters, value)."""

    place: Place
    uid: str = ""
    cancelled: bool = False
    start: tuple[str, str] = ("", "")
    end: tuple[str, str] = ("", "")
    length: str = ""
    rule: str = ""
    moved: str = ""
    added: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)


def days(text: Text, problems: list[Problem]) -> frozenset[dt.date]:
    """Return the whole days of a calendar file's events, from 1900 to 2060; what is not read is a problem each."""
    try:
        events = list(_events(text))
    except RuleError as error:
        problems.append(Problem(Place(text.path), f"this is no calendar that can be read: {error}"))
        return frozenset()
    moved, found, budget, short, refused = _moved(events), set[dt.date](), Budget(), list[Event](), 0
    for event in (one for one in events if not one.cancelled):
        try:
            told = _whole_days(event, moved.get(event.uid, set()), budget)
        except RuleError as error:
            hint = "write its days out as events of their own, or name them in [work] holidays"
            problems.append(Problem(event.place, f"this event cannot be read: {error}", hint))
            refused += 1
            if budget.left < 0 or refused == _TOLD:
                break  # The program is refused for these already.
            continue
        if told is None:
            short.append(event)
            continue
        found |= told
        if len(found) > MOST_DAYS:
            problems.append(Problem(event.place, f"this calendar comes to more than {MOST_DAYS:,} days"))
            break
    for event in short[:_TOLD]:
        hint = "an event of days counts, from midnight to midnight"
        problems.append(Problem(event.place, "this event lasts no whole day, so it frees nobody", hint, "warning"))
    return frozenset(found)


def _moved(events: Iterable[Event]) -> dict[str, set[dt.date]]:
    """The days of what comes again that an event of its own stands for, by what it is known by."""
    found: dict[str, set[dt.date]] = {}
    for event in events:
        if event.moved and _is_day(event.moved):
            found.setdefault(event.uid, set()).add(recurring.day(event.moved))
    return found


def _whole_days(event: Event, moved: set[dt.date], budget: Budget) -> set[dt.date] | None:
    """The days of one event; None where it lasts no whole day. Raises RuleError."""
    span = _span(event)
    if span is None:
        return None
    start, length = span
    begins = {start, *(recurring.day(one.partition("/")[0]) for one in event.added)}
    if event.rule:
        begins |= set(recurring.occurrences(recurring.rule(event.rule), start, budget))
    begins -= {recurring.day(one) for one in event.without}
    if not event.moved:
        begins -= moved
    return {one + dt.timedelta(days=at) for one in begins for at in range(length) if FIRST <= one <= LAST}


def _span(event: Event) -> tuple[dt.date, int] | None:
    """The first day of an event and how many it lasts; None where it lasts no whole day. Raises RuleError."""
    (how, begins), (_how, ends) = event.start, event.end
    start = recurring.day(begins)
    if not FIRST <= start <= LAST:
        raise RuleError("it begins before 1900 or after 2060")
    whole = "T" not in begins
    if not whole and not (_MIDNIGHT.fullmatch(begins) and (event.length or _same_clock(how, event.end))):
        return None
    if ends:
        length = (recurring.day(ends) - start).days
    elif event.length:
        told = _LENGTH.fullmatch(event.length)
        length = int(told[1] or 0) * 7 + int(told[2] or 0) if told else 0
    else:
        length = 1 if whole else 0
    if not 0 <= length <= _LONGEST_DAYS:
        raise RuleError(f"it lasts more than {_LONGEST_DAYS} days, or ends before it begins")
    # Some programs write the same day twice for an event of one day.
    return (start, max(length, 1)) if whole else (start, length) if length else None


def _same_clock(how: str, end: tuple[str, str]) -> bool:
    return how == end[0] and bool(_MIDNIGHT.fullmatch(end[1]))


def _is_day(text: str) -> bool:
    try:
        recurring.day(text)
    except RuleError:
        return False
    return True


def _events(text: Text) -> Iterator[Event]:
    """Yield the events of a calendar file. Raises RuleError where its parts do not fit into each other."""
    inside: list[str] = []
    event: Event | None = None
    count, seen = 0, False
    for at, line in _lines(text.content):
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        name, how, value = found[1].upper(), found[2].upper(), found[3].strip()
        if name == "BEGIN":
            _begin(inside, value)
            seen = seen or inside == ["VCALENDAR"]
            event = Event(text.place(at)) if inside == _EVENT else event
        elif name == "END":
            _end(inside, value, text.place(at))
            if event is not None and inside == _EVENT[:1]:
                count += 1
                yield event
                event = None
        elif event is not None and inside == _EVENT:
            _take(event, name, how, value)
        if count > MOST_EVENTS:
            raise RuleError(f"it has more than {MOST_EVENTS:,} events")
    if inside or not seen:
        raise RuleError("it ends too early" if seen else "it does not begin with BEGIN:VCALENDAR")


def _begin(inside: list[str], name: str) -> None:
    inside.append(name.upper())
    if len(inside) > _DEEPEST:
        raise RuleError("its parts stand in one another too deeply")


def _end(inside: list[str], name: str, place: Place) -> None:
    if not inside or inside.pop() != name.upper():
        raise RuleError(f"line {place.line} ends what did not begin")


def _take(event: Event, name: str, how: str, value: str) -> None:
    match name:
        case "UID":
            event.uid = value
        case "STATUS":
            event.cancelled = value.upper() == "CANCELLED"
        case "DTSTART":
            event.start = (how.replace(";VALUE=DATE-TIME", ""), value.upper())
        case "DTEND":
            event.end = (how.replace(";VALUE=DATE-TIME", ""), value.upper())
        case "DURATION":
            event.length = value.upper()
        case "RRULE":
            event.rule = f"{event.rule};{value}" if event.rule else value
        case "RECURRENCE-ID":
            event.moved = value.upper()
        case "RDATE":
            event.added += value.upper().split(",")
        case "EXDATE":
            event.without += value.upper().split(",")


def _lines(content: str) -> Iterator[tuple[int, str]]:
    """Yield where each line begins, and the line put together again where it was folded (§3.1)."""
    at, begun = 0, -1
    parts: list[str] = []
    for physical in re.findall(r"[^\r\n]*(?:\r\n|\n|\r|\Z)", content):
        line = physical.rstrip("\r\n")
        if line[:1] in {" ", "\t"} and parts:
            parts.append(line[1:])
        else:
            if parts:
                yield begun, "".join(parts)
            begun, parts = at, [line]
        at += len(physical)
    if parts:
        yield begun, "".join(parts)
