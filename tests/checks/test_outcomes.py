"""What every check says of one thing: the same as the counts say of all."""

from __future__ import annotations

from collections import Counter

from drystone.checks import evaluate, outcomes_of
from drystone.checks.compile import universe
from drystone.lake.engines.base import EngineTimeoutError
from drystone.responsibility import resolve
from judging import AS_OF, activity, check, program, role

LAPTOPS = activity("encrypt", about="device", where="kind = 'laptop'", r=["it"], a="it")
DEVICES = activity("keep", about="device", r=["it"], a="it")
ACCOUNTS = activity("leavers", about="account", where="kind = 'human'", r=["it"], a="it")
CRM = activity("tidy", about="software", where="name = 'Acme'", r=["it"], a="it")
CHECKS = (
    check("encrypted", "encrypt", fails="not disk_encrypted"),
    check("walled", "keep", fails="not firewall_enabled", where="status = 'active'"),
    check("seen", "keep", fails="days_since(last_seen_at) > 9"),
    check("old", "encrypt", about="software", where="name <> 'Other'", fails="version = '1'"),
    check("cast", "encrypt", fails="cast(os_version as integer) < 10"),
    check("syntax", "keep", fails="not (("),
    check(
        "leaver",
        "leavers",
        sql="select a.account_id as asset_id, a.system as item, 'fail' as outcome, p.name as detail from account a"
        " join person p using (person_id) where p.status = 'left' and a.status = 'active'",
        applies="select account_id as asset_id from account where person_id is not null",
    ),
    check("named", "tidy", fails="version is null"),
    check("of-a-machine-with-it", "tidy", about="device", fails="not managed"),
)
WHOLE = program(role("it", "ira"), LAPTOPS, DEVICES, ACCOUNTS, CRM, *CHECKS)


def fill(world):
    world.person("ira")
    world.person("lea", status="left")
    laptop = {"kind": "laptop", "os_version": "ten"}
    world.thing("device", "d1", disk_encrypted=True, status="active", firewall_enabled=True, **laptop)
    world.thing("device", "d2", disk_encrypted=False, status="active", managed=False, **laptop)
    world.thing("device", "d3", status="retired", managed=False, **laptop)
    world.thing("device", "d4", kind="server", disk_encrypted=False, status="active")
    world.thing("device", "d5", kind=None, disk_encrypted=False)
    world.thing("device", "d6", kind="server", managed=True)
    for device_id, name, version in [
        ("d1", "Acme", "2"),
        ("d2", "Acme", "1"),
        ("d2", "Bolt", None),
        ("d4", "Acme", "1"),
    ]:
        world.add("software", device_id=device_id, name=name, version=version)
    world.add("software", device_id="d3", name="Other", version="1")
    world.thing("account", "a1", person_id="lea", status="active", system="crm", kind="human")
    world.thing("account", "a2", person_id="lea", status="disabled", kind="human")
    world.thing("account", "a3", status="active", kind="human")
    world.thing("account", "a4", person_id="lea", status="active", kind="service")


def judged(world, whole=WHOLE):
    build = world.build()
    resolve(build, whole)
    return evaluate(build, whole)


def of(world, kind, asset_id, whole=WHOLE):
    return {one.check_id: one for one in outcomes_of(world.engine, whole, kind, asset_id, as_of=AS_OF)}


def test_the_outcomes_of_all_things_add_up_to_the_counts(world):
    fill(world)
    results = judged(world)
    told = Counter()
    for kind in ("device", "account"):
        for (asset_id,) in world.engine.rows(f"select asset_id from ({universe(kind)})"):
            told.update((one.check_id, one.outcome) for one in of(world, kind, asset_id).values())
    for result in results:
        counted = (result.passed, result.failed, result.unknown, result.not_applicable)
        outcomes = ("pass", "fail", "unknown", "not_applicable")
        assert tuple(told[result.id, outcome] for outcome in outcomes) == counted, result.id


def test_the_four_outcomes_of_one_thing(world):
    fill(world)
    judged(world)
    assert of(world, "device", "d2")["encrypted"].outcome == "fail"
    assert of(world, "device", "d1")["encrypted"].outcome == "pass"
    assert of(world, "device", "d3")["encrypted"].outcome == "unknown"
    assert of(world, "device", "d4")["encrypted"].outcome == "not_applicable"


def test_items_are_told_apart_and_those_that_fail_come_first(world):
    fill(world)
    judged(world)
    old = of(world, "device", "d2")["old"]
    assert [(one.item, one.outcome) for one in old.findings] == [("Acme", "fail"), ("Bolt", "unknown")]
    assert old.outcome == "fail"
    leaver = of(world, "account", "a1")["leaver"]
    assert [(one.item, one.detail) for one in leaver.findings] == [("crm", "Lea")]


def test_a_check_that_could_not_run_is_unknown_and_says_why(world):
    fill(world)
    judged(world)
    outcome = of(world, "device", "d2")["cast"]
    assert outcome.outcome == "unknown"
    assert "Could not convert" in outcome.error
    assert of(world, "device", "d4")["cast"].outcome == "not_applicable"
    assert "not an expression" in of(world, "device", "d4")["syntax"].error


def test_a_check_written_since_the_run_is_not_judged_yet(world):
    fill(world)
    judged(world)
    later = program(role("it", "ira"), LAPTOPS, check("new", "encrypt", fails="not managed"))
    (outcome,) = of(world, "device", "d2", later).values()
    assert (outcome.outcome, outcome.judged) == ("unknown", False)


def test_a_population_that_cannot_be_asked_is_unknown_and_the_others_are_still_told(world):
    fill(world)
    judged(world)
    broken = check("encrypted", "encrypt", fails="not disk_encrypted", where="cast(os_version as integer) > 1")
    outcomes = of(world, "device", "d1", program(role("it", "ira"), LAPTOPS, DEVICES, CHECKS[1], broken))
    assert outcomes["walled"].outcome == "pass"
    assert outcomes["encrypted"].outcome == "unknown"
    assert "Could not convert" in outcomes["encrypted"].error


def test_a_thing_that_the_run_does_not_know_has_no_outcomes(world):
    fill(world)
    judged(world)
    assert of(world, "device", "d99") == {}
    assert of(world, "device", "x' or '1'='1") == {}


def test_a_population_that_takes_too_long_is_unknown_for_this_page(world, monkeypatch):
    fill(world)
    judged(world)
    rows = type(world.engine).rows

    def slow(self, sql, *more, **named):
        if "bool_or" in sql:
            raise EngineTimeoutError("it took longer than 3 seconds")
        return rows(self, sql, *more, **named)

    monkeypatch.setattr(type(world.engine), "rows", slow)
    outcomes = of(world, "device", "d1")
    assert (outcomes["walled"].outcome, outcomes["walled"].error) == ("unknown", "it took longer than 3 seconds")
    assert of(world, "device", "d2")["encrypted"].outcome == "fail"
