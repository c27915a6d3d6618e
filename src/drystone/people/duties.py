"""Duties in one's own words: what is mine through a position, and what is mine through my things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from drystone.people.things import ThingDuty
from drystone.program.model import Activity, Program


@dataclass(slots=True)
class Duty:
    """An agreed activity that is somebody's. ``things`` counts those of theirs that it is about, where it is."""

    activity: Activity
    words: str
    letters: set[str] = field(default_factory=set)
    positions: list[str] = field(default_factory=list)
    things: int = 0

    @property
    def does(self) -> bool:
        """Whether they do it."""
        return "R" in self.letters

    @property
    def answers(self) -> bool:
        """Whether they answer for it."""
        return "A" in self.letters


def duties(held: Iterable[tuple[str, str, str]], through_things: Iterable[ThingDuty], program: Program) -> list[Duty]:
    """Return the agreed duties: (activity, letter, position) first, those of everyone's things after."""
    found: dict[str, Duty] = {}
    for activity_id, letter, position in held:
        activity = program.activities.get(activity_id)
        if activity is None or activity.standing != "agreed":
            continue
        role = program.roles.get(position.partition("/")[0])
        words = activity.words.get(role.party or "", "") if role else ""
        duty = found.setdefault(activity_id, Duty(activity, words or activity.words.get("everyone", "")))
        duty.letters.add(letter)
        name = role.name if role else position
        if name not in duty.positions:
            duty.positions.append(name)
    for one in through_things:
        activity = program.activities.get(one.activity)
        if activity is None or activity.standing != "agreed":
            continue
        duty = found.setdefault(one.activity, Duty(activity, activity.words.get("everyone", "")))
        duty.letters.add(one.letter)
        duty.things = max(duty.things, one.things)
    return list(found.values())
