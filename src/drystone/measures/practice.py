"""What everybody may see of practice messages: how many told, how fast, and only then how many clicked.

The rules:

1. Groups only: the whole and its departments, by the rules of ``shares``.
2. No share stands without its difficulty; where that is not declared, there is no share.
3. Times are said of groups whose share is shown. Points of the curve lie at least ``floor`` reports apart.
4. The figures of a campaign are counted once, a week after it was sent (``practice_keeping``): counted again after
   somebody moved or was forgotten, the difference would be about that person.
5. What is left when the clicks of machines are taken off is shown where the share of those who clicked is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from drystone.lib import survival
from drystone.lib.phish_scale import Rating
from drystone.measures import practice_counting
from drystone.measures.floor import ALL
from drystone.measures.shares import REST, SURE, Rate, Said, about, large, rates
from drystone.program import campaigns as declarations
from drystone.program.model import Program

#: Where the curve of reports may have points, in seconds: minutes, hours, days.
_GRID = tuple(60 * minutes for minutes in (5, 15, 30, 60, 120, 240, 480, 1440, 2880, 4320, 7200, 10080, 20160, 43200))


@dataclass(frozen=True, slots=True)
class Group:
    """One group: a department, or the whole (""). ``half`` is the seconds in which half of all had told (None: not).

    ``people`` is None where the group is too small to say how small. ``timed`` is false where some source says that
    somebody told, but not when; then nothing is said of times.
    """

    name: str
    people: int | None
    reported: Rate
    clicked: Rate
    half: float | None = None
    timed: bool = True

    @property
    def unsure(self) -> bool:
        """Whether these are so few people that the share says little."""
        return self.people is not None and self.people < SURE


@dataclass(frozen=True, slots=True)
class First:
    """Whether the first report came before the first click, and by how many seconds where that may be said."""

    report_first: bool
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Machines:
    """About how many clicks were recorded, how many each rule took, and how many are left; None where that is withheld.

    All are whole multiples of the floor; a rule that took next to none is left out.
    """

    recorded: int | None
    left: int | None
    taken: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign as everybody may see it. ``curve`` says which share had told by when (seconds from sending)."""

    id: str
    source: str
    name: str
    began: dt.datetime | None
    rating: Rating | None
    whole: Group
    departments: tuple[Group, ...]
    first: First | None
    machines: Machines
    curve: tuple[tuple[float, float], ...]


def shown(one: practice_counting.Campaign, floor: int) -> Campaign:
    """Return what may be shown of a campaign, were its difficulty declared."""
    groups = _grouped(one.groups, floor)
    reported = rates({name: (group.sent, group.reported) for name, group in groups.items()}, floor)
    clicked = rates({name: (group.sent, group.clicked) for name, group in groups.items()}, floor)
    every = [time for group in groups.values() for time in group.times]
    sent = sum(group.sent for group in groups.values())
    whole = Group("", sent if sent >= floor else None, reported[ALL], clicked[ALL], *_half(reported[ALL], every))
    departments = tuple(
        Group(name, groups[name].sent, reported[name], clicked[name], *_half(reported[name], groups[name].times))
        for name in sorted(groups, key=str.casefold)
        if name != REST
    )
    return Campaign(
        one.id, one.source, one.name or one.id, one.began, None, whole, departments, _first(one, whole),
        _machines(one.clicks, whole.clicked, floor), _curve(every, whole.reported, floor),
    )  # fmt: skip


def rated(one: Campaign, program: Program) -> Campaign:
    """Return the campaign as the program declares it; without a difficulty, no share of it is left."""
    source = program.sources.get(one.source)
    told = declarations.declared(source) if source else {}
    said = told.get(one.id) or told.get(one.name)
    named = replace(one, name=(said.name if said else "") or one.name, rating=said.rating if said else None)
    if named.rating is not None or named.whole.reported.said == "running":
        return named
    return replace(
        without(named, "unrated"), departments=tuple(_without(group, "unrated") for group in named.departments)
    )


def without(one: Campaign, said: Said) -> Campaign:
    """Return the campaign with nothing but its name, its day, how many got it, and the clicks that rules took."""
    machines = Machines(None, None, one.machines.taken)
    return replace(one, whole=_without(one.whole, said), departments=(), first=None, machines=machines, curve=())


def _without(group: Group, said: Said) -> Group:
    return Group(group.name, group.people, Rate(said), Rate(said))


def _grouped(groups: Mapping[str, practice_counting.Group], floor: int) -> dict[str, practice_counting.Group]:
    """Return the departments whose size may be known, and all others as one."""
    kept = large({name: group.sent for name, group in groups.items()}, floor)
    made: dict[str, practice_counting.Group] = {}
    for name, group in groups.items():
        into = made.setdefault(name if name in kept else REST, practice_counting.Group())
        into.sent += group.sent
        into.reported += group.reported
        into.clicked += group.clicked
        into.times += group.times
    return made


def _half(reported: Rate, times: Sequence[survival.Observation]) -> tuple[float | None, bool]:
    """When half of them had told, and whether all the times are known that this takes."""
    if reported.said != "shown" or not _timed(reported, times):
        return None, reported.said != "shown"
    return survival.time_until(survival.steps(times), 0.5), True


def _timed(reported: Rate, times: Sequence[survival.Observation]) -> bool:
    return sum(one.count for one in times if one.happened) == reported.count


def _first(one: practice_counting.Campaign, whole: Group) -> First | None:
    """Who was first, the reports or the clicks: of the whole, and where enough people reported."""
    if whole.reported.said not in ("shown", "nearly-all") or one.first_report is None:
        return None
    if one.first_click is None:
        # That nobody clicked is not said apart from that few did.
        return First(report_first=True, seconds=None) if whole.clicked.said == "few" else None
    seconds = (one.first_click - one.first_report).total_seconds()
    return First(seconds > 0, 60 * (abs(seconds) // 60) if whole.clicked.said == "shown" else None)


def _machines(clicks: Mapping[str, int], clicked: Rate, floor: int) -> Machines:
    """Count clicks in whole multiples of the floor: a rule may have taken those of one person, after their report."""
    taken = {rule: told for rule, count in clicks.items() if rule and (told := about(count, floor))}
    if clicked.said != "shown":
        return Machines(None, None, taken)
    return Machines(about(sum(clicks.values()), floor), about(clicks.get("", 0), floor), taken)


def _curve(times: Sequence[survival.Observation], reported: Rate, floor: int) -> tuple[tuple[float, float], ...]:
    """The share that had told by some times: each point at least ``floor`` reports after the one before it."""
    if reported.said != "shown" or not _timed(reported, times):
        return ()
    steps = survival.steps(times)
    all_of_them = sum(step.events for step in steps)
    points, before = [(0.0, 0.0)], 0
    for at in _GRID:
        by_then = sum(step.events for step in steps if step.time <= at)
        rest = all_of_them - by_then
        if by_then - before >= floor and (rest == 0 or rest >= floor):
            points.append((float(at), 1 - survival.waiting_at(steps, at)))
            before = by_then
    return tuple(points) if len(points) > 1 else ()
