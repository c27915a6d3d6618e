"""The same choice on PostgreSQL: for everybody at once, and for one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

NOW = dt.datetime(2026, 6, 15, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize("state", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_everybody_at_once_is_the_same_as_one_by_one(state: None, tmp_path: Path) -> None:
    from drystone.habits import actions, counting, figures, queries, renewing, retention
    from drystone.habits.asking import with_the_story
    from drystone.habits.models import Learner
    from drystone.habits.weeks import week_of
    from drystone.program import load, write_starter

    write_starter(tmp_path / "program")
    program = load(tmp_path / "program").program
    assert program is not None
    people = [f"person-{number}" for number in range(8)]
    Learner.objects.bulk_create([Learner(person_id=me, department="Sales") for me in people])
    for number, me in enumerate(people):
        for place, lesson in enumerate(sorted(program.lessons.values(), key=lambda one: one.order)[: number % 4]):
            at = NOW - dt.timedelta(days=7 * (place + number % 2))
            actions.begin(me, lesson, now=at)
            for item_id in with_the_story(lesson, me):
                asked = queries.question(me, item_id, "en", program)
                assert asked is not None
                actions.answer(me, asked, [sorted(option.id for option in asked.options if not option.best)[0]], now=at)
    actions.skip_lesson(people[0], next(iter(program.lessons.values())), now=NOW)
    whole = queries.due_for(None, NOW, program)
    assert whole == {me: one for me in people for one in queries.due_for([me], NOW, program).values()}
    assert people[0] not in whole
    assert any(due.item_ids for due in whole.values())
    counting.count(week_of(NOW, program), floor=5)
    assert len(figures.statistics(program)) > 100
    assert figures.common_misconceptions(None, program=program, now=NOW) == [], "four are too few"
    first = min(program.lessons.values(), key=lambda one: one.order)
    assert actions.shown(people[3], first.habits[0], program, how="mended", at=NOW) >= 2
    assert renewing.give_new(program, now=NOW) > 100
    assert renewing.give_new(program, now=NOW) == 0
    assert retention.forget(program, now=NOW + dt.timedelta(weeks=20)) > 0
