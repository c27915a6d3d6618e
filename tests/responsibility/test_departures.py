"""Positions outlive people: whoever leaves or is moved, each letter is somebody's, with a countdown and a default."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from drystone.program.model import Holder
from drystone.responsibility import resolve
from judging import AS_OF, HERE, World, activity, program, role

DAY = dt.timedelta(days=1)
TODAY = AS_OF.date()
MATRIX = activity("x", r=["it-head"])


def gone(world):
    return world.engine.rows("select position_id, person_id, why, gone_on, until from departure")


def default(world):
    return world.engine.rows("select position_id, person_id, step from stepping_in order by all")


def held(world):
    return world.engine.rows("select person_id, step from seat_holder where position_id = 'it-head' order by ordinal")


def change(world, key, **values):
    told = ", ".join(f"{name} = ${name}" for name in values)
    world.engine.execute(f"update person set {told} where person_id = $key", {**values, "key": key})


def test_the_day_after_the_last_day_the_deputy_steps_in_and_the_countdown_begins(world):
    world.person("mira", end_date=TODAY)
    world.person("dana")
    matrix = program(role("it-head", "mira", deputy="it-deputy"), role("it-deputy", "dana"), MATRIX)
    before = world.build()
    resolve(before, matrix)
    assert (gone(world), default(world), held(world)) == ([], [], [("mira", "holder")])
    for days in (1, 20):
        after = world.build(as_of=AS_OF + days * DAY, earlier=before)
        resolve(after, matrix)
        assert gone(world) == [("it-head", "mira", "left", TODAY + DAY, TODAY + 15 * DAY)]
        assert (default(world), held(world)) == ([("it-head", "dana", "deputy")], [("dana", "deputy")])
        before = after
    world.person("noor")
    named = program(role("it-head", "mira", "noor", deputy="it-deputy"), role("it-deputy", "dana"), MATRIX)
    resolve(world.build(as_of=AS_OF + 21 * DAY, earlier=before), named)
    assert (gone(world), default(world), held(world)) == ([], [], [("noor", "holder")])


def test_who_is_no_longer_found_by_the_query_is_followed_by_the_manager_of_then(world):
    world.person("boss")
    world.person("other")
    world.person("mira", title="Head of IT", department="IT", manager_id="boss")
    matrix = program(role("it-head", find="title = 'Head of IT'"), MATRIX)
    before = world.build()
    resolve(before, matrix)
    change(world, "mira", title="Baker", manager_id="other")
    resolve(world.build(as_of=AS_OF + DAY, earlier=before), matrix)
    assert gone(world) == [("it-head", "mira", "moved", TODAY + DAY, TODAY + 15 * DAY)]
    assert (default(world), held(world)) == ([("it-head", "boss", "manager")], [("boss", "manager")])


def test_who_is_gone_from_the_records_altogether_is_followed_by_the_manager_of_then(world):
    world.person("boss")
    world.person("mira", manager_id="boss")
    matrix = program(role("it-head", "mira"), MATRIX)
    before = world.build()
    resolve(before, matrix)
    world.engine.execute("delete from person where person_id = 'mira'")
    resolve(world.build(as_of=AS_OF + DAY, earlier=before), matrix)
    assert [row[:3] for row in gone(world)] == [("it-head", "mira", "left")]
    assert held(world) == [("boss", "manager")]


def test_who_is_named_and_moves_department_holds_on_until_the_countdown_ends_or_is_named_anew(world):
    world.person("mira", department="IT")
    world.person("dana", department="IT")
    roles = (role("it-deputy", "dana"), MATRIX)
    matrix = program(role("it-head", "mira", deputy="it-deputy"), *roles)
    before = world.build()
    resolve(before, matrix)
    change(world, "mira", department="Bakery")
    for days, holder in ((1, ("mira", "holder")), (15, ("mira", "holder")), (16, ("dana", "deputy"))):
        after = world.build(as_of=AS_OF + days * DAY, earlier=before)
        resolve(after, matrix)
        assert gone(world) == [("it-head", "mira", "moved", TODAY + DAY, TODAY + 15 * DAY)]
        assert (default(world), held(world)) == ([("it-head", "dana", "deputy")], [holder])
        before = after
    again = Holder("mira@fenwick.example", HERE, since=TODAY + 17 * DAY)
    confirmed = program(role("it-head", again, deputy="it-deputy"), *roles)
    resolve(world.build(as_of=AS_OF + 17 * DAY, earlier=before), confirmed)
    assert (gone(world), held(world)) == ([], [("mira", "holder")])


def test_a_department_that_is_renamed_moves_nobody_and_a_line_taken_out_is_no_departure(world):
    world.person("mira", department="IT")
    matrix = program(role("it-head", "mira"), MATRIX)
    before = world.build()
    resolve(before, matrix)
    change(world, "mira", department="Technology")
    after = world.build(as_of=AS_OF + DAY, earlier=before)
    resolve(after, matrix)
    assert gone(world) == []
    resolve(world.build(as_of=AS_OF + 2 * DAY, earlier=after), program(role("it-head"), MATRIX))
    assert gone(world) == []


PEOPLE = [f"p{number}" for number in range(5)]
someone = st.fixed_dictionaries(
    {
        "manager_id": st.sampled_from([*PEOPLE, None]),
        "department": st.sampled_from(["Finance", "Legal"]),
        "title": st.sampled_from(["Head", "Baker"]),
    }
)
fate = st.sampled_from(["stays", "leaves", "vanishes", "moves", "is-no-head", "on-leave"])
_FATES = {
    "leaves": {"status": "left"},
    "moves": {"department": "Bakery"},
    "is-no-head": {"title": "Baker"},
    "on-leave": {"status": "leave"},
}


@cache
def shared_world():
    return World()


@pytest.mark.filterwarnings("error")
@settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    people=st.lists(someone, min_size=5, max_size=5),
    fates=st.lists(st.lists(fate, min_size=5, max_size=5), min_size=1, max_size=2),
    deputies=st.lists(st.sampled_from(["r0", "r1", None]), min_size=2, max_size=2),
    fallback=st.sampled_from(["r1", None]),
)
def test_no_letter_is_lost_by_a_departure(people, fates, deputies, fallback):
    world = shared_world()
    for key, values in zip(PEOPLE, people, strict=True):
        world.person(key, **values)
    world.thing("device", "d1", owner="p4")
    roles = [role("r0", "p0", "p1", deputy=deputies[0]), role("r1", "p2", deputy=deputies[1])]
    heads = role("heads", each="department", find="title = 'Head'")
    rows = [activity("a0", r=["r0", "heads"], a="r1"), activity("a1", r=["heads"], a="r0", about="device")]
    matrix = program(*roles, heads, *rows, fallback=fallback)
    try:
        build, moment = world.build(), AS_OF
        resolve(build, matrix)
        for step in fates:
            held_before = set(world.engine.rows("select position_id, person_id from seat_holder where step = 'holder'"))
            for key, one in zip(PEOPLE, step, strict=True):
                if one == "vanishes":
                    world.engine.execute("delete from person where person_id = $key", {"key": key})
                elif one in _FATES:
                    change(world, key, **_FATES[one])
            moment += 30 * DAY
            build = world.build(as_of=moment, earlier=build)
            resolve(build, matrix)
            _nothing_is_lost(world, held_before)
    finally:
        world.clear()


def _nothing_is_lost(world, held_before):
    """Every pair has its R and its A or is a hole; who held a position that nobody holds now is known to be gone."""
    holes = {row[0] for row in world.engine.rows("select position from hole")}
    steps = {}
    for position, step in world.engine.rows("select position_id, step from seat_holder"):
        steps.setdefault(position, set()).add(step)
    lacking = world.engine.rows(
        "select p.activity_id, p.asset_id, l.letter from population p cross join (values ('R'), ('A')) l(letter)"
        " anti join letter x on x.activity_id = p.activity_id and x.asset_id = p.asset_id and x.letter = l.letter"
        " and x.via <> 'fallback'"
    )
    assert not lacking or holes
    departed = {row[:2] for row in gone(world)}
    living = {row[0] for row in world.engine.rows("select person_id from person where status is distinct from 'left'")}
    still = {row[0] for row in world.engine.rows("select position_id from holding where state in ('active', 'leave')")}
    for position, person in held_before:
        if position in steps and position not in still:  # Whoever is on leave comes back.
            assert (position, person) in departed
    default_of = {row[0]: row for row in default(world)}
    for position, person in departed:
        stands_in = default_of.get(position)
        assert stands_in is None or stands_in[1] in living
        assert stands_in is None or stands_in[1] != person or stands_in[2] != "manager"
        if stands_in is None or stands_in[2] == "fallback":
            # A seat of a department in which nobody is left is no position any more.
            assert steps.get(position, set()) <= {"fallback", "holder"}
