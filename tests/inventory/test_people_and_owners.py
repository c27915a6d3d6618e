"""People, their accounts, and who owns what."""

from __future__ import annotations

import datetime as dt

import pytest

from drystone.inventory import find_thing, why
from drystone.lib.errors import UsageError

PERSON = ("email", "name", "manager_id", "status", "end_date", "start_date", "department")


def people(world, *rows, source="hr", **more):
    filled = [{**dict.fromkeys(PERSON, ""), **row} for row in rows]
    return world.source(source, filled, world.same_named("person", *PERSON), rank=1, **more)


def staff(world):
    return people(
        world,
        {"id": "1", "email": "mira@fenwick.example", "name": "Mira", "department": "IT"},
        {"id": "2", "email": "alice@fenwick.example", "name": "Alice", "manager_id": "mira@fenwick.example"},
        {"id": "3", "email": "bob@fenwick.example", "name": "Bob", "manager_id": "2", "end_date": "2026-11-01"},
        {"id": "4", "email": "cleo@fenwick.example", "name": "Cleo", "manager_id": "3", "status": "left"},
    )


def owners(world, kind="device"):
    return dict(
        world.rows(
            "select a.name, p.name || ' by ' || o.claim from asset a left join owner o using (asset_kind, asset_id)"
            f" left join person p on p.person_id = o.person_id where a.asset_kind = '{kind}'"
        )
    )


def test_an_end_date_in_the_past_means_left_and_a_manager_may_be_given_by_address(world):
    staff(world).run()
    found = world.rows(
        "select p.name, p.status, m.name from person p left join person m on m.person_id = p.manager_id order by 1"
    )
    assert found == [
        ("Alice", "active", "Mira"),
        ("Bob", "left", "Alice"),
        ("Cleo", "left", "Bob"),
        ("Mira", "active", None),
    ]


def test_an_address_or_a_department_longer_than_any_is_unknown_and_listed(world):
    long = "x" * 12_000
    people(world, {"id": "1", "name": "Alice", "email": f"{long}@fenwick.example", "department": long}).run()
    assert world.rows("select name, email, department from person") == [("Alice", None, None)]
    reasons = [reason for (reason,) in world.rows("select reason from quarantine order by reason")]
    assert [reason.partition(":")[0] for reason in reasons] == ["person.department", "person.email"]
    assert all("is longer than 320" in reason and len(reason) < 400 for reason in reasons)


def test_managers_in_a_circle_are_cut_and_listed(world):
    people(
        world,
        {"id": "1", "name": "Alice", "manager_id": "2"},
        {"id": "2", "name": "Bob", "manager_id": "1"},
        {"id": "3", "name": "Cleo", "manager_id": "2"},
        {"id": "4", "name": "Dan", "manager_id": "4"},
    ).run()
    assert world.rows("select name from person where manager_id is not null") == [("Cleo",)]
    assert world.value("select count(*) from quarantine where reason like '%circle%'") == 2


def test_two_people_with_one_address_are_not_merged_but_asked_about(world):
    people(
        world,
        {"id": "1", "email": "alice@fenwick.example", "name": "Alice A"},
        {"id": "2", "email": "ALICE@fenwick.example", "name": "Alice B"},
    ).run()
    assert world.value("select count(*) from person") == 2
    assert world.rows("select rule, value from split") == [("email", "alice@fenwick.example")]


def test_one_person_in_two_hr_systems_is_one_person(world):
    people(world, {"id": "1", "email": "alice@fenwick.example", "name": "Alice"})
    people(
        world, {"id": "9", "email": "Alice@Fenwick.example", "name": "Alice A", "department": "IT"}, source="payroll"
    ).run()
    assert world.rows("select name, department from person") == [("Alice", "IT")]


