"""Exactly what would be said to one person next, by the code that says it; nothing is kept, and no link works."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from drystone.directory import notices
from drystone.lake.engines import Engine
from drystone.lib import clock
from drystone.program.model import Program
from drystone.reminders.deciding import hours
from drystone.reminders.deciding.choosing import Choice, choose
from drystone.reminders.gathering import Gathering, pace, spread
from drystone.reminders.rendering import Letter, letter


@dataclass(frozen=True, slots=True)
class Preview:
    """When a message could leave next (None: never, for whoever left), what was chosen, and the message if any."""

    slot: hours.Slot | None
    choice: Choice
    letter: Letter | None
    to_do: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        slot = self.slot
        return {
            "says": self.letter is not None,
            "why_not": self.choice.why_not or None,
            "at": clock.iso(slot.at) if slot else None,
            "until": clock.iso(slot.until) if slot else None,
            "day": slot.on.isoformat() if slot else None,
            "urgent": self.choice.urgent,
            "to_do": self.to_do,
            "message": asdict(self.letter.words) if self.letter else None,
        }


def preview(program: Program, engine: Engine | None, person_id: str, *, now: dt.datetime) -> Preview:
    """Return what somebody would be told at their next slot from ``now`` (aware) on."""
    gathering = Gathering(program, engine, now=now)
    people = gathering.zones([person_id])
    if person_id not in people:
        return Preview(None, Choice(why_not="away"), None)
    where, zone = people[person_id]
    slot = hours.next_slot(gathering.work, zone, now=now, location=where.location, spread=spread(person_id))
    if slot is None:
        return Preview(None, Choice(why_not="away"), None)
    (case,) = gathering.cases(people, {person_id: slot.at})
    choice = choose(case.situation, pace(program))
    written = letter(case, choice, program, _no_link) if choice.says else None
    return Preview(slot, choice, written, len(case.situation.matters))


def _no_link(_key: str, act: str) -> str:
    """In place of a link that works."""
    return notices.address(f"/r/preview-{act}")
