"""What makes up for duties that a small team cannot part, and where the program shows that it is in place.

Words are our own; the sources say where the thought stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from drystone.responsibility.matrices import positions
from drystone.responsibility.matrices.model import Matrix, Reading, Role, Row

Shown = Literal["in place", "not in place", "not shown"]
_SOFT = "ISO/IEC 27002:2022 5.3 (our words): where duties cannot be parted, watching, trails and supervision"
_IMPARTIAL = "NIS2 implementing regulation 2024/2690, annex 2.3.2: impartiality by other means where size asks for it"
_BESIDE = "NIS2 implementing regulation 2024/2690, annex 1.2.4: duties beside existing roles"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that makes up for a missing second pair of hands; ``shows`` is None where no program can show it."""

    id: str
    words: str
    source: str
    shows: Callable[[Matrix, Row | None, dt.date], bool] | None = None

    def state(self, reading: Reading, activity: str, on: dt.date) -> Shown:
        """Return whether it is in place for an activity, "" for the whole; a file without a program shows nothing."""
        if self.shows is None or not reading.program or not reading.matrices:
            return "not shown"
        for matrix in reading.matrices:
            row = next((one for one in matrix.rows if one.name == activity), None)
            if self.shows(matrix, row, on):
                return "in place"
        return "not in place"


def people(role: Role, on: dt.date) -> frozenset[str]:
    """Return who is named as holder of a position on a day; empty for relations and where nobody is named."""
    return frozenset(role.position.on(on.isoformat())) if role.position is not None else frozenset()


def _working(matrix: Matrix, row: Row, on: dt.date) -> frozenset[str]:
    return frozenset().union(*(people(matrix.roles[n], on) for n in {*row.holders("R"), *row.holders("A")}))


def _others(matrix: Matrix, row: Row, duties: str, on: dt.date) -> list[Role]:
    """Return who has one of these duties and is somebody else than those who do it and answer for it."""
    mine = _working(matrix, row, on)
    told = sorted({number for duty in duties for number in row.holders(duty)})
    return [matrix.roles[n] for n in told if people(matrix.roles[n], on) - mine]


def _second_look(matrix: Matrix, row: Row | None, on: dt.date) -> bool:
    return row is not None and bool(row.facts.get("attest")) and bool(_others(matrix, row, "CIV", on))


def _enforced(_matrix: Matrix, row: Row | None, _on: dt.date) -> bool:
    return row is not None and row.facts.get("held by") in ("prevent", "guard")


def _top_looks(matrix: Matrix, row: Row | None, on: dt.date) -> bool:
    return row is not None and any(positions.governs(role.name) for role in _others(matrix, row, "CI", on))


def _named(matrix: Matrix, identity: str) -> list[Row]:
    return [row for row in matrix.rows if identity in " ".join(row.facts.values())]


def _trail(matrix: Matrix, _row: Row | None, _on: dt.date) -> bool:
    return any(row.driven for row in _named(matrix, "PR.PS-04"))


def _outside(matrix: Matrix, _row: Row | None, _on: dt.date) -> bool:
    reviewing = [matrix.roles[n] for row in _named(matrix, "ID.IM-01") for n in row.holders("R")]
    return any(role.position is not None and role.position.external for role in reviewing)


def _means(matrix: Matrix, _row: Row | None, _on: dt.date) -> bool:
    return any(row.facts.get("attest") for row in _named(matrix, "GV.RR-03"))


SECOND_LOOK = Measure(
    "second-look",
    "Somebody else looks at a sample afterwards, at fixed times, and puts that on record "
    "(`attest`, and a C or an I held by another person)",
    _SOFT,
    _second_look,
)
ENFORCED = Measure(
    "enforced",
    "The system itself asks for a second person, or sets bounds within which one may act alone (`held_by` prevent or "
    "guard)",
    _SOFT,
    _enforced,
)
TRAIL = Measure(
    "trail",
    "What is done leaves a log that whoever does it cannot change (a check or `attest` looks at "
    "an activity of PR.PS-04)",
    _SOFT,
    _trail,
)
TOP_LOOKS = Measure(
    "top-looks", "The governing body hears of each case (a C or an I held by another person there)", _SOFT, _top_looks
)
OUTSIDE = Measure(
    "outside-eyes",
    "Somebody from outside looks at it once a year (an `external` position does an activity of ID.IM-01)",
    _IMPARTIAL,
    _outside,
)
MEANS = Measure(
    "means",
    "What gives way when time is short is agreed with those who give the means (an activity of GV.RR-03 with `attest`)",
    _BESIDE,
    _means,
)
ON_PAPER = Measure(
    "on-paper",
    "The steps are written down, and emergency access lies sealed with somebody trusted outside the team",
    "CIS Controls 17.1: one key person and at least one backup",
)
