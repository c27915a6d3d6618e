"""What incomplete and failing sources contribute."""

from __future__ import annotations

import datetime as dt

import pytest

from drystone.lib.errors import SourceError


def mdm(world, *serials, **more):
    rows = [{"id": serial, "serial": serial, "os": "macos"} for serial in serials]
    return world.source("mdm", rows, world.feed("device", serial_number="serial", platform="os"), **more)


SERIALS = ("C02XK1ABJG5A", "C02XK1ABJG5B", "C02XK1ABJG5C", "C02XK1ABJG5D")


def devices(world):
    return {row[0] for row in world.rows("select serial_number from device")}


def status(world, source="mdm"):
    return world.rows(f"select status, rows, error from source_status where source_id = '{source}'")[0]


def test_a_source_that_fails_shrinks_or_is_late_keeps_its_last_complete_records(world):
    mdm(world, *SERIALS).run()
    mdm(world, status="failed").run()
    assert devices(world) == set(SERIALS)
    assert status(world)[0] == "failed"
    assert world.value("select bool_and(_stale) from record_device") is True
    mdm(world, SERIALS[0]).run()
    assert devices(world) == set(SERIALS)
    assert status(world) == ("incomplete", 1, "it brought 1 rows, after 4 last time")
    mdm(world, *SERIALS[:3], fresh=dt.timedelta(days=2), fetched_at=world.as_of - dt.timedelta(days=3)).run()
    assert devices(world) == set(SERIALS)
    assert status(world)[0] == "incomplete"
    mdm(world, *SERIALS[:2]).run()
    assert devices(world) == set(SERIALS[:2])
    assert status(world)[0] == "complete"


def test_a_source_that_never_was_complete_contributes_what_arrived(world):
    mdm(world, *SERIALS[:2], status="incomplete").run()
    assert devices(world) == set(SERIALS[:2])


def test_absence_deletes_only_inside_what_a_source_covers(world):
    rows = [{"id": "1", "os": "macos"}, {"id": "2", "os": "windows"}, {"id": "3", "os": "windows"}]
    feed = world.feed("device", platform="os", asset_tag="id")
    world.source("mdm", rows, feed, covers="platform = 'macos'").run()
    world.source("mdm", rows[1:2], feed, covers="platform = 'macos'")
    world.set(shrink=0.1)
    world.run()
    assert world.rows("select asset_tag from device order by 1") == [("2",), ("3",)]


def test_a_column_that_the_file_lacks_fails_the_source_and_says_so(world):
    world.source("mdm", [{"id": "1", "Serial": "C02XK1ABJG5A"}], world.feed("device", serial_number="Serail")).run()
    assert status(world) == ("failed", 1, "the file has no column 'Serail'; did you mean 'Serial'?")
    assert devices(world) == set()


def test_rows_without_a_key_or_with_one_that_came_before_are_listed_and_not_used(world):
    rows = [{"id": "1", "tag": "a"}, {"id": "", "tag": "b"}, {"id": "1", "tag": "c"}]
    world.source("cmdb", rows, world.feed("device", asset_tag="tag", last_seen_at="'2026-11-20T08:00:00+02:00'")).run()
    assert world.rows("select asset_tag, last_seen_at from device") == [
        ("a", dt.datetime.fromisoformat("2026-11-20T06:00"))
    ]
    assert world.rows("select line, reason from quarantine order by line") == [
        (2, "device: the row has no key"),
        (3, "device: the key '1' came before"),
    ]
    assert world.value("select quarantined from source_status") == 2


def test_facts_of_an_incomplete_source_stay_too(world):
    mdm(world, *SERIALS)
    agent = world.feed("software", device="serial", name="name", version="'1.0'")
    world.source("osquery", [{"id": "1", "serial": SERIALS[0], "name": "VLC"}], agent).run()
    world.source("osquery", [], agent, status="failed").run()
    assert world.rows("select name, _stale from software") == [("VLC", True)]
    assert world.value("select count(*) from software join device using (device_id)") == 1


def test_sql_that_cannot_run_names_the_source_and_its_place(world):
    with pytest.raises(SourceError, match="the feed device of mdm cannot be run") as caught:
        world.source("mdm", [{"id": "1"}], world.feed("device", hostname="nonsense(id)")).run()
    assert caught.value.where == "sources/made-up.yaml:1:1"


def test_a_number_with_a_fraction_is_no_whole_number(world):
    rows = [{"id": "a", "level": "3.7"}, {"id": "b", "level": "3.0"}, {"id": "c", "level": "4"}]
    world.source("register", rows, world.feed("application", name="id", criticality="level")).run()
    assert world.rows("select name, criticality from application order by name") == [("a", None), ("b", 3), ("c", 4)]
    assert world.rows("select count(*) from quarantine where reason like '%3.7%'") == [(1,)]
