"""Both rooms in a real build: sealed, committed, and run again with nothing changed."""

from __future__ import annotations

import datetime as dt

from drystone.checks import evaluate, needs, prepare
from drystone.lake import Lake
from drystone.lake.engines.duck import DuckEngine
from drystone.program.vocabulary import TABLES
from drystone.responsibility import resolve, who
from judging import AS_OF, World, activity, check, program, role

MADE = ("activity", "position", "holding", "letter", "hole", "required_screening")
PROGRAM = program(
    role("it", "ira"),
    activity("keep", about="device", where="kind = 'laptop'", a="it"),
    activity("watch", about="device", r=["it"], a="it"),
    check("managed", "keep", fails="not managed"),
    check("seen", "watch", fails="days_since(last_seen_at) > 3"),
    check("old", "watch", about="software", fails="version = '1'"),
    check(
        "lost-letter",
        "keep",
        sql="select asset_id, letter as item from letter where person_id is null",
        applies="select device_id as asset_id from device",
    ),
)


def run(lake, run_id, world, previous, *, as_of=AS_OF):
    """One run as the runs room does it; returns the snapshot, the results and what was made."""
    engine = DuckEngine()
    build = lake.begin(run_id, engine, as_of=as_of, previous=previous)
    for name in (*TABLES, "asset", "member"):
        if name in MADE:
            continue
        columns = world.engine.columns(name)
        rows = world.engine.rows(f'select * from "{name}"')

        def make(session, name=name, columns=columns, rows=rows):
            listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            session.execute(f'create table "{name}" ({listed})')
            session.insert(name, tuple(columns), rows)

        build.table(name, make, text=repr(rows))
    summary = resolve(build, PROGRAM)
    prepare(build)
    read = needs(build, PROGRAM)
    build.seal(read)
    results = evaluate(build, PROGRAM)
    findings = engine.rows("select check_id, asset_id, item, outcome from finding order by all")
    snapshot = build.commit()
    engine.close()
    return snapshot, (summary, results, findings), read


def test_a_sealed_run_is_stored_and_the_next_reads_only_what_changed(tmp_path):
    world = World()
    world.person("ira")
    world.thing("device", "d1", owner="ira", kind="laptop", managed=False)
    world.add("software", device_id="d1", name="Acme", version="1")
    lake = Lake(tmp_path / "lake")
    first, told, read = run(lake, "r1", world, None)
    assert {"device", "software"} <= set(read)
    assert [row[:2] for row in told[2]] == [("managed", "d1"), ("old", "d1"), ("seen", "d1")]
    second, again, read = run(lake, "r2", world, first, as_of=AS_OF + dt.timedelta(minutes=5))
    assert again == told
    assert "software" not in read
    engine = DuckEngine()
    second.attach(engine)
    assert engine.value("select count(*) from finding") == 3
    assert [line.letter for line in who(engine, PROGRAM, "device", "d1")] == ["R", "A", "R", "A"]
    world.engine.execute("update device set managed = true")
    _, mended, _ = run(lake, "r3", world, second)
    assert [row[:2] for row in mended[2]] == [("old", "d1"), ("seen", "d1")]
    engine.close()
    world.engine.close()
