"""What a check says of each thing: tiny tables in, outcomes out."""

from __future__ import annotations

import datetime as dt

from drystone.checks import applies, evaluate
from drystone.lib.clock import naive_utc
from drystone.responsibility import resolve
from judging import AS_OF, activity, check, program, role

LAPTOPS = activity("encrypt", about="device", where="kind = 'laptop'", r=["it"], a="it")
DEVICES = activity("keep", about="device", r=["it"], a="it")
ACCOUNTS = activity("leavers", about="account", r=["it"], a="it")


def judge(world, *parts, as_of=AS_OF, earlier=None, **more):
    world.person("ira")
    return again(world, *parts, as_of=as_of, earlier=earlier, **more)


def again(world, *parts, as_of=AS_OF, earlier=None, **more):
    build = world.build(as_of=as_of, earlier=earlier)
    whole = program(role("it", "ira"), *parts, **more)
    resolve(build, whole)
    results = {one.id: one for one in evaluate(build, whole)}
    return build, results


def counts(result):
    return (result.passed, result.failed, result.unknown, result.not_applicable)


def findings(world, *columns):
    names = columns or ("check_id", "asset_id", "outcome")
    return world.engine.rows(f"select {', '.join(names)} from finding where origin = 'check' order by all")


def fleet(world):
    world.thing("device", "d1", kind="laptop", disk_encrypted=True)
    world.thing("device", "d2", kind="laptop", disk_encrypted=False)
    world.thing("device", "d3", kind="laptop", disk_encrypted=None)
    world.thing("device", "d4", kind="server", disk_encrypted=False)
    world.thing("device", "d5", kind=None, disk_encrypted=False)


def test_the_four_outcomes(world):
    fleet(world)
    _, results = judge(world, LAPTOPS, check("encrypted", "encrypt", fails="not disk_encrypted"))
    assert counts(results["encrypted"]) == (1, 1, 1, 2)
    assert findings(world) == [("encrypted", "d2", "fail"), ("encrypted", "d3", "unknown")]
    assert findings(world, "activity_id", "asset_kind", "item", "severity")[0] == ("encrypt", "device", "", "high")


def test_both_wheres_must_hold(world):
    fleet(world)
    one = check("encrypted", "encrypt", fails="not disk_encrypted", where="device_id <> 'd2'")
    _, results = judge(world, LAPTOPS, one)
    assert counts(results["encrypted"]) == (1, 0, 1, 3)


def test_the_clock_is_the_moment_of_the_run(world):
    seen = naive_utc(AS_OF) - dt.timedelta(days=10)
    world.thing("device", "d1", last_seen_at=seen)
    parts = (
        check("days", "keep", fails="days_since(last_seen_at) > 9"),
        check("moment", "keep", fails="last_seen_at < $as_of - interval 11 day"),
    )
    _, results = judge(world, DEVICES, *parts)
    assert (results["days"].failed, results["moment"].failed) == (1, 0)


def test_a_bad_check_is_unknown_for_its_things_and_the_others_go_on(world):
    fleet(world)
    world.thing("device", "d6", kind="laptop", disk_encrypted=True, os_version="ten")
    parts = (
        check("good", "encrypt", fails="not disk_encrypted"),
        check("cast", "encrypt", fails="cast(os_version as integer) < 10"),
        check("column", "encrypt", fails="no_such_column"),
        check("syntax", "encrypt", fails="not (("),
        check("type", "encrypt", fails="hostname || 'x'"),
    )
    _, results = judge(world, LAPTOPS, *parts)
    assert counts(results["good"]) == (2, 1, 1, 2)
    assert results["good"].error is None
    assert counts(results["cast"]) == (0, 0, 4, 2)
    assert "Could not convert string 'ten'" in results["cast"].error
    assert "no_such_column" in results["column"].error
    assert counts(results["column"]) == (0, 0, 4, 2)
    assert counts(results["syntax"]) == (0, 0, 4, 2)
    assert "not an expression" in results["syntax"].error
    assert len([row for row in findings(world) if row[0] == "cast"]) == 4


