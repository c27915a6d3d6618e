"""Which shares of groups may be shown, by one rule for practice messages and habits, and how counts of them are said.

1. A share is shown where at least ``floor`` people did something and at least ``floor`` did not: "nobody" and
   "everybody" would say what each of them did. Neither can be found by subtraction (``floor``, with what is secret).
2. Departments too small to say anything of count in the whole only.
3. Where a figure comes again, week after week and habit after habit, counts are said in whole multiples of the floor,
   the nearest: no two of them differ by one person, nor by any number under the floor. Of such a share the interval
   takes in what the rounding may have moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from drystone.lib.proportions import Share, share
from drystone.measures.floor import ALL, Cell, withhold

#: Of fewer people than this, a share says little, and pages say so.
SURE = 50
#: The name of all departments too small to say anything of, together; and of people without one.
REST = ""
Said = Literal["shown", "few", "nearly-all", "withheld", "unrated", "running"]


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of how many, with its interval; where that is withheld, ``said`` is why and the rest None."""

    said: Said
    count: int | None = None
    of: int | None = None
    share: Share | None = None


def large(sizes: Mapping[str, int], floor: int) -> frozenset[str]:
    """Return the groups whose size may be known, of people by group: each has twice the floor, and so has the rest."""
    enough = {name for name, size in sizes.items() if name != REST and size >= 2 * floor}
    rest = sum(size for name, size in sizes.items() if name not in enough)
    cells = [Cell((name,), sizes[name]) for name in sorted(enough)] + [Cell((REST,), rest)]
    return frozenset(cell.group[0] for cell in withhold(cells, floor=floor) if cell.count is not None) & enough


def rates(counts: Mapping[str, tuple[int, int]], floor: int) -> dict[str, Rate]:
    """What may be said of who did something, by group and of all (``ALL``): who did and who did not, each ``floor``.

    ``counts`` are people, and how many of them did it. How many there are in each group is known, so it is no cell:
    what only it gives away is kept back too.
    """
    whole = (sum(people for people, _ in counts.values()), sum(did for _, did in counts.values()))
    every = {**counts, ALL: whole}
    cells = [
        Cell((name, column), count, secret=count < floor)
        for name, (people, did) in every.items()
        for column, count in (("did", did), ("did-not", people - did))
    ]
    left = {one.group: one.count for one in withhold(cells, floor=floor)}
    return {
        name: _rate(counted, (left[name, "did"], left[name, "did-not"]), floor if name == ALL else 0)
        for name, counted in every.items()
    }


def _rate(counted: tuple[int, int], left: tuple[int | None, ...], floor: int) -> Rate:
    """``floor`` is 0 for a department, of which not even that few or nearly all did is said."""
    people, did = counted
    if None not in left:
        return Rate("shown", did, people, share(did, people))
    if people >= 2 * floor > 0 and did < floor:
        return Rate("few", of=people)
    if people >= 2 * floor > 0 and people - did < floor:
        return Rate("nearly-all", of=people)
    return Rate("withheld")


def about(count: int, floor: int) -> int:
    """Return the multiple of the floor that is nearest to a count."""
    return floor * ((count + floor // 2) // floor)


def rounded(rate: Rate, floor: int) -> Rate:
    """Return a share with its counts in whole multiples of the floor."""
    if rate.of is None:
        return rate
    of = about(rate.of, floor)
    if rate.count is None:
        return replace(rate, of=of)
    count = min(of, about(rate.count, floor))
    return Rate(rate.said, count, of, roughly(count, of, floor))


def roughly(count: int, of: int, floor: int) -> Share:
    """Return the share of rounded counts; its interval holds Wilson's of every pair of counts that they may stand for.

    Raises ValueError unless 0 <= count <= of and of > 0.
    """
    slack = floor // 2
    fewest, most = max(0, count - slack), count + slack
    fewer = max(1, of - slack, fewest)
    return Share(
        share(count, of).value,
        share(fewest, of + slack).low,
        share(min(most, fewer), fewer).high,
    )
