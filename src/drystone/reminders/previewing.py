"""Exactly what would be said to one person next, by the code that says it; nothing is kept, and no link works.

Of what a trial touches every arm is shown, and never which one is theirs: a preview is read by others.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from drystone.directory import notices
from drystone.lake.engines import Engine
from drystone.lib import clock, hours
from drystone.messages import document as documents
from drystone.messages import showing
from drystone.messages.document import Document
from drystone.messages.rendering import mail_html, plain
from drystone.program.model import Program
from drystone.reminders import trial_previews
from drystone.reminders.deciding.choosing import Choice, choose
from drystone.reminders.gathering import Gathering, pace, spread
from drystone.reminders.leaving import purpose_of
from drystone.reminders.rendering import letter
from drystone.reminders.trial_previews import TrialSaid


@dataclass(frozen=True, slots=True)
class Preview:
    """When a message could leave next (None: never, for whoever left), what was chosen, and the message if any.

    ``channels`` are what each of the person's channels would be handed, the first one first. ``trials`` are those that
    it touches, with what each arm would say.
    """

    slot: hours.Slot | None
    choice: Choice
    document: Document | None
    to_do: int = 0
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    trials: tuple[TrialSaid, ...] = ()

    @property
    def text(self) -> str:
        """The message as plain text."""
        return plain.text(self.document) if self.document else ""

    @property
    def html(self) -> str:
        """The message as the HTML of a mail."""
        return str(self.channels.get("email", {}).get("html") or mail_html.html(self.document)) if self.document else ""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        slot = self.slot
        return {
            "says": self.document is not None,
            "why_not": self.choice.why_not or None,
            "at": clock.iso(slot.at) if slot else None,
            "until": clock.iso(slot.until) if slot else None,
            "day": slot.on.isoformat() if slot else None,
            "urgent": self.choice.urgent,
            "to_do": self.to_do,
            "message": documents.as_json(self.document) if self.document else None,
            "channels": self.channels,
            "trials": [one.as_json() for one in self.trials],
        }


def preview(program: Program, engine: Engine | None, person_id: str, *, now: dt.datetime) -> Preview:
    """Return what somebody would be told at their next slot from ``now`` (aware) on."""
    gathering = Gathering(program, engine, now=now, blind=True)
    people = gathering.zones([person_id])
    if person_id not in people:
        return Preview(None, Choice(why_not="away"), None)
    where, zone = people[person_id]
    way = gathering.ways([person_id]).get(person_id)
    own = spread(person_id, way.rhythm if way else "")
    slot = hours.next_slot(gathering.work, zone, now=now, location=where.location, spread=own)
    if slot is None:
        return Preview(None, Choice(why_not="away"), None)
    (case,) = gathering.cases(people, {person_id: slot.at}, lessons=True)
    choice, to_do = choose(case.situation, pace(program, case.rhythm)), len(case.situation.matters)
    if not choice.says:
        return Preview(slot, choice, None, to_do)
    _words, document = letter(case, choice, gathering, _no_link)
    parcel = showing.parcel(document, person_id=person_id, purpose=purpose_of(choice), urgent=choice.urgent, at=slot.at)
    known = {str(name): channel for name, channel in program.settings.channels.items()}
    channels = {name: showing.shown(known[name], parcel) for name in case.channels}
    tries = trial_previews.of(case, choice, gathering, _no_link)
    return Preview(slot, choice, document, to_do, channels, tries)


def _no_link(_key: str, act: str) -> str:
    """In place of a link that works."""
    return notices.address(f"/r/preview-{act}")
