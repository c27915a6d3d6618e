"""Fresh signs of habits, person by person, for rooms that count them and keep nothing of anybody.

A sign is fresh for ``FRESH``: as long as answers are kept. Whom a habit applies to: everybody who is here, unless
lessons teach it, and only to some; then to those.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from drystone.habits import course
from drystone.habits.models import Answer, Learner, Shown, Taken
from drystone.habits.retention import KEPT
from drystone.habits.weeks import Week
from drystone.program.model import Program

FRESH = KEPT
_PAGE = 5_000


def people() -> Iterator[tuple[str, str, str]]:
    """Yield (person id, department, audiences between blanks) of everybody who is here."""
    rows = Learner.objects.filter(here=True, gone_on=None).order_by()
    return rows.values_list("person_id", "department", "audiences").iterator(chunk_size=_PAGE)


def applies(program: Program) -> Iterator[tuple[str, str]]:
    """Yield (habit id, audience) of every habit; ``course.EVERYONE`` means all who are here."""
    words: defaultdict[str, set[str]] = defaultdict(set)
    for lesson in program.lessons.values():
        for habit_id in lesson.habits:
            words[habit_id].update(lesson.audience)
    for habit_id in program.habits:
        wanted = words[habit_id] or {course.EVERYONE}
        for word in sorted({course.EVERYONE} if course.EVERYONE in wanted else wanted):
            yield habit_id, word


def before(week: Week, program: Program) -> Iterator[tuple[str, str, str]]:
    """Yield (habit id, person id, sign) of the time before a week: "shown" in real life, "right" or "wrong".

    Of answers the latest on that habit counts. What somebody showed since stands for when they showed it before.
    """
    since = week.begins - FRESH
    shown = Shown.objects.filter(shown_at__gte=since, habit_id__in=list(program.habits)).order_by()
    for habit_id, person_id in shown.values_list("habit_id", "person_id").iterator(chunk_size=_PAGE):
        yield habit_id, person_id, "shown"
    items: defaultdict[str, list[str]] = defaultdict(list)
    for item_id, lesson in course.items(program).items():
        items[lesson.habits[0]].append(item_id)
    newest = Window(RowNumber(), partition_by=[F("person_id")], order_by=[F("at").desc(), F("answer_id")])
    for habit_id, asked in items.items():
        rows = Answer.objects.filter(item_id__in=asked, at__gte=since, at__lt=week.begins).order_by()
        latest = rows.annotate(place=newest).filter(place=1).values_list("person_id", "right")
        for person_id, right in latest.iterator(chunk_size=_PAGE):
            yield habit_id, person_id, "right" if right else "wrong"


def finished(since: dt.datetime, until: dt.datetime) -> tuple[int, int]:
    """Return how many lessons were finished from a moment (aware) on, before another, and by how many people."""
    rows = Taken.objects.filter(done_at__gte=since, done_at__lt=until)
    return rows.count(), rows.values("person_id").distinct().count()
