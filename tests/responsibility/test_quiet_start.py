"""Suggested, trial, live: when a check may reach people."""

from __future__ import annotations

import datetime as dt

import pytest

from drystone.lib.clock import naive_utc
from drystone.responsibility import Decided, reach, resolve
from judging import AS_OF, activity, check, program, role

NOW = naive_utc(AS_OF)
DAY = dt.timedelta(days=1)
AGREED = activity("keep", about="device", a="it")
SUGGESTED = activity("keep", about="device", a="it", standing="suggested")
CHECK = check("managed", "keep", fails="not managed")
SAMPLED = Decided("managed", "sampled", NOW - 2 * DAY)
STARTED = Decided("managed", "started", NOW - DAY)


def reached(row, first_run, *decisions):
    (one,) = reach(program(row, CHECK), decisions, as_of=AS_OF, first_runs={"managed": first_run})
    return one.reach, one.since


@pytest.mark.parametrize(
    ("row", "first_run", "decisions", "expected"),
    [
        (AGREED, NOW - 14 * DAY, (SAMPLED, STARTED), ("live", NOW)),
        (AGREED, NOW - 90 * DAY, (SAMPLED, STARTED), ("live", NOW - DAY)),
        (AGREED, NOW - 13 * DAY, (SAMPLED, STARTED), ("trial", NOW - 13 * DAY)),
        (AGREED, NOW - 90 * DAY, (SAMPLED,), ("trial", NOW - 90 * DAY)),
        (AGREED, NOW - 90 * DAY, (STARTED,), ("trial", NOW - 90 * DAY)),
        (AGREED, NOW - 90 * DAY, (), ("trial", NOW - 90 * DAY)),
        (SUGGESTED, NOW - 90 * DAY, (SAMPLED, STARTED), ("suggested", NOW - 90 * DAY)),
    ],
)
def test_a_check_is_live_only_after_trial_sample_and_start(row, first_run, decisions, expected):
    assert reached(row, first_run, *decisions) == expected


def test_a_start_that_has_lapsed_or_lies_ahead_does_not_count():
    lapsed = Decided("managed", "started", NOW - 9 * DAY, until=NOW.date() - DAY)
    ahead = Decided("managed", "started", NOW + DAY)
    last_day = Decided("managed", "started", NOW - 9 * DAY, until=NOW.date())
    long_ago = NOW - 90 * DAY
    assert reached(AGREED, long_ago, SAMPLED, lapsed)[0] == "trial"
    assert reached(AGREED, long_ago, SAMPLED, ahead)[0] == "trial"
    assert reached(AGREED, long_ago, SAMPLED, last_day)[0] == "live"


def test_a_decision_for_another_check_starts_nothing():
    other = Decided("other", "started", NOW - DAY)
    assert reached(AGREED, NOW - 90 * DAY, SAMPLED, other)[0] == "trial"


def test_the_first_run_is_remembered_from_run_to_run(world):
    world.person("ira")
    world.add("decision", decision_id="1", kind="sampled", check_id="managed", decided_at=NOW)
    world.add("decision", decision_id="2", kind="started", check_id="managed", decided_at=NOW)
    whole = program(role("it", "ira"), AGREED, CHECK)
    first = world.build()
    resolve(first, whole)
    assert world.engine.rows("from check_reach") == [("managed", "trial", NOW)]
    later = world.build(as_of=AS_OF + 14 * DAY, earlier=first)
    resolve(later, whole)
    assert world.engine.rows("from check_history") == [("managed", NOW)]
    assert world.engine.rows("from check_reach") == [("managed", "live", NOW + 14 * DAY)]


def test_a_sample_in_which_there_was_nobody_to_look_at_confirms_nothing(world):
    world.person("ira")
    told = {"check_id": "managed", "decided_at": NOW}
    world.add("decision", decision_id="1", kind="sampled", reason="0 owners looked at, 0 right", **told)
    world.add("decision", decision_id="2", kind="started", reason="0 owners looked at", **told)
    whole = program(role("it", "ira"), AGREED, CHECK)
    first = world.build()
    resolve(first, whole)
    later = world.build(as_of=AS_OF + 14 * DAY, earlier=first)
    resolve(later, whole)
    assert world.engine.rows("select reach from check_reach") == [("trial",)]
    world.add("decision", decision_id="3", kind="sampled", reason="10 owners looked at, 10 right", **told)
    last = world.build(as_of=AS_OF + 15 * DAY, earlier=later)
    resolve(last, whole)
    assert world.engine.rows("select reach from check_reach") == [("live",)]