def test_several_rows_of_one_item_are_one_and_fail_wins(world):
    world.thing("device", "d1", kind="laptop")
    world.thing("device", "d2", kind="laptop")
    world.thing("device", "d3", kind="laptop")
    world.thing("device", "d4", kind="server")
    rows = [("d1", "Acme", "1"), ("d1", "Acme", None), ("d1", "Acme", "2"), ("d1", "Bolt", None), ("d2", "Acme", "2")]
    for device_id, name, version in [*rows, ("d4", "Acme", "1"), ("nobody", "Acme", "1"), ("d3", "Other", "1")]:
        world.add("software", device_id=device_id, name=name, version=version)
    one = check("old", "encrypt", about="software", where="name <> 'Other'", fails="version = '1'")
    _, results = judge(world, LAPTOPS, one)
    assert counts(results["old"]) == (1, 1, 0, 2)
    assert findings(world, "asset_id", "item", "outcome") == [("d1", "Acme", "fail"), ("d1", "Bolt", "unknown")]


def test_a_flaw_is_about_the_things_of_the_activitys_kind(world):
    world.thing("device", "d1")
    world.thing("repository", "d1")
    world.add("vulnerability", asset_kind="device", asset_id="d1", cve_id="CVE-1", kev=True)
    world.add("vulnerability", asset_kind="repository", asset_id="d1", cve_id="CVE-2", kev=True)
    _, results = judge(world, DEVICES, check("kev", "keep", about="vulnerability", fails="kev"))
    assert counts(results["kev"]) == (0, 1, 0, 0)
    assert findings(world, "item") == [("CVE-1",)]


def accounts(world):
    world.person("lea", status="left")
    world.thing("account", "a1", person_id="lea", status="active", system="crm")
    world.thing("account", "a2", person_id="lea", status="disabled")
    world.thing("account", "a3", status="active")


LEAVER = (
    "select a.account_id as asset_id, a.system as item, 'fail' as outcome, p.name as detail from account a"
    " join person p using (person_id) where p.status = 'left' and a.status = 'active'"
)
OWNED = "select account_id as asset_id from account where person_id is not null"


def test_a_query_judges_its_population(world):
    accounts(world)
    _, results = judge(world, ACCOUNTS, check("leaver", "leavers", sql=LEAVER, applies=OWNED))
    assert counts(results["leaver"]) == (1, 1, 0, 1)
    assert findings(world, "asset_id", "item", "outcome", "detail") == [("a1", "crm", "fail", "Lea")]


def test_rows_of_a_query_outside_its_population_are_left_out_and_noted(world):
    accounts(world)
    everything = "select account_id as asset_id from account union all select 'stranger' union all select null"
    _, results = judge(world, ACCOUNTS, check("leaver", "leavers", sql=everything, applies=OWNED))
    assert counts(results["leaver"]) == (0, 2, 0, 1)
    assert (results["leaver"].error, results["leaver"].note) == (None, "3 rows outside its population")


def test_a_query_answers_fail_or_unknown_and_nothing_else(world):
    accounts(world)
    parts = (
        check("null", "leavers", sql="select account_id as asset_id, null as outcome from account", applies=OWNED),
        check("pass", "leavers", sql="select account_id as asset_id, 'pass' as outcome from account", applies=OWNED),
        check("nameless", "leavers", sql="select system from account", applies=OWNED),
    )
    _, results = judge(world, ACCOUNTS, *parts)
    assert counts(results["null"]) == (0, 0, 2, 1)
    assert results["null"].error is None
    assert results["pass"].error == "outcome 'pass' is neither fail nor unknown"
    assert results["nameless"].error.startswith("the query gives no asset_id")
    assert counts(results["nameless"]) == (0, 0, 3, 0)


def test_an_activitys_where_narrows_a_querys_population(world):
    accounts(world)
    narrow = activity("leavers", about="account", where="status = 'active'", r=["it"], a="it")
    _, results = judge(world, narrow, check("leaver", "leavers", sql=LEAVER, applies=OWNED))
    assert counts(results["leaver"]) == (0, 1, 0, 2)


def test_a_check_that_runs_too_long_is_stopped_and_the_others_go_on(world):
    accounts(world)
    world.engine.execute("insert into person (person_id) select 'p' || i from range(5000) t(i)")
    slow = "select a.person_id as asset_id from person a, person b, person c where concat(a.name, b.name, c.name) = 'x'"
    parts = (
        check("slow", "leavers", sql=slow, applies=OWNED),
        check("leaver", "leavers", sql=LEAVER, applies=OWNED),
    )
    _, results = judge(world, ACCOUNTS, *parts, check_seconds=1)
    assert results["slow"].error == "a query ran longer than 1 s and was stopped"
    assert counts(results["slow"]) == (0, 0, 2, 1)
    assert counts(results["leaver"]) == (1, 1, 0, 1)