def test_a_new_main_address_is_the_person_whose_old_one_stands_beside_it(world):
    staff(world)
    world.source(
        "scim",
        [
            {"id": "1", "who": "alice.new@fenwick.example", "email": "Alice@fenwick.example"},
            {"id": "2", "who": "alice.new@fenwick.example", "email": "al@old.example"},
            # Who stands beside two people is neither.
            {"id": "3", "who": "both@fenwick.example", "email": "alice@fenwick.example"},
            {"id": "4", "who": "both@fenwick.example", "email": "bob@fenwick.example"},
            # Somebody we know stays who they are, whatever stands beside them.
            {"id": "5", "who": "mira@fenwick.example", "email": "bob@fenwick.example"},
        ],
        world.feed("alias", person="who", email="email"),
    )
    rows = [
        {"id": name, "system": "okta", "username": name, "email": f"{name}@{where}"}
        for name, where in (("alice.new", "fenwick.example"), ("al", "old.example"), ("both", "fenwick.example"))
    ]
    rows.append({"id": "m", "system": "okta", "username": "m", "email": "mira@fenwick.example"})
    world.source("okta", rows, world.same_named("account", "system", "username", "email")).run()
    found = world.rows(
        "select a.username, p.name from account a left join person p using (person_id) order by a.username"
    )
    assert found == [("al", "Alice"), ("alice.new", "Alice"), ("both", None), ("m", "Mira")]


def test_accounts_attach_by_reference_address_alias_and_login(world):
    staff(world)
    world.source(
        "aliases",
        [{"id": "1", "who": "alice@fenwick.example", "email": "al@old.example"}],
        world.feed("alias", person="who", email="email"),
    )
    columns = ("system", "username", "email", "kind", "person_id")
    rows = [
        {"id": "a", "username": "a1", "person_id": "mira@fenwick.example"},
        {"id": "b", "username": "b1", "email": "BOB@fenwick.example"},
        {"id": "c", "username": "c1", "email": "al@old.example"},
        {"id": "d", "username": "cleo"},
        {"id": "e", "username": "mira", "kind": "service"},
        {"id": "f", "username": "stranger", "email": "x@other.example"},
    ]
    filled = [{**dict.fromkeys(columns, ""), "system": "okta", "kind": "human", **row} for row in rows]
    world.source("okta", filled, world.same_named("account", *columns)).run()
    found = world.rows(
        "select a.username, p.name from account a left join person p using (person_id) order by a.username"
    )
    assert found == [
        ("a1", "Mira"), ("b1", "Bob"), ("c1", "Alice"), ("cleo", "Cleo"), ("mira", None), ("stranger", None),
    ]  # fmt: skip
    # A leaver's account answers to the next living manager.
    assert owners(world, "account")["cleo"] == "Alice by manager"
    assert owners(world, "account")["stranger"] is None


def claims(world, *rows):
    columns = ("serial", "who", "kind", "seen")
    filled = [{**dict.fromkeys(columns, ""), "serial": f"C02XK1ABJG5{row['id']}", **row} for row in rows]
    return world.source(
        "mdm",
        filled,
        world.feed("device", serial_number="serial", hostname="'lap-' || id"),
        world.feed("claim", person="who", kind="kind", seen_at="seen"),
        key="id",
    )


def test_claims_count_in_the_programs_order_and_what_cannot_count_is_listed(world):
    staff(world)
    claims(
        world,
        {"id": "A", "who": "alice@fenwick.example", "kind": "assigned"},
        {"id": "B", "who": "cleo@fenwick.example", "kind": "assigned"},
        {"id": "C", "who": "nobody@fenwick.example", "kind": "assigned"},
        {"id": "D", "who": "mira@fenwick.example", "kind": "last_user", "seen": "2026-01-01"},
    )
    world.source(
        "idp",
        [{"id": f"{serial}{at}", "serial": f"C02XK1ABJG5{serial}", "who": who} for at, (serial, who) in enumerate(
            [("A", "mira@fenwick.example"), ("C", "mira@fenwick.example")])],
        world.feed("device", serial_number="serial"),
        world.feed("claim", person="who", kind="'idp'"),
    ).run()  # fmt: skip
    assert owners(world) == {
        "lap-A": "Alice by assigned",
        "lap-B": "Alice by manager",
        "lap-C": "Mira by idp",
        "lap-D": None,
    }
    assert set(world.rows("select given, reason from claim_skipped")) == {
        ("cleo@fenwick.example", "left"), ("nobody@fenwick.example", "nobody"), ("mira@fenwick.example", "stale"),
    }  # fmt: skip


