"""A responsibility matrix as any file may hold it, with the place of every cell.

Nothing here knows a file format or a rule. A *duty* is what a letter means: R does it, A answers for it, C is asked
before, I is told after, S supports, V verifies or signs off. What was written stays beside what it means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

DUTIES = ("R", "A", "C", "I", "S", "V")
Oddity = Literal["", "look-alike", "mark", "unreadable"]


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where something stands: a sheet and a cell ("RACI!C5"), or a line of a text file with its column, from 1."""

    sheet: str = ""
    cell: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if self.cell:
            return f"{self.sheet}!{self.cell}" if self.sheet else self.cell
        where = f"line {self.line}" + (f", column {self.column}" if self.column else "") if self.line else ""
        return ": ".join(part for part in (self.sheet, where) if part)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands where an activity and a role meet; ``duties`` in the order of DUTIES."""

    written: str
    duties: tuple[str, ...]
    spot: Spot = Spot()
    oddity: Oddity = ""


@dataclass(frozen=True, slots=True)
class Competence:
    """What a position has to know, what its holder shows of it, and until when the rest is planned, as ISO days.

    ``looked_at`` is when that was last looked at.
    """

    needs: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    looked_at: str = ""
    planned: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """What only a program says of a role: its deputy and its authority, and who holds it.

    ``holders`` are (person, from, to) with ISO days, "" where none is said.
    """

    holders: tuple[tuple[str, str, str], ...] = ()
    found: bool = False
    deputy: str = ""
    may: tuple[str, ...] = ()
    external: bool = False
    granted_by: str = ""
    competence: Competence | None = None

    def on(self, day: str) -> dict[str, str]:
        """Return who holds it on an ISO day, each with the day from which on ("" where none is said)."""
        return {person: since for person, since, until in self.holders if since <= day and (not until or until >= day)}


@dataclass(frozen=True, slots=True)
class Role:
    """A column: a position, a relation ("asset.owner") or "everyone". ``key`` is its id, where the file gives one."""

    name: str
    spot: Spot = Spot()
    key: str = ""
    group: str = ""
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An activity with its cells by the number of the role; ``facts`` are its other columns by name.

    Only a program says whether anything asks if it happens (``driven``), and whether a check does (``judged``).
    """

    name: str
    cells: Mapping[int, Cell]
    spot: Spot = Spot()
    key: str = ""
    group: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    driven: bool | None = None
    judged: bool | None = None

    def holders(self, duty: str) -> tuple[int, ...]:
        """Return the numbers of the roles that hold a duty here, in the order of columns."""
        return tuple(number for number, cell in sorted(self.cells.items()) if duty in cell.duties)


@dataclass(frozen=True, slots=True)
class Matrix:
    """One grid: activities against roles. ``about`` is the document block around it (version, date, owner)."""

    title: str
    roles: tuple[Role, ...]
    rows: tuple[Row, ...]
    scheme: str = "RACI"
    legend: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    spot: Spot = Spot()
    shifted: tuple[tuple[Spot, int, int], ...] = ()
    formulas: tuple[Spot, ...] = ()

    def letters(self) -> Iterator[tuple[Row, Role, Cell]]:
        """Give every cell that holds something, with its row and its role."""
        for row in self.rows:
            for number, cell in sorted(row.cells.items()):
                yield row, self.roles[number], cell


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of a matrix: profiles, whether the team is small (None: not said), and what stands for whom.

    ``group`` is the implementation group of the CIS Controls, 0 where it is not said; ``kinds`` are names of roles by
    the kind of position that they stand for.
    """

    profiles: frozenset[str] = frozenset()
    small_team: bool | None = None
    group: int = 0
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a file holds: its matrices, and what a program around them asks of them."""

    path: str
    kind: str
    matrices: tuple[Matrix, ...]
    program: bool = False
    wishes: Wishes = field(default_factory=Wishes)
