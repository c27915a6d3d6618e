"""A run's tables: made when something changed, used again when nothing did, visible only when whole."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lake.conftest import AS_OF, Runs, create

from drystone.lake import Lake, load_streams
from drystone.lake.engines import DuckEngine
from drystone.lib.errors import StoreError
from drystone.sources.staged import Quarantined, Staged, Stream


def staged(path: Path, digest: str) -> Staged:
    stream = Stream((path,), "csv", ("id", "name"), ())
    told = (Quarantined("answer.json", 3, "not a page", "{"),)
    return Staged("hr", "complete", AS_OF, (stream,), digest, quarantined=told, quarantined_count=1)


def test_a_table_is_used_again_until_its_text_or_its_input_changes(runs: Runs) -> None:
    first = runs.begin("r1")
    first.root("raw", "a")
    assert first.table("t", create("t", "select 1 as x"), inputs=("raw",))
    assert first.table("u", create("u", "select x + 1 as y from t"), inputs=("t",))
    snapshot = first.commit()
    second = runs.begin("r2", snapshot)
    second.root("raw", "a")
    assert not second.table("t", create("t", "select 9 as x"), inputs=("raw",))
    assert second.table("u", create("u", "select x + 2 as y from t"), inputs=("t",), text="changed")
    assert second.engine.rows("select x, y from t, u") == [(1, 3)]
    snapshot = second.commit()
    assert [file.path for file in snapshot.manifest.tables["t"].files] == ["snapshots/r1/t.parquet"]
    third = runs.begin("r3", snapshot)
    third.root("raw", "b")
    assert third.table("t", create("t", "select 5 as x"), inputs=("raw",))
    assert third.table("u", create("u", "select x + 2 as y from t"), inputs=("t",), text="changed")


def test_a_table_whose_file_is_gone_is_made_again(runs: Runs) -> None:
    snapshot = runs.small("r1")
    snapshot.files("lasting")[0].unlink()
    with runs.begin("r2", snapshot) as build:
        assert build.table("lasting", create("lasting", "select 1 as x"))


def test_an_input_that_nobody_registered_is_a_defect(runs: Runs) -> None:
    with runs.begin("r1") as build, pytest.raises(LookupError, match="raw"):
        build.table("t", create("t", "select 1 as x"), inputs=("raw",))


def test_a_maker_that_makes_nothing_is_a_defect(runs: Runs) -> None:
    with runs.begin("r1") as build, pytest.raises(LookupError, match="did not create"):
        build.table("t", lambda engine: None)


def test_views_are_not_stored_and_come_back_with_the_snapshot(runs: Runs) -> None:
    with runs.begin("r1") as build:
        build.table("t", create("t", "select 1 as x union all select 2"))
        build.view("big", "select * from t where x > 1", inputs=("t",))
        snapshot = build.commit()
    assert not (snapshot.lake / "snapshots/r1/big.parquet").exists()
    engine = DuckEngine()
    snapshot.attach(engine, ["big"])
    assert engine.rows("select * from big") == [(2,)]


def test_the_previous_table_is_empty_with_the_same_columns_where_there_was_none(runs: Runs) -> None:
    with runs.begin("r1") as build:
        build.table("t", create("t", "select 1 as x, ['a'] as tags"))
        assert not build.previous_table("t", "before")
        assert build.engine.columns("before") == build.engine.columns("t")
        assert not build.previous_table("u", "before_u", columns={"y": "DATE"})
        assert build.engine.rows("select * from before, before_u") == []
        snapshot = build.commit()
    with runs.begin("r2", snapshot) as build:
        assert build.previous_table("t", "before")
        assert build.engine.rows("select x from before") == [(1,)]


def test_a_damaged_table_of_the_last_run_is_named_with_what_to_do(runs: Runs) -> None:
    with runs.begin("r1") as build:
        build.table("t", create("t", "select 1 as x"))
        snapshot = build.commit()
    (path,) = snapshot.files("t")
    path.chmod(0o644)
    path.write_bytes(b"garbage" * 50)
    with runs.begin("r2", snapshot) as build, pytest.raises(StoreError, match="table 't' of the last run") as caught:
        build.previous_table("t", "before")
    assert "drystone restore" in str(caught.value)


def test_the_stored_file_keeps_the_order_asked_for(runs: Runs) -> None:
    with runs.begin("r1") as build:
        shuffled = "select hash(range) as h, range as n from range(300000) order by h"
        build.table("t", create("t", shuffled), order=("n",), row_group=10_000)
        snapshot = build.commit()
    path = str(snapshot.files("t")[0])
    engine = DuckEngine()
    engine.execute("set preserve_insertion_order = true")
    assert (
        engine.value(
            "select count(*) from (select n, file_row_number as place from read_parquet($p)) where n <> place",
            {"p": path},
        )
        == 0
    )
    assert engine.value("select max(row_group_id) from parquet_metadata($p)", {"p": path}) >= 20


def test_unchanged_streams_are_not_parsed_again_but_their_quarantine_is_told_again(runs: Runs, tmp_path: Path) -> None:
    path = tmp_path / "hr.csv"
    path.write_text("id,name\n1,Ada\n2\n")
    people = create("people", "select id, name from raw_hr_0")
    with runs.begin("r1") as build:
        (load,) = load_streams(build, [staged(path, "a")])
        assert (load.rows, load.rejected, load.damaged) == (1, 1, False)
        build.table("people", people, inputs=("raw_hr_0",))
        told = build.engine.rows("select source_id, line, reason from quarantine order by line")
        snapshot = build.commit()
    assert [row[1] for row in told] == [3, 3]
    path.unlink()
    with runs.begin("r2", snapshot) as build:
        assert load_streams(build, [staged(path, "a")]) == (load,)
        assert not build.table("people", people, inputs=("raw_hr_0",))
        assert build.engine.rows("select source_id, line, reason from quarantine order by line") == told
        snapshot = build.commit()
    path.write_text("id,name\n1,Ada\n2\n")
    with runs.begin("r3", snapshot) as build:
        load_streams(build, [staged(path, "a")])
        build.view("named", "select * from raw_hr_0 where name is not null", inputs=("raw_hr_0",))
        assert build.engine.columns("raw_hr_0") == {}
        build.table("people", create("people", "select id from named"), inputs=("named",), text="new")
        assert build.engine.rows("select id from people") == [("1",)]
        assert build.engine.rows("select source_id, line, reason from quarantine order by line") == told


def test_a_raw_table_that_is_no_longer_needed_is_let_go_whole(runs: Runs, tmp_path: Path) -> None:
    path = tmp_path / "hr.csv"
    path.write_text("id,name\n1,Ada\n")
    with runs.begin("r1") as build:
        load_streams(build, [staged(path, "a")])
        build.drop_after("raw_hr_0")
        assert build.engine.rows("select table_name from duckdb_tables() where table_name like '%raw_hr%'") == []
        assert build.engine.columns("raw_hr_0") == {}


def test_what_a_makers_quarantine_said_is_said_again_when_its_table_is_used_again(runs: Runs) -> None:
    def make(engine: DuckEngine) -> None:
        engine.execute("create table t as select 1 as x")
        engine.execute("insert into quarantine values ('hr', '', 0, 'maybe is not a boolean', 'maybe')")

    snapshot = None
    for run_id in ("r1", "r2", "r3"):
        with runs.begin(run_id, snapshot) as build:
            build.table("t", make)
            assert build.engine.rows("select reason from quarantine") == [("maybe is not a boolean",)]
            snapshot = build.commit()
    with runs.begin("r4", snapshot) as build:
        build.table("t", create("t", "select 1 as x"), text="mended")
        assert build.engine.rows("select reason from quarantine") == []


def test_a_sealed_session_still_commits_and_still_reads_the_previous_tables(runs: Runs) -> None:
    snapshot = runs.small("r1")
    with runs.begin("r2", snapshot) as build:
        build.table("lasting", create("lasting", "select 1 as x"))
        build.seal(["lasting"])
        assert build.engine.rows("select x from lasting") == [(1,)]
        build.table("late", create("late", "select x, ['a', null] as tags, timestamp '2026-01-02' as at from lasting"))
        assert not build.table("own", create("own", "select 1"), text="r1")
        assert build.previous_table("own", "before")
        assert build.engine.rows("select run from own union all select run from before") == [("r1",), ("r1",)]
        snapshot = build.commit()
    engine = DuckEngine()
    snapshot.attach(engine)
    assert engine.rows("select * from late") == [(1, ["a", None], dt.datetime.fromisoformat("2026-01-02"))]
    assert runs.lake.fsck() == []


def test_a_run_id_cannot_lead_out_of_the_lake(runs: Runs) -> None:
    for name in ("../r", "", ".tmp-x", "a/b", "x" * 101):
        with pytest.raises(StoreError):
            runs.lake.begin(name, DuckEngine(), as_of=AS_OF)


def test_a_run_that_ends_without_commit_leaves_nothing(runs: Runs) -> None:
    with runs.begin("r1") as build:
        build.table("t", create("t", "select 1 as x"))
    assert list(runs.lake.snapshots_path.iterdir()) == []


def test_a_second_commit_under_one_name_changes_nothing(runs: Runs) -> None:
    runs.small("r1")
    with runs.begin("r1") as build, pytest.raises(StoreError, match="already"):
        build.commit()
    assert runs.lake.fsck() == []


def test_a_full_disk_leaves_the_last_good_snapshot_and_says_what_to_do(tmp_path: Path) -> None:
    script = """
        import resource, sys, datetime as dt
        from pathlib import Path
        from drystone.lake import Lake
        from drystone.lake.engines import DuckEngine
        from drystone.lib.errors import StoreError
        folder = Path(sys.argv[1]); at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
        lake = Lake(folder)
        def make(engine):
            engine.execute("create table t as select range as n, md5(range::varchar) as s from range(200000)")
        build = lake.begin("good", DuckEngine(), as_of=at)
        build.table("t", make); good = build.commit()
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        build = lake.begin("bad", DuckEngine(), as_of=at, previous=good)
        build.table("t", make, text="other")
        try:
            build.commit()
        except StoreError as error:
            print(error)
        print(lake.snapshots(), lake.fsck(), list(lake.snapshots_path.glob(".*")))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path / "lake")],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
        timeout=60,
    )
    assert "Make room on the disk" in done.stdout
    assert done.stdout.splitlines()[-1] == "['good'] [] []"


