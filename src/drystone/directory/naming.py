"""What everybody is called, for texts from which that has to be taken out."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.directory.models import Person


def named() -> Iterator[tuple[str, str, str]]:
    """Yield (person id, name, address) of everybody whom the people data know, those who left too. One query."""
    return Person.objects.order_by("person_id").values_list("person_id", "name", "email").iterator(chunk_size=5_000)
