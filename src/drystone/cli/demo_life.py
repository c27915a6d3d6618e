"""What made-up people did meanwhile, so that the demo's pages have something to decide and something done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from drystone.cli.session import applied_tables, serve
from drystone.program.model import Program
from drystone.responsibility import doers

#: Of the duties that no data shows, every fourth was forgotten.
_FORGOTTEN_EVERY = 4
_WISHES = (
    "The supplier brings the spare part in two weeks; until then the machine must stay as it is.",
    "We close the books this week. I will do it on Monday, calmly.",
    "The old scanner needs this setting; its successor is ordered.",
)
_LASTS = dt.timedelta(days=21)
_MADE_UP = "made-up"


def give_words(program: Program, at: dt.datetime) -> int:
    """Let those who do it say of most duties that no data shows that they were done; returns how many."""
    from drystone.gaps import actions

    said = 0
    asked = [one for one in program.activities.values() if one.attest is not None and one.standing == "agreed"]
    with applied_tables(program) as (engine, _):
        for index, activity in enumerate(asked, start=1):
            people = sorted(doers(engine, activity.id, None)) if index % _FORGOTTEN_EVERY else []
            if people:
                word = actions.Word(f"Minutes in the folder of {activity.name}")
                actions.attest(activity, word, by=people[0], at=at, doers=people)
                said += 1
    return said


def live_through_trials(program: Program, at: dt.datetime, planted: Mapping[str, Mapping[str, float]]) -> int:
    """Let its people live through the program's trials of reminders, and keep what came of them; returns how many."""
    with applied_tables(program) as (engine, _):
        serve(program)
        from drystone.directory import projecting
        from drystone.reminders import outlook, trials

        projecting.project(engine)
        floor = program.settings.privacy.group_floor
        lived = outlook.a_year(program, engine, now=at, floor=floor, life=outlook.Life(planted=planted))
        over: Mapping[str, Any] = lived.get("trials", {})
        for trial_id, found in over.items():
            trials.keep_made_up(program, trial_id, found)
    return len(over)


def ask_exceptions(at: dt.datetime) -> int:
    """Let a few people ask to leave something as it is for a while; returns how many."""
    from drystone.gaps import exceptions, queries

    wishes = iter(_WISHES)
    asked: set[str] = set()
    for gap in queries.listing(queries.Filter(statuses=("open",))):
        people = [one for one in gap["responsible"] if one not in asked and one != gap["accountable"]]
        if not gap["accountable"] or gap["asset_kind"] != "device" or not people:
            continue
        wish = next(wishes, None)
        if wish is None:
            break
        until = (at + _LASTS).date()
        exceptions.request(exceptions.Wish(gap["gap_id"], wish, until), by=people[0], at=at)
        asked.add(people[0])
    return len(asked)


def take_lessons(program: Program, at: dt.datetime) -> int:
    """Let its people take lessons in the weeks before, and keep what was to be seen of it; returns how many weeks."""
    with applied_tables(program) as (engine, _):
        serve(program)
        from drystone.habits import learners, made_up
        from drystone.measures import keeping

        learners.follow(engine, program, now=at)
        lived = made_up.live(program, now=at)
        for week in lived[1:]:
            # What was to be seen of a week is counted as it begins, from the weeks before it.
            keeping.keep_coverage(keeping.Now(program, engine, week, at, ""), run_id=_MADE_UP)
    return len(lived)
