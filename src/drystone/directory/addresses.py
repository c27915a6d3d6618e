"""Where a person can be reached, asked for at the moment that something leaves and kept nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery, TextField
from django.db.models.functions import Coalesce

from drystone.directory.models import Person, User
from drystone.shell.many import Listed


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a living person can be reached, and in which language: theirs, else the people data's, or ""."""

    email: str
    phone: str
    language: str


def reach(person_ids: Iterable[str]) -> dict[str, Reach]:
    """Return where those of these people can be reached who have not left, in one query."""
    living = Person.objects.filter(person_id__in=Listed(sorted(set(person_ids)))).exclude(status="left")
    chosen = User.objects.filter(person_id=OuterRef("person_id")).exclude(language="").values("language")[:1]
    spoken = living.annotate(spoken=Coalesce(Subquery(chosen), "language", output_field=TextField()))
    return {row[0]: Reach(*row[1:]) for row in spoken.values_list("person_id", "email", "phone", "spoken")}


def last_known(person_id: str) -> str:
    """Return somebody's e-mail address, also of whoever has left; "" where the people data hold none by now."""
    return Person.objects.filter(person_id=person_id).values_list("email", flat=True).first() or ""


def by_phone(numbers: Collection[str]) -> str:
    """Return the id of the one living person who has one of these normal numbers, or ""."""
    living = Person.objects.filter(phone__in=sorted(number for number in numbers if number)).exclude(status="left")
    found = list(living.values_list("person_id", flat=True)[:2])
    return found[0] if len(found) == 1 else ""
