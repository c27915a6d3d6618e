"""The whole path: sources in, things with owners out."""

from __future__ import annotations


def small(world):
    world.source(
        "hr",
        [
            {"id": "1", "email": "Mira@fenwick.example", "name": "Mira Sol", "status": "active", "department": "IT"},
            {"id": "2", "email": "alice@fenwick.example", "name": "Alice A", "manager_id": "1", "status": "active"},
            {"id": "3", "email": "bob@fenwick.example", "name": "Bob B", "manager_id": "2", "status": "left"},
        ],
        world.same_named("person", "email", "name", "manager_id", "status", "department"),
        rank=1,
    )
    world.source(
        "mdm",
        [
            {"id": "a", "serial": "C02XK1ABJG5J", "host": "alice-mbp", "mail": "alice@fenwick.example", "fv": "true"},
            {"id": "b", "serial": "C02XK1ABJG5K", "host": "bob-mbp", "mail": "bob@fenwick.example", "fv": "maybe"},
        ],
        world.feed("device", serial_number="serial", hostname="host", disk_encrypted="fv", platform="'macos'"),
        world.feed("claim", person="mail", kind="'assigned'"),
        rank=20,
    )
    world.source(
        "edr",
        [{"id": "x", "serial": " c02xk1abjg5j ", "host": "ALICE-MBP.fenwick.example", "fv": "false"}],
        world.feed("device", serial_number="serial", hostname="host", disk_encrypted="fv"),
        rank=30,
    )
    return world


def test_records_of_one_laptop_become_one_thing_with_its_living_owner(world):
    summary = small(world).run()
    assert summary.records == 6
    assert summary.things == 5
    found = world.rows(
        "select d.hostname, d.disk_encrypted, p.name, o.claim from device d"
        " left join person p on p.person_id = d.owner_id left join owner o on o.asset_id = d.device_id order by 1"
    )
    assert found == [("alice-mbp", True, "Alice A", "assigned"), ("bob-mbp", None, "Alice A", "manager")]
    assert world.rows("select asset_kind, given, reason from claim_skipped") == [
        ("device", "bob@fenwick.example", "left")
    ]
    assert world.rows("select reason, excerpt from quarantine") == [
        ("device.disk_encrypted: 'maybe' is not a boolean", "maybe")
    ]
    assert world.rows(
        "select column_name, value, source, winner_source from conflict where column_name <> 'hostname'"
    ) == [("disk_encrypted", "false", "edr", "mdm")]


def test_a_moment_outside_the_calendar_is_unknown_and_listed(world):
    sentinels = ["infinity", "-infinity", "294246-01-01", "0044-03-15 (BC)", "10000-01-01"]
    world.source(
        "vendors",
        [{"id": str(at), "name": f"Flour {at}", "until": text} for at, text in enumerate(sentinels)],
        world.feed("vendor", contract_end="until", name="name"),
    )
    rows = [{"id": str(at), "host": f"till-{at}", "seen": text} for at, text in enumerate(sentinels)]
    world.source("mdm", rows, world.feed("device", hostname="host", last_seen_at="seen")).run()
    assert world.rows("select count(*), count(last_seen_at) from device") == [(5, 0)]
    assert world.rows("select count(*), count(contract_end) from vendor") == [(5, 0)]
    assert {row[0] for row in world.rows("select reason from quarantine")} == {
        f"{column}: '{text}' is not {noun}"
        for text in sentinels
        for column, noun in (("device.last_seen_at", "a date and time"), ("vendor.contract_end", "a date"))
    }


def test_an_unchanged_run_makes_nothing_again(world):
    small(world).run()
    world.run()
    assert world.made == []


def test_a_date_that_its_own_conversion_cannot_read_is_listed_and_nothing_is_not(world):
    world.source(
        "hr",
        [{"id": "1", "start": "31.01.2026"}, {"id": "2", "start": "31.02.2026"}, {"id": "3", "start": ""}],
        world.feed("person", name="id", start_date="try_strptime(\"start\", '%d.%m.%Y')::date"),
    ).run()
    assert world.rows("select name, start_date is null from person order by 1") == [
        ("1", False),
        ("2", True),
        ("3", True),
    ]
    assert world.rows("select reason from quarantine") == [("person.start_date: '31.02.2026' is not a date",)]
