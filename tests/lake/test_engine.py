"""The session: bounded, closed to the outside when sealed, and plain in what it says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from arro3.core import Table

from drystone.lake.engines import DuckEngine, EngineError, EngineSpaceError, EngineTimeoutError, duck

SECRET = np.arange(3)


@pytest.mark.parametrize(
    "sql",
    [
        "copy t to '{folder}/out.csv'",
        "copy t from '{folder}/in.csv'",
        "select * from read_csv('{folder}/in.csv')",
        "select * from read_text('{folder}/in.csv')",
        "select * from read_parquet('{folder}/in.parquet')",
        "select * from '{folder}/in.csv'",
        "select * from glob('{folder}/*')",
        "attach '{folder}/other.duckdb'",
        "export database '{folder}/out'",
        "install httpfs",
        "load httpfs",
        "set memory_limit = '90GB'",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "reset lock_configuration",
        "pragma enable_profiling",
        "select * from SECRET",
        "select getenv('HOME')",
    ],
)
def test_a_sealed_session_reaches_nothing_outside(tmp_path: Path, sql: str) -> None:
    (tmp_path / "in.csv").write_text("a\n1\n")
    engine = DuckEngine(tmp_path / "scratch.duckdb")
    engine.execute("create table t as select 1 as x")
    engine.write_parquet("select 1 as x", tmp_path / "in.parquet")
    engine.seal()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(EngineError):
        engine.rows(sql.format(folder=tmp_path))
    assert sorted(tmp_path.iterdir()) == before
    assert engine.rows("select x from t") == [(1,)]
    engine.close()


def test_one_hand_writes_all_tables_of_a_sealed_session_and_another_goes_on_after_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = DuckEngine(tmp_path / "scratch.duckdb")
    engine.execute("create table t as select 1 as x")
    engine.seal()
    opened, connect = [], duck.duckdb.connect
    monkeypatch.setattr(duck.duckdb, "connect", lambda *at, **given: opened.append(given) or connect(*at, **given))
    for x in range(3):
        assert engine.write_parquet(f"select x + {x} as y from t", tmp_path / f"{x}.parquet") == 1
    assert len(opened) == 1
    with pytest.raises(EngineError):
        engine.write_parquet("select x from t", tmp_path / "nowhere" / "4.parquet")
    engine.write_parquet("select 7 as z from t", tmp_path / "5.parquet")
    assert len(opened) == 2
    engine.close()
    other = DuckEngine()
    for name, row in (("0", (1,)), ("2", (3,)), ("5", (7,))):
        other.read_parquet("read", [tmp_path / f"{name}.parquet"])
        assert other.rows("select * from read") == [row]
    other.close()


def test_python_variables_are_not_tables() -> None:
    with pytest.raises(EngineError, match="SECRET"):
        DuckEngine().rows("select * from SECRET")


def test_a_query_that_runs_too_long_is_stopped_and_the_session_goes_on() -> None:
    engine = DuckEngine()
    with pytest.raises(EngineTimeoutError, match=r"longer than 0\.2 s"):
        engine.rows("select count(*) from range(10000000000) a, range(1000) b where a.range % 7 = b.range", seconds=0.2)
    assert engine.value("select 1") == 1


def test_too_little_memory_is_told_with_what_to_do() -> None:
    engine = DuckEngine(memory="40MB")
    with pytest.raises(EngineSpaceError) as told:
        engine.execute("create table t as select string_agg(md5(range::varchar), '') as s from range(20000000)")
    assert "drystone.toml" in told.value.do


def test_work_larger_than_memory_spills_beside_the_scratch_file(tmp_path: Path) -> None:
    engine = DuckEngine(tmp_path / "scratch.duckdb", memory="60MB")
    engine.execute("create table t as select md5(range::varchar) as s from range(1000000) order by s")
    assert engine.value("select count(*) from t") == 1_000_000
    engine.close()


def test_a_mistake_in_sql_is_told_with_its_statement() -> None:
    with pytest.raises(EngineError, match=r"(?s)select nothing_here.*nothing_here"):
        DuckEngine().rows("select nothing_here from (select 1 as x)")


def test_values_go_in_as_parameters() -> None:
    engine = DuckEngine()
    hostile = "'; drop table t; --"
    assert engine.rows("select $x as x", {"x": hostile}) == [(hostile,)]


def test_many_rows_come_in_batches_of_bounded_size() -> None:
    sizes = [len(batch) for batch in DuckEngine().batches("select * from range(5000)", size=2000)]
    assert sizes == [2000, 2000, 1000]


def test_inserted_rows_keep_their_types() -> None:
    engine = DuckEngine()
    engine.execute("create table t (a varchar, b bigint, c timestamp, d varchar[], e boolean)")
    moment = dt.datetime(2026, 1, 2, 3, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert engine.insert("t", ("a", "b", "c", "d", "e"), [("x", None, moment, ["p", None], True), (None,) * 5]) == 2
    assert engine.rows("select * from t order by a") == [
        ("x", None, dt.datetime.fromisoformat("2026-01-02T01:00:00"), ["p", None], True),
        (None,) * 5,
    ]
    assert engine.insert("t", ("a",), []) == 0


def test_arrays_go_in_and_come_out() -> None:
    engine = DuckEngine()
    engine.execute("create view t as select 1 as x")
    engine.from_arrays("t", {"n": np.arange(4), "s": np.array(["a", "b", "c", None], object)})
    assert engine.rows("select n, s from t where n > 2") == [(3, None)]
    assert engine.arrays("select n * 2 as m from t order by n")["m"].tolist() == [0, 2, 4, 6]


def test_rows_leave_as_an_arrow_stream() -> None:
    engine = DuckEngine()
    engine.execute("create table t as select range as n from range(100000)")
    assert Table.from_arrow(engine.arrow("select * from t")).num_rows == 100_000


def test_a_scratch_file_left_by_a_killed_run_is_thrown_away(tmp_path: Path) -> None:
    first = DuckEngine(tmp_path / "scratch.duckdb")
    first.execute("create table t as select 1 as x")
    first.close()
    second = DuckEngine(tmp_path / "scratch.duckdb")
    assert second.columns("t") == {}
    second.close()


def test_a_file_name_with_a_quote_is_a_file_name(tmp_path: Path) -> None:
    engine = DuckEngine()
    path = tmp_path / "it's.parquet"
    assert engine.write_parquet("select 1 as x", path) == 1
    engine.read_parquet('odd "name', [path])
    assert engine.rows('select x from "odd ""name"') == [(1,)]
    engine.drop('odd "name')
    assert engine.columns('odd "name') == {}
