"""What may be shown of groups. The floor is held here, in the queries, so that no page can forget it. The rules:

1. Only answers of weeks that are over count, and each person once, by their latest answer that could show the belief.
2. A misconception is common in a group where at least ``floor`` of its people hold it. Counts are said as "at least",
   in whole multiples of the floor: from two groups or two weeks no count of fewer follows by subtraction.
3. Groups are departments, or everybody. There are none inside a department.
4. Where hardly anybody of those asked does *not* hold it, nothing more than that is said: else all would be known.
   For the same reason a group has at least ``floor`` people more than are said to hold it: of a department of five,
   "at least five" would be each of them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from drystone.habits.models import Answer, HabitWeek, Learner, Tally
from drystone.habits.weeks import Week, week_of
from drystone.lessons.answering import Chosen, VariantFigure, judge
from drystone.program.model import Program

_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Common:
    """A misconception that is common in a group: at least so many hold it, of at least so many who were asked."""

    misconception: str
    habit: str
    holding: int
    asked: int


def common_misconceptions(department: str | None, *, program: Program, now: dt.datetime) -> list[Common]:
    """Return what is common in a department (None: everywhere), the most common first; see the rules above."""
    return common_in_groups(program=program, now=now).get(department, []) if department != "" else []


def common_in_groups(*, program: Program, now: dt.datetime) -> dict[str | None, list[Common]]:
    """Return what is common in every department where something is, and everywhere (None), the most common first.

    One look at the answers, however many departments there are.
    """
    floor = max(program.settings.privacy.group_floor, 5)
    department_of = dict(Learner.objects.filter(gone_on=None).values_list("person_id", "department"))
    asked, holding = _held(program, week_of(now, program))
    sizes = Counter(department_of.values())
    groups = {None, *(name for name, size in sizes.items() if name and size >= 2 * floor)}
    found: defaultdict[str | None, list[Common]] = defaultdict(list)
    if len(department_of) < 2 * floor:
        return {}
    for name, belief in program.misconceptions.items():
        held, every = (_by_group(people.get(name, set()), department_of) for people in (holding, asked))
        for group in groups:
            if held[group] < floor:
                continue
            others = every[group] - held[group] >= floor
            whole, of = (held[group], every[group]) if others else (floor, floor)
            found[group].append(Common(name, belief.habit, whole // floor * floor, of // floor * floor))
    return {
        group: sorted(several, key=lambda one: (-one.holding, one.misconception)) for group, several in found.items()
    }


def _by_group(people: set[str], department_of: Mapping[str, str]) -> Counter[str | None]:
    """Count people by department, and all of them (None)."""
    counts: Counter[str | None] = Counter(department_of[one] for one in people if one in department_of)
    counts[None] = len(people)
    return counts


def _held(program: Program, week: Week) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return who was asked about each misconception, and who holds it by their latest answer."""
    could = {
        (item.id, variant.id): [option.misconception for option in variant.options if option.misconception]
        for lesson in program.lessons.values()
        for item in lesson.items
        for variant in item.variants
    }
    rows = Answer.objects.filter(at__lt=week.begins).order_by("at", "answer_id")
    latest: defaultdict[str, dict[str, bool]] = defaultdict(dict)
    for person_id, item_id, variant, options in rows.values_list("person_id", "item_id", "variant", "options").iterator(
        chunk_size=_PAGE
    ):
        chosen = set(options.split())
        for name in could.get((item_id, variant), ()):
            latest[name][person_id] = name in chosen
    asked = {name: set(people) for name, people in latest.items()}
    return asked, {name: {one for one, held in people.items() if held} for name, people in latest.items()}


def statistics(program: Program) -> tuple[VariantFigure, ...]:
    """Return what first answers say about every variant of every item; what too few stand behind is withheld."""
    rows = Tally.objects.values_list("item_id", "variant", "option", "people", "upper", "lower")
    floor = max(program.settings.privacy.group_floor, 5)
    return judge(program.lessons.values(), [Chosen(*row) for row in rows], floor=floor)


def weeks(*, since: dt.date) -> list[tuple[dt.date, str, int | None]]:
    """Return (Monday, habit id or "" for any, people or None where too few) of the weeks from a day on, by week."""
    rows = HabitWeek.objects.filter(week_start__gte=since).order_by("week_start", "habit_id")
    return list(rows.values_list("week_start", "habit_id", "people"))
