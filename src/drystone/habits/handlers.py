"""What this room does in the background."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from drystone.gaps import mended
from drystone.habits import actions, by_day, counting, declared_signs, learners, practising, renewing
from drystone.habits.weeks import week_of
from drystone.jobs import queue
from drystone.shell import site

#: How far back one looks for what was mended: a run may not have come for a while.
_LOOK_BACK = dt.timedelta(days=14)
SHOWN = "habit-shown"


@queue.handler("follow-learners", after="run-applied", long=True)
def follow(task: queue.Task) -> None:
    """After a run, offer lessons to those who are here; whoever showed a habit is asked less about it."""
    program, since = site.program(), task.now - _LOOK_BACK
    with site.reading() as engine:
        learners.follow(engine, program, now=task.now)
        renewing.give_new(program, now=task.now)
        reported = list(practising.reported(engine, program, since=since, now=task.now))
        declared = list(declared_signs.found(engine, program, since=since, now=task.now))
    habit_of = {check.id: check.habit for check in program.checks.values() if check.habit}
    mends = [(habit_of.get(check_id), person_id, at) for check_id, person_id, at in mended.by_people(since=since)]
    signs: defaultdict[tuple[str, str], dict[str, dt.datetime]] = defaultdict(dict)
    for how, told in (("mended", mends), ("reported", reported)):
        for habit_id, person_id, at in told:
            if habit_id:
                mine = signs[how, habit_id]
                mine[person_id] = max(at, mine.get(person_id, at))
    for how, habit_id, people in declared:
        signs[how, habit_id].update(people)
    for (how, habit_id), people in signs.items():
        actions.shown_by(people, habit_id, program, how=how)


@queue.handler(SHOWN)
def habit_shown(task: queue.Task) -> None:
    """Somebody showed a habit: ``{"person": id, "habit": id, "how": one of actions.HOW}``, asked for by any room.

    Not by a real report: a job is kept for a while, and would say who told (``elsewhere``).
    """
    person, habit, how = (str(task.payload.get(name, "")) for name in ("person", "habit", "how"))
    if habit in site.program().habits and how in set(actions.HOW) - {"reported"}:
        actions.shown(person, habit, site.program(), how=how, at=task.now)


@queue.handler("count-answers", every=dt.timedelta(days=1))
def count(task: queue.Task) -> None:
    """Add up what is over, keep the figures of weeks that are, and of days that are over the day alone."""
    program = site.program()
    floor = max(program.settings.privacy.group_floor, 5)
    week = week_of(task.now, program)
    counting.count(week, floor=floor)
    counting.keep_weeks(week, program, floor=floor)
    by_day.keep_days(program, now=task.now)
