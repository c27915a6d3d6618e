"""How each thing on somebody's page came out: the worst that live checks say, and nothing where none looks."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from drystone.checks import evaluate, page_needs, write_page_outcomes
from drystone.program.vocabulary import KINDS, TABLES
from drystone.responsibility import resolve, write_pages
from judging import AS_OF, activity, check, program, role

LONG_AGO = dt.datetime(2026, 1, 1, 9)  # noqa: DTZ001 # Times in the lake are naive UTC.
KEEP = activity("keep", about="device", where="kind = 'laptop'")
PARTS = (
    role("it-head", "mira"),
    KEEP,
    activity("current", about="device", r=["it-head"]),
    activity("folders", about="share"),
    check("managed", "keep", fails="not managed"),
    check("encrypted", "keep", fails="not disk_encrypted"),
    check("old", "current", about="software", fails="version = '1'"),
    check("open", "folders", fails="link_access = 'anyone'"),
)


@pytest.fixture
def owned(world):
    for kind in KINDS:
        if TABLES[kind].role == "thing":
            world.engine.execute(
                f"create table record_{kind} (_source text, _key text, _seen_at timestamp, _stale boolean)"
            )
    world.person("mira")
    return world


def start(world, *checks):
    """Have checks reach people: sampled and started, and run for longer than their trial."""
    for one in checks:
        for kind in ("sampled", "started"):
            world.add("decision", check_id=one, kind=kind, decided_at=LONG_AGO)


def outcomes(world, *parts, earlier=None):
    told = program(*parts or PARTS, trial_days=0)
    build = world.build(earlier=earlier, as_of=AS_OF)
    resolve(build, told)
    write_pages(build, told)
    build.needed = page_needs(build, told)
    evaluate(build, told)
    write_page_outcomes(build, told)
    return build, {key: json.loads(body) for key, body in world.engine.rows("select * from page_outcome")}


def laptop(world, key, **values):
    world.thing("device", key, owner="mira", **{"kind": "laptop", "managed": True, "disk_encrypted": True, **values})


def test_the_worst_live_outcome_stands_and_only_a_pass_is_a_pass(owned):
    laptop(owned, "d1")
    laptop(owned, "d2", managed=None)
    laptop(owned, "d3", managed=None, disk_encrypted=False)
    owned.thing("device", "d4", owner="mira", kind="server", managed=False)
    start(owned, "managed", "encrypted")
    assert outcomes(owned)[1] == {"mira": {"device": "puf."}}


def test_what_is_on_trial_colours_nothing(owned):
    laptop(owned, "d1", managed=False, disk_encrypted=None)
    laptop(owned, "d2", disk_encrypted=None)
    start(owned, "managed")
    assert outcomes(owned)[1] == {"mira": {"device": "fp"}}


def test_where_no_check_is_live_nobody_looked(owned):
    laptop(owned, "d1", managed=False)
    build, found = outcomes(owned)
    assert found == {}
    assert build.needed == ()


def test_what_is_found_on_a_thing_is_the_things(owned):
    laptop(owned, "d1")
    laptop(owned, "d2")
    laptop(owned, "d3")
    owned.add("software", device_id="d1", name="Acme", version="1")
    owned.add("software", device_id="d2", name="Acme", version="2")
    start(owned, "old")
    assert outcomes(owned)[1] == {"mira": {"device": "fp."}}


def test_each_kind_has_its_own_and_a_check_that_erred_is_unknown(owned):
    laptop(owned, "d1")
    owned.thing("share", "s1", owner="mira", link_access="anyone")
    start(owned, "managed", "open")
    bad = check("open", "folders", fails="cast(name as integer) > 1")
    owned.engine.execute("update share set name = 'Minutes'")
    assert outcomes(owned)[1] == {"mira": {"device": "p", "share": "f"}}
    assert outcomes(owned, *PARTS[:-1], bad)[1]["mira"]["share"] == "u"


def test_it_is_made_again_where_a_check_was_started_and_only_then(owned):
    laptop(owned, "d1", disk_encrypted=False)
    start(owned, "managed")
    first, found = outcomes(owned)
    assert found == {"mira": {"device": "p"}}
    assert {"page_thing", "device"} <= set(first.needed)
    same, _ = outcomes(owned, earlier=first)
    assert ("page_outcome" in same.made, same.needed) == (False, ())
    start(owned, "encrypted")
    again, found = outcomes(owned, earlier=None)
    assert "page_outcome" in again.made
    assert found == {"mira": {"device": "f"}}
