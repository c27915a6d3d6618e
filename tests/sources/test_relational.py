"""The kind sql: one SELECT, read only, its address never shown."""

from __future__ import annotations

import datetime as dt
import decimal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sources.conftest import rows, source_of

from drystone.sources.staged import Staged

Stage = Callable[..., Staged]
NAME = {"name": '"name"'}


@pytest.fixture
def url(tmp_path: Path) -> str:
    path = tmp_path / "hr.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("create table person (id integer, name text, pay real, photo blob)")
        connection.executemany(
            "insert into person values (?, ?, ?, ?)", [(1, "Ada", 1.5, b"\x01"), (2, "Bob", None, None)]
        )
    connection.close()
    return f"sqlite:///{path}"


def sql(query: str, **more: object) -> object:
    return source_of("sql", NAME, location={"url_env": "HR_URL", "query": query, **more})


def test_a_query_becomes_rows_of_texts(stage: Stage, url: str) -> None:
    staged = stage(sql("select id, name, pay, photo, id as ID from person order by id;"), {"HR_URL": url})
    assert (staged.status, staged.error) == ("complete", "")
    assert staged.streams[0].columns == ("id", "name", "pay", "photo", "ID_2")
    assert rows(staged.streams[0]) == [("1", "Ada", "1.5", "01", "1"), ("2", "Bob", None, None, "2")]


@pytest.mark.parametrize(
    "query",
    ["delete from person", "select 1; delete from person", "pragma query_only = off", "attach 'x' as y", "not sql at"],
)
def test_anything_but_one_select_is_refused(stage: Stage, url: str, query: str) -> None:
    staged = stage(sql(query), {"HR_URL": url})
    assert staged.status == "failed"
    assert "`query`" in staged.error
    assert rows(stage(sql("select count(*) as name from person"), {"HR_URL": url}).streams[0]) == [("2",)]


def test_a_missing_column_and_table_are_told(stage: Stage, url: str) -> None:
    assert (
        'no column "name"; did you mean "nam"?' in stage(sql("select name as nam from person"), {"HR_URL": url}).error
    )
    assert "no such table: people" in stage(sql("select name from people"), {"HR_URL": url}).error


def test_a_query_that_runs_too_long_is_stopped(stage: Stage, url: str) -> None:
    forever = "with recursive n(x) as (select 1 union all select x + 1 from n) select max(x) as name from n"
    staged = stage(sql(forever, limits={"seconds": 0.05}), {"HR_URL": url})
    assert (staged.status, "interrupted" in staged.error) == ("failed", True)


def test_an_unreachable_database_fails_without_its_password(stage: Stage) -> None:
    address = "postgresql+psycopg://hr:pass-word-9@127.0.0.1:9/hr"
    staged = stage(sql("select name from person"), {"HR_URL": address})
    assert staged.status == "failed"
    assert "pass-word-9" not in staged.error


def test_an_address_that_is_none_or_absent_is_told_without_showing_it(stage: Stage) -> None:
    broken = stage(sql("select 1"), {"HR_URL": "hunter2-not-an-address"})
    assert "address cannot be read" in broken.error
    assert "hunter2" not in broken.error
    assert "the secret HR_URL is not there" in stage(sql("select 1")).error
    assert "would write a secret" in stage(source_of("sql", NAME, location={"url": "sqlite://", "query": "x"})).error


def test_without_the_extra_it_says_how_to_install_it(stage: Stage, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    monkeypatch.delitem(sys.modules, "drystone.sources.relational", raising=False)
    staged = stage(sql("select name from person"), {"HR_URL": url})
    assert "pip install drystone[sql]" in staged.error


def test_values_of_every_driver_become_texts_that_the_engine_types() -> None:
    from drystone.sources.relational import _text

    moment = dt.datetime(2026, 11, 22, 9, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    values = [True, moment, decimal.Decimal("1.50"), ["a", 1], {"x": moment}, b"\x01"]
    assert [_text(value) for value in values] == [
        "true",
        "2026-11-22 08:00:00",
        "1.50",
        '["a", 1]',
        '{"x": "2026-11-22 08:00:00"}',
        "01",
    ]
