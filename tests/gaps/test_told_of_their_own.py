"""Whoever is told (I) by a relation hears of what is theirs, and of nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from judging import AS_OF as NOW
from judging import World, activity, program, role


def test_who_has_a_thing_is_told_of_it_and_nobody_of_anybody_elses(sqlite_state: Any) -> None:
    from drystone.gaps.everyone import News
    from drystone.gaps.models import Gap
    from drystone.gaps.own_news import own_news
    from drystone.responsibility import resolve

    world = World()
    world.person("boss")
    world.person("mira", manager_id="boss")
    world.thing("device", "d1", owner="mira")
    world.thing("device", "nobodys")
    told = {"about": "device", "r": ("it-head",)}
    matrix = program(
        role("it-head", "boss"),
        activity("encrypt", informed=("asset.owner", "everyone"), **told),
        activity("wipe", informed=("asset.owner.manager",), **told),
        activity("train", about="person", informed=("everyone",)),
        activity("lock", informed=("everyone",), standing="suggested", **told),
    )
    resolve(world.build(), matrix)
    rows = [(one, "device", thing) for one in ("encrypt", "wipe", "lock") for thing in ("d1", "nobodys")]
    rows += [("encrypt", "device", "d1"), ("train", "person", "mira")]
    for number, (activity_id, kind, asset_id) in enumerate(rows):
        closed = {"status": "closed", "close_reason": "fixed", "closed_at": NOW} if number == len(rows) - 2 else {}
        Gap.objects.create(
            gap_id=f"gap-{number}", origin="check", check_id="c", activity_id=activity_id, asset_kind=kind,
            asset_id=asset_id, item=str(number), severity="high", reach="live", accountable="boss", first_seen=NOW,
            opened_at=NOW, due=NOW, last_run="r", **closed,
        )  # fmt: skip
    week = {"since": NOW - dt.timedelta(days=7)}
    assert own_news(matrix, world.engine, **week) == {
        "mira": {"encrypt": News("encrypt", opened=1, mended=1, own=True)}
    }
    assert [*own_news(matrix, world.engine, of={"mira"}, **week)] == ["mira"]
    assert own_news(matrix, world.engine, of={"boss"}, **week) == {}
    assert own_news(matrix, world.engine, since=NOW + dt.timedelta(days=1)) == {}
    world.engine.close()
