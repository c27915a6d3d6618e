"""Coverage of habits: of the people a habit applies to, how many show it, by fresh signs; what is not known apart.

Of each person one thing is true, the first that fits:

1. *Waiting*: something of theirs in a live check of the habit fails, is past its day and not accepted; or their latest
   answer about it was not right, and nothing else shows it.
2. *Showing*: they showed it in real life, or their latest answer about it was right, in the twelve weeks before.
3. *Not known*: there is no fresh sign of it.

Coverage is the share that is showing. Everything is said by the rules of ``shares``, in whole multiples of the floor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from drystone.measures.floor import ALL
from drystone.measures.shares import REST, SURE, Rate, about, large, rates, roughly, rounded


@dataclass(frozen=True, slots=True)
class People:
    """How many people of a group a habit applies to, and how many of them are showing it, or waiting."""

    all: int = 0
    showing: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A department, or the whole (""): how many a habit applies to (None: too few to say), and who is showing it.

    Of the whole, ``waiting`` and ``unheard`` are the others; None where they are said together only.
    """

    name: str
    people: int | None
    showing: Rate
    waiting: int | None = None
    unheard: int | None = None

    @property
    def unsure(self) -> bool:
        """Whether these may be so few people that the share says little: their number is rounded."""
        return self.people is not None and self.people <= SURE


@dataclass(frozen=True, slots=True)
class Coverage:
    """What may be shown of one habit in one week."""

    habit: str
    whole: Group
    departments: tuple[Group, ...] = ()

    def as_figures(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {"groups": [_written(group) for group in (self.whole, *self.departments)]}

    @classmethod
    def of_figures(cls, habit: str, figures: Mapping[str, Any], floor: int) -> Coverage:
        """Read what was kept by a floor."""
        whole, *departments = (_read(told, floor) for told in figures["groups"])
        return cls(habit, whole, tuple(departments))


def shown(habit: str, counts: Mapping[str, People], floor: int) -> Coverage:
    """Return what may be shown of a habit, of counts by department ("" where none is known)."""
    kept = large({name: one.all for name, one in counts.items()}, floor)
    groups: dict[str, tuple[int, int]] = {}
    for name, one in counts.items():
        people, showing = groups.get(name if name in kept else REST, (0, 0))
        groups[name if name in kept else REST] = people + one.all, showing + one.showing
    said = {name: rounded(rate, floor) for name, rate in rates(groups, floor).items()}
    departments = tuple(
        Group(name, about(groups[name][0], floor), said[name]) for name in sorted(kept, key=str.casefold)
    )
    return Coverage(habit, _whole(counts, said[ALL], floor), departments)


def _whole(counts: Mapping[str, People], showing: Rate, floor: int) -> Group:
    people = sum(one.all for one in counts.values())
    waiting = sum(one.waiting for one in counts.values())
    unheard = people - waiting - sum(one.showing for one in counts.values())
    told = about(people, floor) if people >= floor else None
    apart = showing.said == "shown" and min(waiting, unheard) >= floor
    return Group("", told, showing, *((about(waiting, floor), about(unheard, floor)) if apart else (None, None)))


def _written(group: Group) -> dict[str, Any]:
    return {**asdict(group), "showing": {"said": group.showing.said, "count": group.showing.count,
                                         "of": group.showing.of}}  # fmt: skip


def _read(told: Mapping[str, Any], floor: int) -> Group:
    rate = told["showing"]
    share = roughly(rate["count"], rate["of"], floor) if rate["said"] == "shown" else None
    return Group(**{**told, "showing": Rate(rate["said"], rate["count"], rate["of"], share)})
