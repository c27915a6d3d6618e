"""Which counts may be shown: none over fewer people than the floor, and none that says such a count by subtraction.

The rules:

1. A count is about the people behind it: itself where people are counted, else the different owners of the things
   (``Cell.people``). A count of nobody, and one over at least ``floor`` people, may be shown; any other is withheld.
2. Counts add up to totals. A withheld cell must have another value that everything shown would allow as well: so more
   cells are withheld, the smallest first, then nothings, totals last.
3. What is withheld of one line adds up to at least ``floor`` people too, or that sum would be such a count.

A table with totals is a network in which counts flow from rows to columns, and what is withheld can differ exactly
along its cycles (Gusfield, "A graph theoretic approach to statistical data security", SIAM J. Comput. 17, 1988). So
rule 2 is one search for a cycle per cell, and it is exact: counts are whole, and readers may know that nothing is
withheld but what is at least one.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

#: The label of a total: ``("Sales", ALL)`` is the sum of everything in Sales, ``(ALL,)`` of a simple list.
ALL = "*"

_Node = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One count of a table. ``group`` names its row, or its row and its column.

    ``people`` is how many people are behind it; None where the count is of people itself. Of cells that could be
    withheld for another's sake, those that are ``wanted`` come last. A ``secret`` one is withheld whatever it counts:
    where a count is of what people did, nobody and everybody say it of each of them.
    """

    group: tuple[str, ...]
    count: int
    people: int | None = None
    wanted: bool = False
    secret: bool = False

    @property
    def behind(self) -> int:
        """How many people this count is about."""
        return self.count if self.people is None else self.people


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of a cell; ``count`` is None where it is withheld."""

    group: tuple[str, ...]
    count: int | None


def withhold(rows: Sequence[Cell], *, floor: int) -> tuple[Shown, ...]:
    """Return what may be shown of a table of counts, in the order given.

    Give the totals as cells too (``ALL``): a total that is not given counts as known to everybody, and what only it
    gives away cannot then be kept back. Several tables that share totals are given as one, with two labels a cell.
    Raises ValueError for more than two labels, or cells with different numbers of them.
    """
    if {len(cell.group) for cell in rows} - {1, 2} or len({len(cell.group) for cell in rows}) > 1:
        raise ValueError("cells have one label each, or two each")
    table = _Table(rows, floor)
    for number, cell in enumerate(rows):
        if cell.secret or 0 < cell.behind < floor:
            table.hidden.add(number)
    primary = sorted(table.hidden)
    added: list[int] = []
    while exposed := table.exposed(primary):
        more = table.next_to(exposed)
        if more is None:
            break
        table.hidden.add(more)
        added.append(more)
    for number in sorted(added, key=table.cost, reverse=True):
        # What a later one made needless is shown after all, the dearest first.
        table.hidden.discard(number)
        if table.exposed(primary):
            table.hidden.add(number)
    return tuple(Shown(cell.group, None if number in table.hidden else cell.count) for number, cell in enumerate(rows))


class _Table:
    """A table as a network: each cell joins its row and its column; of a simple list, all cells join the same two."""

    def __init__(self, rows: Sequence[Cell], floor: int) -> None:
        self.rows, self.floor = rows, floor
        self.hidden: set[int] = set()
        self.ends: list[tuple[_Node, _Node]] = [_ends(cell.group) for cell in rows]
        self.at: dict[_Node, list[int]] = defaultdict(list)
        for number, ends in enumerate(self.ends):
            for node in ends:
                self.at[node].append(number)

    def exposed(self, primary: Sequence[int]) -> set[int]:
        """The lines' cells that have to be hidden better: of a cell that has one possible value, or of a small sum."""
        for number in primary:
            if not (self._can_change(number, up=True) or self._can_change(number, up=False)):
                return {number}
        for node in self.at:
            inner = [number for number in self.at[node] if number in self.hidden]
            if any(self._total(number, node) for number in inner) or node == _FREE:
                continue
            small = sum(self.rows[number].behind for number in inner) < self.floor
            if small and any(self.rows[number].behind or self.rows[number].secret for number in inner):
                return set(inner)
        return set()

    def next_to(self, numbers: set[int]) -> int | None:
        """The cell to hide next: the smallest on a line with these, then on any line that hidden cells reach."""
        reached = {node for number in numbers for node in self.ends[number]}
        while True:
            near = {number for node in reached for number in self.at[node]}
            if free := sorted(near - self.hidden, key=self.cost):
                return free[0]
            wider = reached | {node for number in near for node in self.ends[number]}
            if wider == reached:
                rest = sorted(set(range(len(self.rows))) - self.hidden, key=self.cost)
                return rest[0] if rest else None
            reached = wider

    def cost(self, number: int) -> tuple[int, bool, bool, int, int]:
        """How much it costs to withhold a cell: totals most, then nothings, then what is wanted, then by size."""
        cell = self.rows[number]
        return (cell.group.count(ALL), cell.count == 0, cell.wanted, cell.count, number)

    def _total(self, number: int, node: _Node) -> bool:
        """Whether a cell is what the others of a line add up to."""
        labels = self.rows[number].group
        other = labels[0] if len(labels) == 1 else labels[1] if node[0] == "row" else labels[0]
        return other == ALL

    def _can_change(self, number: int, *, up: bool) -> bool:
        """Whether this cell could be one more (or less) with all that is shown unchanged: a cycle of hidden cells."""
        row, column = self.ends[number]
        # The cell flows from its row to its column; the cycle comes back from there. A total flows the other way.
        forward = up != self._reversed(number)
        start, goal = (column, row) if forward else (row, column)
        if not up and not self._may_fall(number):
            return False
        seen, waiting = {start}, deque([start])
        while waiting:
            node = waiting.popleft()
            for other in self.at[node]:
                if other == number or other not in self.hidden:
                    continue
                there = self.ends[other][1 if self.ends[other][0] == node else 0]
                rises = (node == self.ends[other][0]) != self._reversed(other)
                if there in seen or not (rises or self._may_fall(other)):
                    continue
                if there == goal:
                    return True
                seen.add(there)
                waiting.append(there)
        return False

    def _may_fall(self, number: int) -> bool:
        return self.rows[number].count >= 2

    def _reversed(self, number: int) -> bool:
        return self.rows[number].group.count(ALL) == 1


_FREE: _Node = ("column", "")


def _ends(group: tuple[str, ...]) -> tuple[_Node, _Node]:
    return ("row", group[0] if len(group) == 2 else ""), (("column", group[1]) if len(group) == 2 else _FREE)
