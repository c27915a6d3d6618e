"""Where people are and when it is day there: what somebody must know who wants to speak to many at a good moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery, TextField
from django.db.models.functions import Coalesce

from drystone.directory.models import Duty, Person, User
from drystone.lib import hours
from drystone.program.model import Program
from drystone.shell.many import Listed


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A person who has not left: how they are called, whether they are ``here``, and where that is.

    ``zone`` and ``language`` are what they chose, else what the people data say, else "". ``reached`` says that there
    is an address.
    """

    person_id: str
    name: str
    here: bool
    zone: str
    location: str
    language: str
    reached: bool


def of(person_ids: Sequence[str]) -> dict[str, Whereabouts]:
    """Return where these people are, by id, in one query; whoever has left is not among them."""
    mine = User.objects.filter(person_id=OuterRef("person_id"))
    rows = (
        Person.objects.filter(person_id__in=Listed(person_ids))
        .exclude(status="left")
        .annotate(
            at=Coalesce(Subquery(mine.exclude(zone="").values("zone")[:1]), "zone", output_field=TextField()),
            speaks=Coalesce(
                Subquery(mine.exclude(language="").values("language")[:1]), "language", output_field=TextField()
            ),
        )
    )
    told = rows.values_list("person_id", "name", "status", "at", "location", "speaks", "email")
    return {
        person_id: Whereabouts(person_id, name, status == "active", zone, location, language, bool(email))
        for person_id, name, status, zone, location, language, email in told
    }


def office(program: Program) -> hours.Office:
    """Return when the organisation of a program works."""
    said = program.settings
    return hours.office(said.work_days, said.work_hours, said.work_quiet, said.holidays)


def anybody() -> bool:
    """Whether the state knows anybody yet."""
    return Person.objects.exists()


def away() -> list[str]:
    """Return the ids of everybody who is on leave."""
    return list(Person.objects.filter(status="leave").order_by("person_id").values_list("person_id", flat=True))


def departments_after(after: str, most: int) -> list[tuple[str, str]]:
    """Return (id, department) of the next people who are here, by id."""
    rows = Person.objects.filter(status="active", person_id__gt=after).order_by("person_id")
    return list(rows.values_list("person_id", "department")[:most])


def parties(person_ids: Sequence[str], program: Program) -> dict[str, frozenset[str]]:
    """Return the parties whose words these people read, from the duties of their positions; in one query."""
    rows = Duty.objects.filter(person_id__in=Listed(person_ids), letter__in=["R", "A"]).exclude(step="fallback")
    found: dict[str, set[str]] = {}
    for person_id, position in rows.values_list("person_id", "position_id").distinct():
        role = program.roles.get(position.partition("/")[0])
        if role is not None and role.party:
            found.setdefault(person_id, set()).add(role.party)
    return {person_id: frozenset(party) for person_id, party in found.items()}


def count() -> int:
    """Return how many people there are who have not left."""
    return Person.objects.exclude(status="left").count()


def leaders(floor: int) -> list[str]:
    """Return everybody who leads at least so many people who have not left, by id."""
    led = Person.objects.exclude(status="left").exclude(manager_id="").order_by().values("manager_id")
    rows = led.annotate(count=Count("pk")).filter(count__gte=floor).order_by("manager_id")
    return list(rows.values_list("manager_id", flat=True))


def led_by(manager_ids: Sequence[str]) -> dict[str, str]:
    """Return who leads each of the people whom one of these leads directly, by the led person's id."""
    rows = Person.objects.filter(manager_id__in=manager_ids).exclude(status="left")
    return dict(rows.values_list("person_id", "manager_id"))