def test_a_hole_is_a_finding_of_the_matrix_itself(world):
    judge(world, activity("keep", about="device", r=["asset.owner"], a="nobody"), role("nobody"))
    rows = world.engine.rows("select origin, check_id, asset_kind, asset_id, outcome, detail from finding")
    assert rows == [("matrix", "duty-without-a-holder", "position", "nobody", "fail", "nobody is named")]


def test_checks_over_the_matrix_itself(world):
    matrix = activity("matrix", about="position", r=["it"], a="it")
    duties = activity("duties", about="activity", r=["it"], a="it")
    parts = (
        check("empty", "matrix", fails="holders = 0"),
        check("hole", "matrix", about="hole", fails="true"),
        check("held-by-memory", "duties", fails="held_by = 'memory'"),
    )
    _, results = judge(world, matrix, duties, role("vacant"), *parts)
    assert counts(results["empty"]) == (1, 1, 0, 0)
    assert counts(results["hole"]) == (0, 0, 0, 2)
    assert counts(results["held-by-memory"]) == (0, 2, 0, 0)


def test_only_checks_whose_tables_changed_are_judged_again(world):
    fleet(world)
    accounts(world)
    parts = (
        LAPTOPS,
        ACCOUNTS,
        check("encrypted", "encrypt", fails="not disk_encrypted"),
        check("recent", "encrypt", fails="days_since(last_seen_at) > 3"),
        check("leaver", "leavers", sql=LEAVER, applies=OWNED),
    )
    first, before = judge(world, *parts)
    world.engine.execute("update device set disk_encrypted = true where device_id = 'd2'")
    second, after = again(world, *parts, earlier=first)
    assert counts(after["encrypted"]) == (2, 0, 1, 2)
    assert (after["recent"], after["leaver"]) == (before["recent"], before["leaver"])
    assert ("leaver", "a1", "fail") in findings(world)
    third, same = again(world, *parts, earlier=second)
    assert same == after
    assert third.made == []


def test_a_check_that_erred_is_tried_again(world):
    fleet(world)
    bad = check("cast", "encrypt", fails="cast(hostname as integer) = 1")
    world.engine.execute("update device set hostname = 'x'")
    first, _ = judge(world, LAPTOPS, bad)
    second, _ = again(world, LAPTOPS, bad, earlier=first, as_of=AS_OF + dt.timedelta(hours=1))
    assert "finding_thing" in second.made


def test_gaps_can_ask_whether_a_thing_is_still_in_the_population(world):
    fleet(world)
    accounts(world)
    parts = (
        LAPTOPS,
        ACCOUNTS,
        check("encrypted", "encrypt", fails="not disk_encrypted"),
        check("leaver", "leavers", sql=LEAVER, applies=OWNED),
    )
    build, _ = judge(world, *parts)
    world.engine.execute("create temp table gap_quiet_pair (check_id varchar, asset_id varchar)")
    world.engine.execute("create temp table gap_applies (check_id varchar, asset_id varchar, applies boolean)")
    for check_id, things in (("encrypted", ("d1", "d4", "d5", "gone")), ("leaver", ("a1", "a3")), ("other", ("x",))):
        world.engine.insert("gap_quiet_pair", ("check_id", "asset_id"), [(check_id, thing) for thing in things])
    applies(build, program(role("it", "ira"), *parts))
    assert world.engine.rows("from gap_applies order by all") == [
        ("encrypted", "d1", True), ("encrypted", "d4", False), ("encrypted", "d5", None),
        ("leaver", "a1", True), ("leaver", "a3", False),
    ]  # fmt: skip


def test_rows_of_a_query_about_one_item_are_one_and_fail_wins(world):
    accounts(world)
    several = (
        "select account_id as asset_id, 'x' as item, 'unknown' as outcome, 'a' as detail from account"
        " union all select account_id, 'x', 'fail', 'c' from account"
        " union all select account_id, 'x', 'fail', 'b' from account"
    )
    _, results = judge(world, ACCOUNTS, check("twice", "leavers", sql=several, applies=OWNED))
    assert counts(results["twice"]) == (0, 2, 0, 1)
    assert findings(world, "asset_id", "outcome", "detail") == [("a1", "fail", "b"), ("a2", "fail", "b")]
