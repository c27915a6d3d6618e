"""How much a page or an operation asks does not depend on how large the lake and the program are.

Pages about things, activities, objectives, figures and a person's own, and every reading operation of the API, are
opened again with twice the things, findings and gaps in the applied run's tables, and twice the activities,
checks and objectives in the program.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from access import operations, tables
from access.arranged import Arranged
from web.test_query_counts import VISITORS, Asked, counting

TIMES = 2
ROOMS = ("accountability", "catalogue", "measures", "people")

#: What is multiplied in the applied run: table → the columns that make another row of it. Owners stay who they are.
LAKE: dict[str, tuple[str, ...]] = {
    "asset": ("asset_id",),
    "device": ("device_id",),
    "account": ("account_id",),
    "finding": ("asset_id",),
    "gap": ("gap_id", "asset_id"),
    "member": ("asset_id",),
    "relation_holder": ("asset_id",),
    "outcome_count": ("check_id",),
    "finding_check": ("check_id", "activity_id"),
    "check_reach": ("check_id",),
    "coverage": ("activity_id",),
    "letter_rule": ("activity_id",),
}


def grow() -> int:
    """Multiply the rows of the applied run in this process alone; return how many things there are then."""
    from drystone.measures import facts
    from drystone.shell import site

    facts.forget()
    with site.reading() as engine:
        for table, keys in LAKE.items():
            columns = engine.columns(table)
            assert set(keys) <= set(columns), table
            chosen = ", ".join(
                f"{one} || if(nth > 0, '-' || nth, '') as {one}" if one in keys else one for one in columns
            )
            engine.execute(f"create temp table grown as select {chosen} from {table}, range({TIMES}) times(nth)")
            engine.execute(f"create temp table {table} as from grown")
            engine.execute("drop table grown")
        return int(engine.value("select count(*) from asset"))


def ungrow() -> None:
    """Leave the lake, which all tests share, as it was."""
    from drystone.measures import facts
    from drystone.shell import site

    facts.forget()
    with site.reading() as engine:
        for table in LAKE:
            engine.execute(f"drop table if exists temp.{table}")


def grown(program: Any) -> Any:
    """The program with as many more activities, checks and objectives, each another of one that is there."""
    activities, checks, objectives = dict(program.activities), dict(program.checks), dict(program.objectives)
    for number in range(1, TIMES):
        for one, check in product((f"-{number}",), program.checks.values()):
            checks[check.id + one] = replace(check, id=check.id + one, activity=check.activity + one)
        for activity in program.activities.values():
            activities[f"{activity.id}-{number}"] = replace(activity, id=f"{activity.id}-{number}")
        for goal in program.objectives.values():
            objectives[f"{goal.id}-{number}"] = replace(goal, id=f"{goal.id}-{number}")
    return replace(program, digest="grown", activities=activities, checks=checks, objectives=objectives)


def _opened(addresses: dict[str, tuple[Any, str]], monkeypatch: pytest.MonkeyPatch) -> dict[str, Asked]:
    found = {}
    for name, (client, url) in addresses.items():
        for look in range(2):
            # The first look fills what a process keeps for a run and a program.
            with counting(monkeypatch) as asked:
                answer = client.get(url)
                b"".join(answer) if answer.streaming else answer.content
                answer.close()
            assert answer.status_code == 200, (name, look, url)
        found[name] = asked
    return found


def _addresses(arranged: Arranged) -> dict[str, tuple[Any, str]]:
    from django.test import Client

    found: dict[str, tuple[Any, str]] = {}
    clients = {kind: arranged.client(kind) for kind in VISITORS}
    programs = {kind: Client(headers={"host": "127.0.0.1", **arranged.token(kind)}) for kind in VISITORS}
    for name, row in tables.TABLE.items():
        kind = next((kind for kind in VISITORS if row[kind] == 200), None)
        if kind and name.startswith(ROOMS):
            found[name] = (clients[kind], tables.url(name, arranged))
    for name, row in operations.TABLE.items():
        kind = next((kind for kind in VISITORS if row[kind] == 200), None)
        if kind and name.startswith("GET "):
            found[name] = (programs[kind], f"/api/v1{operations.url(arranged, name)}")
    return {name: one for name, one in found.items() if name not in _PACKS}


#: Reads every thing that a check is about, check by check: a pack of one activity, and not a page.
_PACKS = {"accountability:evidence", "GET /answer-for/{activity_id}/evidence"}


def test_what_is_asked_does_not_grow_with_the_lake_or_the_program(
    arranged: Arranged,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from drystone.catalogue import knowing
    from drystone.shell import site

    addresses = _addresses(arranged)
    assert len(addresses) > 30
    small = _opened(addresses, monkeypatch)
    with site.reading() as engine:
        before = int(engine.value("select count(*) from asset"))
    program = grown(site.program())
    knowing._find.cache_clear()
    knowing._letters.cache_clear()
    try:
        assert grow() == TIMES * before
        monkeypatch.setattr(site, "program", lambda: program)
        large = _opened(addresses, monkeypatch)
    finally:
        ungrow()
        knowing._find.cache_clear()
        knowing._letters.cache_clear()
    more = {
        name: (small[name], large[name])
        for name in addresses
        if large[name].lake > small[name].lake or large[name].state > small[name].state + 1
    }
    assert more == {}
