"""Who holds the letters of one activity through a position."""

from __future__ import annotations

from dataclasses import dataclass

from drystone.directory.models import Duty, Person

#: A letter of a seat per team may have hundreds of holders; a page names no more than these.
MOST = 200


@dataclass(frozen=True, slots=True)
class Held:
    """One letter that somebody holds through a position, and by which step they came to it."""

    letter: str
    position_id: str
    person_id: str
    name: str
    step: str


def letters(activity_id: str) -> list[Held]:
    """Return the letters of an activity that positions hold, at most 200, in two queries."""
    rows = list(
        Duty.objects.filter(activity_id=activity_id)
        .order_by("letter", "position_id", "person_id")
        .values_list("letter", "position_id", "person_id", "step")[:MOST]
    )
    people = {row[2] for row in rows}
    names = dict(Person.objects.filter(person_id__in=people).values_list("person_id", "name"))
    return [
        Held(letter, position, person, names.get(person) or person, step) for letter, position, person, step in rows
    ]
