"""Laws of the four outcomes, over tables that hypothesis makes up."""

from __future__ import annotations

from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drystone.checks import evaluate
from drystone.responsibility import resolve
from judging import World, activity, check, program, role

flag = st.sampled_from([True, False, None])
device = st.fixed_dictionaries({"kind": st.sampled_from(["laptop", "server", None]), "managed": flag})
installed = st.fixed_dictionaries(
    {
        "device_id": st.sampled_from(["d0", "d1", "d2", "stranger", None]),
        "name": st.sampled_from(["Acme", "Bolt", None]),
        "version": st.sampled_from(["1", "2", None]),
    }
)
fleets = st.tuples(st.lists(device, max_size=5), st.lists(installed, max_size=8))
CHECKS = (
    check("managed", "laptops", fails="not managed"),
    check("old", "laptops", about="software", fails="version = '1'"),
    check("named", "all", about="software", where="name is not null", fails="version <> '2'"),
    check(
        "asked",
        "all",
        sql="select device_id as asset_id, name as item, if(version = '1', 'fail', null) as outcome from software",
        applies="select device_id as asset_id from software where version is not null",
    ),
)
LAPTOPS = activity("laptops", about="device", where="kind = 'laptop'", r=["it"], a="it")
ALL = activity("all", about="device", r=["it"], a="it")


@cache
def shared_world():
    return World()


def judged(fleet, order=1):
    world = shared_world()
    try:
        devices, software = fleet
        for number, values in list(enumerate(devices))[::order]:
            world.thing("device", f"d{number}", **values)
        for values in software[::order]:
            world.add("software", **values)
        build, whole = world.build(), program(role("it"), LAPTOPS, ALL, *CHECKS)
        resolve(build, whole)
        results = evaluate(build, whole)
        found = world.engine.rows(
            "select check_id, asset_id, item, outcome from finding where origin = 'check' order by all"
        )
        return results, found
    finally:
        world.clear()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(fleets)
def test_the_counts_add_up_and_null_never_passes(fleet):
    devices, software = fleet
    results, found = judged(fleet)
    for result in results:
        assert result.error is None
        total = result.passed + result.failed + result.unknown + result.not_applicable
        assert total == len(devices)
        failing = {row[1] for row in found if row[0] == result.id and row[3] == "fail"}
        unsure = {row[1] for row in found if row[0] == result.id} - failing
        assert (len(failing), len(unsure)) == (result.failed, result.unknown)
    assert len({row[:3] for row in found}) == len(found)
    things = {row[1]: row[3] for row in found if row[0] == "managed"}
    for number, one in enumerate(devices):
        expected = None
        if one["kind"] == "laptop" and one["managed"] is not True:
            expected = "fail" if one["managed"] is False else "unknown"
        assert things.get(f"d{number}") == expected
    known = {f"d{number}" for number, one in enumerate(devices) if one["kind"] == "laptop"}
    doubtful = {one["device_id"] for one in software if one["version"] is None} & known
    assert doubtful <= {row[1] for row in found if row[0] == "old"}


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(fleets)
def test_the_order_of_rows_changes_nothing(fleet):
    results, found = judged(fleet)
    devices, software = fleet
    assert judged((devices, software[::-1])) == (results, found)
    assert judged(fleet, order=-1) == (results, found)
