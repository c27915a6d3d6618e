"""Gives the new questions of a lesson to those who finished it, in weeks that have room for one; gently, and once."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from drystone.habits.choosing import LATER
from drystone.habits.models import GivenItem
from drystone.program.model import Program

#: A fortnight lies between the new questions of one lesson, and before the first.
APART = dt.timedelta(days=14)
_EVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

#: Set SQL: a lesson may have been finished by everybody. Who has the question already keeps it as it is.
_GIVE = """
    insert into habits_card (person_id, item_id, interval_days, reviews, due, overdue)
    select t.person_id, %s, 0, 0, %s, %s
    from habits_taken t join habits_learner l on l.person_id = t.person_id
    where t.lesson_id = %s and t.done_at >= %s and t.done_at < %s and l.gone_on is null
    on conflict do nothing
"""


def give_new(program: Program, *, now: dt.datetime) -> int:
    """Give what is new since the last time, and return how many questions that were. Twice is the same as once.

    Whoever finished the lesson four months ago or more may be asked the first of them in a fortnight, the second in
    four weeks, and so on; whoever did lately, four months from now, as with its other questions.
    """
    asked = {(lesson.id, item.id) for lesson in program.lessons.values() for item in lesson.items}
    given = set(GivenItem.objects.values_list("lesson_id", "item_id"))
    new = [
        (lesson.id, item_id, number)
        for lesson in program.lessons.values()
        for number, item_id in enumerate((one.id for one in lesson.items if (lesson.id, one.id) not in given), 1)
    ]
    # A question that went and comes back is new again: the cards of it went too (retention).
    gone = [item_id for _lesson_id, item_id in given - asked]
    with transaction.atomic():
        GivenItem.objects.filter(item_id__in=gone).delete()
        for lesson_id, item_id, number in new:
            _give(lesson_id, item_id, number, now)
        GivenItem.objects.bulk_create(
            [GivenItem(lesson_id=lesson_id, item_id=item_id) for lesson_id, item_id, _number in new]
        )
    return len(new)


def _give(lesson_id: str, item_id: str, number: int, now: dt.datetime) -> None:
    adapt = connection.ops.adapt_datetimefield_value
    lately = now - LATER
    with connection.cursor() as cursor:
        for since, until, due in ((_EVER, lately, now + APART * number), (lately, now, now + LATER)):
            cursor.execute(_GIVE, [item_id, adapt(due), adapt(due), lesson_id, adapt(since), adapt(until)])
