"""The four outcomes of some checks, as numbers, and which of these numbers everybody may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from drystone.measures.floor import ALL, Cell, withhold

NAMES = ("pass", "fail", "unknown", "not_applicable")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Counts of outcomes, and how many people the failing and the unheard things belong to.

    None where that is known to be under the floor, and was not kept.
    """

    passed: int
    failed: int
    unknown: int
    not_applicable: int
    failed_people: int | None
    unknown_people: int | None


def live(checks: Iterable[Sequence[Any]]) -> tuple[int, int, int, int]:
    """Add up pass, fail, unknown, not applicable of live checks (rows of pass, fail, unknown, n/a, erred, reach)."""
    rows = [check for check in checks if check[5] == "live"]
    passed, failed, unknown, not_applicable = (sum(int(row[at] or 0) for row in rows) for at in range(4))
    return passed, failed, unknown, not_applicable


def quiet_failed(checks: Iterable[Sequence[Any]]) -> int:
    """Add up what fails in checks that are not live."""
    return sum(int(check[1] or 0) for check in checks if check[5] != "live")


def erred(check: Sequence[Any]) -> bool:
    """Whether a live check could not run."""
    return check[5] == "live" and bool(check[4])


def shown(counts: Outcomes, *, floor: int) -> dict[str, int | None]:
    """Return what everybody may see of these counts, by name; None where few people are behind, or it would tell.

    How many things there are is taken as known. Of passing and not applicable things the count stands for the people.
    """
    cells = [
        Cell(("pass",), counts.passed),
        Cell(("fail",), counts.failed, _people(counts.failed, counts.failed_people), wanted=True),
        Cell(("unknown",), counts.unknown, _people(counts.unknown, counts.unknown_people)),
        Cell(("not_applicable",), counts.not_applicable),
    ]
    total = Cell((ALL,), sum(cell.count for cell in cells), people=floor)
    told = {one.group[0]: one.count for one in withhold([*cells, total], floor=floor)}
    return {name: told[name] for name in NAMES}


def _people(count: int, people: int | None) -> int:
    if people is None:
        return 1 if count else 0
    return min(count, people)
