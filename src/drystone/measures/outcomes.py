"""The four outcomes of some checks, as numbers, and which of these numbers everybody may see."""

from __future__ import annotations

from dataclasses import dataclass

from drystone.measures.floor import Cell, withhold

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


def shown(counts: Outcomes, *, floor: int) -> dict[str, int | None]:
    """Return what everybody may see of these counts, by name; None where few people are behind, or it would tell.

    How many things there are is taken as known. Of passing and not applicable things the count stands for the people.
    Where what fails and what is unknown are both of few people, they may be the same: both together count as few.
    """
    failed, unknown = (
        Cell(("fail",), counts.failed, _people(counts.failed, counts.failed_people), wanted=True),
        Cell(("unknown",), counts.unknown, _people(counts.unknown, counts.unknown_people)),
    )
    others = [Cell(("pass",), counts.passed), Cell(("not_applicable",), counts.not_applicable)]
    told = _withheld([others[0], failed, unknown, others[1]], floor)
    if 0 < failed.behind < floor and 0 < unknown.behind < floor:
        both = Cell(("fail",), failed.count + unknown.count, max(failed.behind, unknown.behind))
        together = _withheld([others[0], both, others[1]], floor)
        told = {name: count if together.get(name, 0) is not None else None for name, count in told.items()}
    return {name: told[name] for name in NAMES}


def _withheld(cells: list[Cell], floor: int) -> dict[str, int | None]:
    # Their sum is no cell: it is known, so that withholding it would keep nothing back.
    return {one.group[0]: one.count for one in withhold(cells, floor=floor)}


def _people(count: int, people: int | None) -> int:
    if people is None:
        return 1 if count else 0
    return min(count, people)