def test_a_decision_gives_an_owner_and_not_mine_takes_one_away(world):
    staff(world)
    claims(
        world,
        {"id": "A", "who": "alice@fenwick.example", "kind": "assigned"},
        {"id": "B", "who": "alice@fenwick.example", "kind": "assigned"},
    ).run()
    ids = dict(world.rows("select name, asset_id from asset"))
    moment = dt.datetime.fromisoformat("2026-11-20")
    world.decide("owner", asset_kind="device", asset_id=ids["lap-A"], person_id=ids["Mira"], decided_at=moment)
    world.decide("not_mine", asset_kind="device", asset_id=ids["lap-B"], person_id=ids["Alice"], decided_at=moment)
    world.run()
    assert owners(world) == {"lap-A": "Mira by decision", "lap-B": None}


def test_a_thing_without_an_owner_has_its_applications_or_vendors(world):
    staff(world)
    world.source("vendors", [{"id": "v", "name": "Initech Ltd", "tier": "1"}],
                 world.feed("vendor", name="name", sponsor="'alice@fenwick.example'", tier="tier"))  # fmt: skip
    world.source("apps", [{"id": "p", "name": "Payroll", "vendor": "Initech"}],
                 world.feed("application", name="name", vendor="vendor"))  # fmt: skip
    world.source("repos", [{"id": "r", "name": "pay", "app": "payroll"}],
                 world.feed("repository", name="name", application="app")).run()  # fmt: skip
    assert owners(world, "vendor") == {"Initech Ltd": "Alice by assigned"}
    assert owners(world, "application") == {"Payroll": "Alice by parent"}
    assert owners(world, "repository") == {"pay": "Alice by parent"}
    rated = world.rows("select name, criticality from asset where asset_kind in ('vendor', 'application') order by 1")
    assert rated == [
        ("Initech Ltd", 4), ("Payroll", 4),
    ]  # fmt: skip


def test_why_tells_records_values_losers_reasons_and_claims(world):
    staff(world)
    claims(world, {"id": "A", "who": "alice@fenwick.example", "kind": "assigned"})
    world.source("edr", [{"id": "x", "serial": "c02xk1abjg5a", "host": "other"}],
                 world.feed("device", serial_number="serial", hostname="host"), rank=200).run()  # fmt: skip
    told = why(world.engine, "device", "C02XK1ABJG5A")
    assert [(one.source, one.key) for one in told.records] == [("mdm", "A"), ("edr", "x")]
    assert ("hostname", "lap-A", "mdm", (("edr", "other"),)) in [
        (one.column, one.value, one.source, one.others) for one in told.values
    ]
    assert [(one.rule, one.value) for one in told.reasons] == [("serial_number", "C02XK1ABJG5A")]
    assert [(one.kind, one.won) for one in told.claims] == [("assigned", True)]
    assert find_thing(world.engine, "person", "ALICE@fenwick.example")[0].name == "Alice"
    assert find_thing(world.engine, "device", told.asset_id)[0].name == "lap-A"
    with pytest.raises(UsageError, match="no device is known"):
        why(world.engine, "device", "nothing")
    with pytest.raises(UsageError, match="no kind of thing"):
        find_thing(world.engine, "devcie", "x")


def test_a_register_may_claim_any_kind_of_thing_and_what_it_names_in_vain_is_listed(world):
    staff(world)
    world.source(
        "cloud", [{"id": "arn:1", "name": "ledger"}], world.feed("cloud_resource", name="name", provider="'aws'")
    )
    rows = [("1", "cloud_resource", "arn:1"), ("2", "cloud_resource", "arn:9"), ("3", "spaceship", "x"), ("4", "", "")]
    world.source(
        "register",
        [{"id": at, "kind": kind, "what": what, "who": "mira@fenwick.example"} for at, kind, what in rows],
        world.feed("claim", asset_kind="kind", asset="what", person="who", kind="'assigned'"),
    ).run()
    assert owners(world, "cloud_resource") == {"ledger": "Mira by assigned"}
    assert set(world.rows("select reason from quarantine where source_id = 'register'")) == {
        ("claim.asset_id: 'arn:9' is no cloud_resource that we know",),
        ("claim.asset_kind: there is no kind of thing called spaceship",),
        ("claim.asset_id: nothing is named",),
    }
