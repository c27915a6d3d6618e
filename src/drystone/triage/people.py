"""Reads whose names strangers may borrow: the program's ``lists/people.txt``, one ``Name <address>`` a line."""

from __future__ import annotations

from pathlib import Path

from drystone.triage import addresses
from drystone.triage.options import Person

MOST_PEOPLE = 20_000


def people(path: str) -> tuple[Person, ...]:
    """Return the people listed in a file; none where there is no such file."""
    if not Path(path).is_file():
        return ()
    with Path(path).open(encoding="utf-8", errors="replace") as lines:
        said = [line.partition("#")[0].strip() for line, _ in zip(lines, range(MOST_PEOPLE), strict=False)]
    found = [one for line in said if line for one in addresses.parse(line)[:1]]
    return tuple(Person(one.display or one.local, one.spec if one.domain else "") for one in found)
