"""What everybody is called, for texts from which that has to be taken out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from drystone.directory.models import Person
from drystone.directory.pseudonyms import Hide, hider
from drystone.shell import site


def named() -> Iterator[tuple[str, str, str]]:
    """Yield (person id, name, address) of everybody whom the people data know, those who left too. One query."""
    return Person.objects.order_by("person_id").values_list("person_id", "name", "email").iterator(chunk_size=5_000)


def without_names() -> Hide:
    """Return what replaces everybody's names and addresses by ids, for viewers who see pseudonyms. One query.

    Only a run writes people: what was made of them is kept until the next.
    """
    current = site.snapshot()
    run_id = current.run_id if current else ""
    return _hider(str(site.program().root), run_id, Person.objects.count())


def hiding_everybody() -> Hide:
    """Return what ``without_names`` does, made anew: for a command, which serves nothing. One query."""
    return lru_cache(maxsize=10_000)(hider(named(), strangers=True))  # Much is said of many things alike.


@lru_cache(maxsize=1)
def _hider(_root: str, _run_id: str, _count: int) -> Hide:
    return hiding_everybody()