_TYPES = {
    "VARCHAR": st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8),
    "BOOLEAN": st.booleans(),
    "BIGINT": st.integers(-(2**63), 2**63 - 1),
    "DOUBLE": st.floats(allow_nan=False),
    "TIMESTAMP": st.datetimes(),
    "DATE": st.dates(),
    "VARCHAR[]": st.lists(st.one_of(st.none(), st.text("aé'\"\n", max_size=3)), max_size=3),
}


@settings(max_examples=12, deadline=None)
@given(
    rows=st.lists(st.tuples(*(st.one_of(st.none(), kind) for kind in _TYPES.values())), max_size=6),
    sealed=st.booleans(),
)
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, ...]], sealed: bool
) -> None:
    lake = Lake(tmp_path_factory.mktemp("lake"))
    names = [f"c{at}" for at in range(len(_TYPES))]

    def make(engine: DuckEngine) -> None:
        columns = ", ".join(f"{name} {kind}" for name, kind in zip(names, _TYPES, strict=True))
        engine.execute(f"create table t ({columns})")
        engine.insert("t", names, rows)

    engine = DuckEngine()
    with lake.begin("r", engine, as_of=AS_OF) as build:
        if sealed:
            build.seal()
        build.table("t", make)
        snapshot = build.commit()
    engine.close()
    reader = DuckEngine()
    snapshot.attach(reader)
    found = reader.rows("select * from t")
    reader.close()
    assert sorted(found, key=repr) == sorted(rows, key=repr)
