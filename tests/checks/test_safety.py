"""What a hostile program may try: the gate refuses it, and behind the gate the sealed engine does."""

from __future__ import annotations

import pytest

from drystone.checks import evaluate
from drystone.lake.engines.base import EngineError
from drystone.responsibility import resolve
from judging import activity, check, program, role

HOSTILE = (
    "select content as asset_id from read_text('/etc/hostname')",
    "select asset_id from '/etc/passwd'",
    "select asset_id from read_csv('/etc/passwd')",
    "copy (select 1) to 'stolen.csv'",
    "select 1 as asset_id; drop table device",
    "select file as asset_id from glob('/*')",
    "attach 'x.db' as x",
    "install httpfs",
    "set memory_limit = '1TB'",
    "select getvariable('x') as asset_id",
    "insert into device (device_id) values ('x') returning device_id as asset_id",
    "with x as (delete from device returning device_id) select device_id as asset_id from x",
    "select sql as asset_id from duckdb_tables()",
    "select table_name as asset_id from information_schema.tables",
    "pragma database_list",
    "select nextval('s') as asset_id",
)


EXPRESSIONS = (
    "(select count(*) from person) > 0",
    "device_id in (select person_id from person)",
    "true) from device; drop table device; --",
    "read_text('/etc/hostname') is not null",
    "random() > 0.5",
)


def test_hostile_sql_never_runs_and_only_its_own_things_are_unknown(world):
    world.person("ira")
    world.thing("device", "d1", managed=True)
    applies = "select device_id as asset_id from device"
    parts = (
        activity("keep", about="device", r=["it"], a="it"),
        *(check(f"query-{number}", "keep", sql=text, applies=applies) for number, text in enumerate(HOSTILE)),
        *(check(f"row-{number}", "keep", fails=text) for number, text in enumerate(EXPRESSIONS)),
        check("good", "keep", fails="not managed"),
    )
    build, whole = world.build(), program(role("it", "ira"), *parts)
    resolve(build, whole)
    *bad, good = evaluate(build, whole)
    assert [one.id for one in bad if not one.error] == []
    assert {(one.passed, one.failed, one.unknown) for one in bad} == {(0, 0, 1)}
    assert (good.passed, good.error) == (1, None)
    assert world.engine.value("select count(*) from device") == 1


def test_a_sealed_engine_still_judges_and_opens_no_file(world):
    world.person("ira")
    world.thing("device", "d1", managed=False)
    keep = activity("keep", about="device", r=["it"], a="it")
    world.engine.seal()
    build, whole = world.build(), program(role("it", "ira"), keep, check("good", "keep", fails="not managed"))
    resolve(build, whole)
    (result,) = evaluate(build, whole)
    assert result.failed == 1
    with pytest.raises(EngineError, match="disabled"):
        world.engine.rows("select * from read_text('/etc/hostname')")
    with pytest.raises(EngineError):
        world.engine.execute("set enable_external_access = true")
