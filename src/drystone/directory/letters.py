"""Who holds the letters of one activity, and who holds one position."""

from __future__ import annotations

from dataclasses import dataclass

from drystone.directory.models import Duty, Holding, Person

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


def holders_of(position_id: str) -> list[Held]:
    """Return who fills a position today, themselves or stepping in; "" as the letter. Two queries."""
    rows = list(
        Holding.objects.filter(position_id=position_id)
        .order_by("ordinal", "person_id")
        .values_list("person_id", "step")
    )
    names = dict(Person.objects.filter(person_id__in=[row[0] for row in rows]).values_list("person_id", "name"))
    return [Held("", position_id, person, names.get(person) or person, step) for person, step in rows]
