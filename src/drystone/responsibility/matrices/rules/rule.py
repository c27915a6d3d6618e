"""What a rule is, and what it looks at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from drystone.responsibility.matrices.model import Matrix, Reading, Role, Row, Spot
from drystone.responsibility.matrices.profiles.judging import Asked
from drystone.responsibility.matrices.rules.measures import Measure

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule fires: what it says there, about which activity and role.

    ``source`` stands in place of the rule's own, where a profile says more exactly where it is from.
    """

    text: str
    spot: Spot
    activity: str = ""
    role: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What rules look at: a file, at a moment, with this rule's own options and the profiles that are on."""

    reading: Reading
    as_of: dt.datetime
    options: Mapping[str, float] = field(default_factory=dict)
    profiles: frozenset[str] = frozenset()
    positions: frozenset[str] = frozenset()
    asked: Asked = field(default_factory=Asked)

    def rows(self) -> Iterator[tuple[Matrix, Row]]:
        """Give every activity with its matrix. A matrix of one role says nothing of who shares the work."""
        for matrix in self.reading.matrices:
            if len(matrix.roles) > 1:
                for row in matrix.rows:
                    yield matrix, row

    def roles(self) -> Iterator[tuple[Matrix, int, Role]]:
        """Give every role with its matrix and its number there."""
        for matrix in self.reading.matrices:
            for number, role in enumerate(matrix.roles):
                yield matrix, number, role


@dataclass(frozen=True, slots=True)
class Example:
    """A small matrix as Markdown, or the files of a small program, that shows a rule."""

    text: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, float] = field(default_factory=dict)
    profiles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. ``options`` are its numbers with their defaults; ``needs`` says where it can see what it asks about.

    ``measures`` are what makes up for it in a small team.
    """

    id: str
    severity: Severity
    title: str
    why: str
    source: str
    find: Callable[[Subject], Iterable[Hit]]
    fails: Example
    passes: Example
    options: Mapping[str, float] = field(default_factory=dict)
    needs: Literal["", "program", "profile"] = ""
    measures: tuple[Measure, ...] = ()


def names(roles: Iterable[Role]) -> str:
    """Return the names of roles as a sentence lists them."""
    listed = [role.name for role in roles]
    return f"{', '.join(listed[:-1])} and {listed[-1]}" if len(listed) > 1 else "".join(listed)


def held(matrix: Matrix, row: Row, duty: str) -> list[Role]:
    """Return the roles that hold a duty in a row."""
    return [matrix.roles[number] for number in row.holders(duty)]


def example(*rows: str, head: str = "Activity | CISO | IT | HR") -> str:
    """Return a Markdown table from its rows."""
    width = head.count("|") + 1
    return "\n".join([f"| {head} |", "|" + "---|" * width, *(f"| {row} |" for row in rows)])
