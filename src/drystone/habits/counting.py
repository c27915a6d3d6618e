"""Adds answers up over groups once a week, so that what stays says nothing of anybody. The rules:

1. A first answer to a variant counts once, in ``Tally``, in lots of twice the floor or more of whom at least one found
   the best answer and one did not, or of four times the floor where all did alike. So two looks at the figures never
   differ by one person's answer; nor by what each of a few people answered, for evidence says who took a lesson between
   the two.
2. Only answers of weeks that are over are counted. What never makes a lot goes uncounted when its time is over.
3. Of a lot, the upper half are those whose *other* first answers are better than the middle, the lower half those whose
   are worse; whoever gave fewer than ``ENOUGH`` others is in neither.
4. How many people did something for a habit is kept by week, and not where it is fewer than the floor. A week is
   written once, when it is over: of what people show the last moment alone is kept, and whoever leaves takes theirs
   along, so that a week counted again would be smaller by one of them. Weeks that nobody was there to count are made
   good, as far back as answers are kept.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q

from drystone.habits import course
from drystone.habits.models import Answer, HabitWeek, Shown, Taken, Tally
from drystone.habits.retention import KEPT
from drystone.habits.weeks import Week, week_of
from drystone.program.model import Program

#: How many other answers somebody must have given to be in a half.
ENOUGH = 3
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class _First:
    pk: str
    person_id: str
    options: str
    right: bool


def count(week: Week, *, floor: int) -> int:
    """Count first answers from before a week and return how many; twice is the same as once."""
    with transaction.atomic():
        lots: defaultdict[tuple[str, str], list[_First]] = defaultdict(list)
        waiting = Answer.objects.select_for_update().filter(first=True, counted=False, at__lt=week.begins)
        names = ("item_id", "variant", "pk", "person_id", "options", "right")
        for item_id, variant, *rest in waiting.values_list(*names).iterator(chunk_size=_BATCH):
            lots[item_id, variant].append(_First(*rest))
        whole = {key: lot for key, lot in lots.items() if _hides(lot, max(floor, 1))}
        if whole:
            scores = _scores()
            for (item_id, variant), lot in sorted(whole.items()):
                _add(item_id, variant, lot, scores)
        counted = [one.pk for lot in whole.values() for one in lot]
        for start in range(0, len(counted), 500):
            Answer.objects.filter(pk__in=counted[start : start + 500]).update(counted=True)
    return len(counted)


def _hides(lot: Iterable[_First], floor: int) -> bool:
    """Whether a lot says of nobody in it what they answered (rule 1)."""
    right = {one.person_id: one.right for one in lot}
    alike = len(set(right.values())) == 1
    return len(right) >= (4 if alike else 2) * floor


def _scores() -> dict[str, tuple[int, int]]:
    """Return of everybody how many first answers they gave and how many were right."""
    rows = Answer.objects.filter(first=True).order_by().values("person_id")
    told = rows.annotate(n=Count("*"), good=Count("pk", filter=Q(right=True)))
    return {row["person_id"]: (row["n"], row["good"]) for row in told.iterator(chunk_size=_BATCH)}


def _add(item_id: str, variant: str, lot: Iterable[_First], scores: Mapping[str, tuple[int, int]]) -> None:
    rest = {
        one.pk: (scores[one.person_id][1] - one.right) / (scores[one.person_id][0] - 1)
        for one in lot
        if scores[one.person_id][0] > ENOUGH
    }
    middle = median(rest.values()) if rest else 0.0
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in lot:
        half = rest.get(one.pk, middle)
        option = _first_option(one.options)
        found[option]["people"] += 1
        found[option]["upper"] += half > middle
        found[option]["lower"] += half < middle
    for option, more in sorted(found.items()):
        Tally.objects.get_or_create(item_id=item_id, variant=variant, option=option)
        Tally.objects.filter(item_id=item_id, variant=variant, option=option).update(
            people=F("people") + more["people"], upper=F("upper") + more["upper"], lower=F("lower") + more["lower"]
        )


def _first_option(options: str) -> str:
    """Return the option that an answer counts for where several were chosen: a wrong one if there is one."""
    names = options.split()
    return next((name for name in names if name.partition("-")[0] != "best"), names[0])


def keep_weeks(week: Week, program: Program, *, floor: int) -> None:
    """Write the weeks before one that is going on: the last, and those that were missed since the first was written."""
    there = set(HabitWeek.objects.filter(habit_id="").values_list("week_start", flat=True))
    first = min(there, default=None)
    for _back in range(KEPT // dt.timedelta(weeks=1)):
        week = week_of(week.begins - dt.timedelta(days=1), program)
        keep_week(week, program, floor=floor)
        if first is None or week.monday <= first:
            return


def keep_week(week: Week, program: Program, *, floor: int) -> None:
    """Write how many people did something for each habit in a week that is over, unless it stands already."""
    if HabitWeek.objects.filter(week_start=week.monday, habit_id="").exists():
        return
    people: defaultdict[str, set[str]] = defaultdict(set)
    for habit_id, person_id in _did(week, program):
        people[habit_id].add(person_id)
        people[""].add(person_id)
    rows = [
        HabitWeek(week_start=week.monday, habit_id=habit_id, people=_shown(len(people[habit_id]), floor))
        for habit_id in ["", *program.habits]
    ]
    # Another worker may have written it meanwhile; what stands first stays.
    HabitWeek.objects.bulk_create(rows, ignore_conflicts=True)


def _did(week: Week, program: Program) -> Iterable[tuple[str, str]]:
    lessons = {lesson.id: lesson.habits[0] for lesson in program.lessons.values()}
    items = {item_id: lesson.habits[0] for item_id, lesson in course.items(program).items()}
    inside: dict[str, Any] = {"gte": week.begins, "lt": week.ends}

    def within(field: str) -> dict[str, dt.datetime]:
        return {f"{field}__{edge}": moment for edge, moment in inside.items()}

    answered = Answer.objects.filter(**within("at")).order_by().values_list("item_id", "person_id").distinct()
    finished = Taken.objects.filter(**within("done_at")).values_list("lesson_id", "person_id")
    showed = Shown.objects.filter(**within("shown_at")).values_list("habit_id", "person_id")
    for rows, habit_of in ((answered, items), (finished, lessons), (showed, {name: name for name in program.habits})):
        for name, person_id in rows.iterator(chunk_size=_BATCH):
            if name in habit_of:
                yield habit_of[name], person_id


def _shown(people: int, floor: int) -> int | None:
    return people if people == 0 or people >= floor else None
