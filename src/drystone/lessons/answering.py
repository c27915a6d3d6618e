"""What counted answers say about items: how many find the right one, and whether it tells apart those who know.

Rules of this module: answers come as counts of people, never as people; each person counts once for each variant, by
their first answer; what fewer than ``floor`` people stand behind is withheld, and so is a share where fewer chose the
best answer, or another one: "nobody" and "everybody" would say what each of them chose. Every share has its interval,
and an item is only remarked on where the whole interval says so.

*Facility* is the share of best answers. *Discrimination* is the share in the upper half less that in the lower half,
where halves are by the score on all *other* items (the rest score). See F. M. Lord and M. R. Novick, "Statistical
Theories of Mental Test Scores" (1968), on both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from drystone.lib.proportions import Share, difference, share
from drystone.program.lesson_model import Item, Lesson, Variant

REMARKS: Final[dict[str, str]] = {
    "most-miss-it": "Most people choose another answer. Is the right one right, and does the lesson say so?",
    "everybody-hits-it": "Nearly everybody chooses the right answer. Its wrong ones may tempt nobody.",
    "does-not-tell": "Those who know the rest do no better here. Read the question again.",
    "misleads": "Those who know the rest do worse here. The right answer may be wrong, or a wrong one right.",
    "never-chosen": "One of its wrong answers is chosen by hardly anybody; write one that tempts.",
    "draws-those-who-know": "One of its wrong answers is chosen more by those who know the rest.",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many people chose an option first; ``upper`` and ``lower`` those with a rest score, by its halves."""

    item: str
    variant: str
    option: str
    people: int
    upper: int = 0
    lower: int = 0


@dataclass(frozen=True, slots=True)
class OptionFigure:
    """How often one option was chosen; None where fewer than the floor chose it, or would follow from the rest."""

    option: str
    best: bool
    people: int | None
    share: float | None


Said = Literal["shown", "few", "nearly-all", "withheld"]


@dataclass(frozen=True, slots=True)
class VariantFigure:
    """What the answers say about one way to ask an item. Shares are None where too few answered.

    ``said`` is why there is no ``facility``: of at least twice the floor it is told that hardly anybody (few), or
    nearly everybody, finds the best answer; of fewer people nothing is. ``known`` is the facility with guessing taken
    off: 0 where people do as well as by chance, 1 where all know.
    """

    item: str
    variant: str
    people: int | None
    said: Said
    facility: Share | None
    known: float | None
    discrimination: Share | None
    options: tuple[OptionFigure, ...]
    remarks: tuple[str, ...]


def judge(lessons: Iterable[Lesson], chosen: Iterable[Chosen], *, floor: int = 5) -> tuple[VariantFigure, ...]:
    """Return a figure for every variant of every item, in the order of lessons; counts of unknown options are left out.

    Items with several best options are answered when one of them was chosen first. Raises ValueError where a count is
    negative or its halves are more than the whole.
    """
    counts = {(one.item, one.variant, one.option): one for one in chosen}
    for one in counts.values():
        if min(one.people, one.upper, one.lower) < 0 or one.upper + one.lower > one.people:
            raise ValueError(f"the counts of {one.item}/{one.variant} {one.option} do not add up")
    return tuple(
        _figure(item, variant, counts, floor)
        for lesson in lessons
        for item in lesson.items
        for variant in item.variants
    )


def _figure(item: Item, variant: Variant, counts: Mapping[tuple[str, str, str], Chosen], floor: int) -> VariantFigure:
    mine = [
        counts.get((item.id, variant.id, option.id), Chosen(item.id, variant.id, option.id, 0))
        for option in variant.options
    ]
    best = {option.id for option in variant.options if option.best}
    people, upper, lower = (sum(getattr(one, part) for one in mine) for part in ("people", "upper", "lower"))
    found = sum(one.people for one in mine if one.option in best)
    said = _said(people, found, max(floor, 1))
    if said == "withheld":
        return VariantFigure(
            item.id, variant.id, people if people >= max(floor, 1) else None, said, *_NOTHING, _hidden(mine, best), ()
        )
    facility = share(found, people)
    remarks = _of_facility(facility)
    wrong = [one for one in mine if one.option not in best]
    if said != "shown":
        remarks += _of_wrong(wrong, people, None)
        return VariantFigure(item.id, variant.id, people, said, *_NOTHING, _hidden(mine, best), tuple(remarks))
    chance = len(best) / len(variant.options)
    halves = min(upper, lower) >= max(floor, 1)
    telling = _between([one for one in mine if one.option in best], upper, lower) if halves else None
    if "everybody-hits-it" not in remarks:  # There what tells people apart is the one thing that cannot be seen.
        remarks += _of_telling(telling)
    remarks += _of_wrong(wrong, people, (upper, lower) if halves else None)
    known = (facility.value - chance) / (1 - chance)
    options = _shown(mine, best, people, floor)
    return VariantFigure(item.id, variant.id, people, said, facility, known, telling, options, tuple(remarks))


#: No facility, nothing known, no discrimination.
_NOTHING = (None, None, None)


def _said(people: int, found: int, floor: int) -> Said:
    """Whether a share may be told; of few people, not even that nobody or everybody found the best answer."""
    if min(found, people - found) >= floor:
        return "shown"
    if people < 2 * floor:
        return "withheld"
    return "few" if found < floor else "nearly-all"


def _hidden(mine: list[Chosen], best: set[str]) -> tuple[OptionFigure, ...]:
    return tuple(OptionFigure(one.option, one.option in best, None, None) for one in mine)


def _of_wrong(wrong: list[Chosen], people: int, halves: tuple[int, int] | None) -> list[str]:
    remarks = []
    if any(share(one.people, people).high < 0.05 for one in wrong):
        remarks.append("never-chosen")
    if halves and any(_between([one], *halves).low > 0 for one in wrong):
        remarks.append("draws-those-who-know")
    return remarks


def _between(chosen: Iterable[Chosen], upper: int, lower: int) -> Share:
    listed = list(chosen)
    return difference(share(sum(one.upper for one in listed), upper), share(sum(one.lower for one in listed), lower))


def _of_facility(facility: Share) -> list[str]:
    if facility.high < 0.5:
        return ["most-miss-it"]
    return ["everybody-hits-it"] if facility.low > 0.9 else []


def _of_telling(telling: Share | None) -> list[str]:
    if telling is None:
        return []
    if telling.high < 0:
        return ["misleads"]
    return ["does-not-tell"] if telling.high < 0.1 else []


def _shown(mine: list[Chosen], best: set[str], people: int, floor: int) -> tuple[OptionFigure, ...]:
    """Return each option's count; of what is withheld there are two at least, and together ``floor`` people."""
    small = {one.option for one in mine if 0 < one.people < floor}
    rest = sorted((one for one in mine if one.people >= floor), key=lambda one: one.people)
    while small and (len(small) == 1 or sum(one.people for one in mine if one.option in small) < floor) and rest:
        small.add(rest.pop(0).option)
    return tuple(
        OptionFigure(one.option, one.option in best, None, None)
        if one.option in small
        else OptionFigure(one.option, one.option in best, one.people, one.people / people)
        for one in mine
    )
