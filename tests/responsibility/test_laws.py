"""Laws of the total function, over organisations that hypothesis makes up."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drystone.responsibility import letters_sql, resolve
from judging import World, activity, program, role

PEOPLE = [f"p{number}" for number in range(6)]
ROLES = [f"r{number}" for number in range(4)]

person = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["active", "leave", "left", None]),
        "manager_id": st.sampled_from([*PEOPLE, None]),
        "department": st.sampled_from(["Finance", "Legal", None]),
        "title": st.sampled_from(["Head", None]),
    }
)
named_role = st.fixed_dictionaries(
    {
        "holders": st.lists(st.sampled_from([*PEOPLE, "ghost"]), max_size=3),
        "deputy": st.sampled_from([*ROLES, None]),
    }
)
who = st.sampled_from([*ROLES, "heads", "asset.owner", "asset.owner.manager", "everyone"])
row = st.fixed_dictionaries(
    {
        "about": st.sampled_from(["device", "person", None]),
        "responsible": st.lists(who, min_size=1, max_size=2, unique=True),
        "accountable": st.sampled_from([*ROLES, "heads"]),
        "where": st.sampled_from([None, "true", "false", "null"]),
    }
)
organisation = st.fixed_dictionaries(
    {
        "people": st.lists(person, min_size=6, max_size=6),
        "roles": st.lists(named_role, min_size=4, max_size=4),
        "owners": st.lists(st.sampled_from([*PEOPLE, None]), max_size=3),
        "rows": st.lists(row, min_size=1, max_size=3),
        "fallback": st.sampled_from([*ROLES, None]),
    }
)


@cache
def shared_world():
    return World()


def made(world, given_, order=1):
    for key, values in list(zip(PEOPLE, given_["people"], strict=True))[::order]:
        world.person(key, **values)
    for number, owner in list(enumerate(given_["owners"]))[::order]:
        world.thing("device", f"d{number}", owner=owner)
    roles = [role(key, *one["holders"], deputy=one["deputy"]) for key, one in zip(ROLES, given_["roles"], strict=True)]
    heads = role("heads", each="department", find="title = 'Head'")
    rows = [
        activity(f"a{number}", r=one["responsible"], a=one["accountable"], about=one["about"], where=one["where"])
        for number, one in enumerate(given_["rows"])
    ]
    return program(*roles, heads, *rows, fallback=given_["fallback"])


def resolved(given_, order=1):
    world = shared_world()
    try:
        summary = resolve(world.build(), made(world, given_, order))
        pairs = world.engine.rows("from population order by all")
        letters = world.engine.rows(
            "select activity_id, asset_kind, asset_id, letter, person_id, position, via from letter order by all"
        )
        left = {one[0] for one in world.engine.rows("select person_id from person where status = 'left'")}
        holes = {one[0] for one in world.engine.rows("select position from hole")}
        again = world.engine.value(f"select count(*) from ({letters_sql('population')})")
        return summary, pairs, letters, left, holes, again
    finally:
        world.clear()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(organisation)
def test_every_pair_has_exactly_one_accountable_or_is_a_hole(given_):
    summary, pairs, letters, left, holes, again = resolved(given_)
    assert len(pairs) == summary.pairs == len(set(pairs))
    assert again == len(letters)
    by_pair = defaultdict(list)
    for *pair, letter, person_id, position, via in letters:
        assert person_id not in left, "a leaver never holds a letter"
        assert via != "fallback" or position in holes
        by_pair[tuple(pair)].append((letter, via))
    good = caught = 0
    for pair in pairs:
        held = by_pair[pair]
        accountable = [via for letter, via in held if letter == "A"]
        assert len(accountable) <= 1
        assert accountable or holes
        steps = {letter: {via for other, via in held if other == letter} - {"fallback"} for letter in "RA"}
        good += bool(steps["R"] and steps["A"])
        caught += bool(accountable)
    assert summary.resolved == good
    assert summary.holes == len(holes)
    if summary.by_fallback:
        assert caught == summary.pairs == summary.resolved + summary.by_fallback


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(organisation)
def test_the_order_of_rows_changes_nothing(given_):
    assert resolved(given_) == resolved(given_, order=-1)
