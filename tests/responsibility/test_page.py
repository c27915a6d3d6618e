"""The table of pages: one row a living person, with what is theirs, how we know, and their duties through things."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from drystone.program.vocabulary import KINDS, TABLES
from drystone.responsibility import page, resolve, write_pages
from judging import activity, program, role

SEEN = dt.datetime(2026, 11, 20, 9)  # noqa: DTZ001 # Times in the lake are naive UTC.
ENCRYPT = activity("encrypt", about="device", where="kind = 'laptop'")


@pytest.fixture
def records(world):
    """A world with records of things, too."""
    for kind in KINDS:
        if TABLES[kind].role == "thing":
            world.engine.execute(
                f"create table record_{kind} (_source text, _key text, _seen_at timestamp, _stale boolean)"
            )
    return world


def pages(world, *parts, **more):
    build = world.build(**more)
    told = program(role("it-head", "mira"), *parts)
    resolve(build, told)
    write_pages(build, told)
    return {key: read(body) for key, body in world.engine.rows("select * from page order by person_id")}


def read(body):
    told = json.loads(body)
    shapes = {"things": page.THING, "counts": page.COUNT, "duties": page.DUTY}
    return told | {name: [dict(zip(shape, one, strict=True)) for one in told[name]] for name, shape in shapes.items()}


def record(world, kind, asset_id, source, seen=SEEN, *, stale=False, gone=None):
    key = f"{source}-{asset_id}"
    world.add("member", asset_kind=kind, source=source, key=key, asset_id=asset_id, gone_since=gone)
    world.add(f"record_{kind}", _source=source, _key=key, _seen_at=seen, _stale=stale)


def test_a_thing_is_on_its_owners_page_with_how_we_know(records):
    records.person("mira")
    records.person("noor", department="Sales", team="North")
    records.thing("device", "d1", kind="laptop", owner="noor", seen_at=SEEN, last_seen_at=SEEN)
    record(records, "device", "d1", "jamf")
    record(records, "device", "d1", "edr", SEEN + dt.timedelta(hours=1))
    record(records, "device", "d1", "old", SEEN + dt.timedelta(days=1), gone=SEEN)
    found = pages(records, ENCRYPT)
    assert (found["noor"]["department"], found["noor"]["team"]) == ("Sales", "North")
    (thing,) = found["noor"]["things"]
    assert (thing["kind"], thing["id"], thing["claim"], thing["claim_source"]) == ("device", "d1", "assigned", "jamf")
    assert (thing["sources"], thing["seen_at"]) == (["edr", "jamf"], "2026-11-20 10:00:00")
    assert (thing["heard_at"], thing["stale"]) == ("2026-11-20 09:00:00", False)
    assert found["mira"]["things"] == []


def test_a_thing_known_only_from_old_records_says_so(records):
    records.person("mira")
    records.thing("share", "s1", owner="mira")
    record(records, "share", "s1", "drive", stale=True)
    assert pages(records)["mira"]["things"][0]["stale"] is True


def test_what_is_over_is_nobodys_concern(records):
    records.person("mira")
    records.thing("account", "a1", owner="mira", status="deleted")
    records.thing("account", "a2", owner="mira", status="disabled", system="okta")
    (thing,) = pages(records)["mira"]["things"]
    assert (thing["id"], thing["detail"]) == ("a2", "okta")


def test_a_leaver_has_no_page_and_is_not_counted_as_managed(records):
    records.person("mira")
    records.person("noor", manager_id="mira")
    records.person("gone", manager_id="mira", status="left")
    found = pages(records)
    assert sorted(found) == ["mira", "noor"]
    assert found["mira"]["manages"] == 1


def test_lists_are_cut_and_counts_are_whole(records):
    records.person("mira")
    for number in range(page.MOST + 5):
        records.thing("share", f"s{number:02}", owner="mira", name=f"Folder {number:02}")
    found = pages(records)["mira"]
    assert len(found["things"]) == page.MOST
    assert found["counts"] == [{"kind": "share", "count": page.MOST + 5}]


def test_duties_count_the_things_of_agreed_activities(records):
    records.person("mira")
    records.person("noor")
    for number in range(3):
        records.thing("device", f"d{number}", kind="laptop", owner="noor")
    records.thing("device", "d9", kind="server", owner="noor")
    suggested = activity("label", about="device", standing="suggested")
    everyone = activity("pause", about="person", r=["everyone"])
    found = pages(records, ENCRYPT, suggested, everyone)
    assert found["noor"]["duties"] == [
        {"activity": "encrypt", "letter": "R", "things": 3},
        {"activity": "pause", "letter": "R", "things": 1},
    ]


def test_what_only_the_fallback_answers_for_is_nobodys_duty(records):
    records.person("mira")
    records.thing("device", "d1", kind="laptop")
    build = records.build()
    told = program(role("it-head", "mira"), ENCRYPT, fallback="it-head")
    resolve(build, told)
    write_pages(build, told)
    (body,) = records.engine.rows("select body from page where person_id = 'mira'")
    assert json.loads(body[0])["duties"] == []


def test_unchanged_pages_are_not_made_again(records):
    records.person("mira")
    told = program(role("it-head", "mira"), ENCRYPT)
    first = records.build()
    resolve(first, told)
    write_pages(first, told)
    second = records.build(earlier=first)
    resolve(second, told)
    write_pages(second, told)
    assert ("page" in first.made, "page" in second.made) == (True, False)


def test_what_is_for_its_person_alone_does_not_come_to_who_inherits_the_rest(records):
    records.person("mira")
    records.person("gone", status="left", manager_id="mira")
    records.thing("screening", "s1", owner="mira", claim="manager", person_id="gone", kind="criminal-record")
    records.thing("screening", "s2", owner="mira", person_id="mira", kind="identity")
    records.thing("account", "a1", owner="mira", claim="manager", person_id="gone")
    assert [thing["id"] for thing in pages(records)["mira"]["things"]] == ["a1", "s2"]
