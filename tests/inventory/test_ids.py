"""Ids last: over runs, merges and splits."""

from __future__ import annotations


def sees(world, source, *rows):
    return world.source(
        source,
        [{"serial": "", "host": "", **row} for row in rows],
        world.feed("device", serial_number="serial", hostname="host"),
    )


def ids(world):
    return dict(world.rows("select source || '.' || key, asset_id from member where gone_since is null"))


def test_an_id_stays_when_records_come_and_go(world):
    sees(world, "mdm", {"id": "1", "serial": "C02XK1ABJG5J"}, {"id": "2", "serial": "C02XK1ABJG5K"}).run()
    first = ids(world)
    sees(world, "edr", {"id": "a", "serial": "C02XK1ABJG5J"}).run()
    assert ids(world) == {**first, "edr.a": first["mdm.1"]}
    sees(world, "mdm", {"id": "2", "serial": "C02XK1ABJG5K"}).run()
    assert ids(world) == {"edr.a": first["mdm.1"], "mdm.2": first["mdm.2"]}
    sees(world, "mdm", {"id": "1", "serial": "C02XK1ABJG5J"}, {"id": "2", "serial": "C02XK1ABJG5K"}).run()
    assert ids(world) == {**first, "edr.a": first["mdm.1"]}


def test_merged_things_keep_the_older_id_and_a_split_gives_it_to_the_stronger_part(world):
    sees(world, "mdm", {"id": "1", "serial": "C02XK1ABJG5J", "host": "lap-1"}).run()
    sees(world, "idp", {"id": "x", "host": "lap-2"}).run()
    before = ids(world)
    world.decide("same", asset_kind="device", a_source="mdm", a_key="1", b_source="idp", b_key="x")
    world.run()
    assert set(ids(world).values()) == {before["mdm.1"]}
    assert world.rows("select old_id, asset_id from asset_alias") == [(before["idp.x"], before["mdm.1"])]
    assert world.value("select rule from merge_reason") == "decision"
    world.decisions.clear()
    world.decide("not_same", asset_kind="device", a_source="mdm", a_key="1", b_source="idp", b_key="x")
    world.run()
    after = ids(world)
    assert after["mdm.1"] == before["mdm.1"]
    assert after["idp.x"] != after["mdm.1"]
