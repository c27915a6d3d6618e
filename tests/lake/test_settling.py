"""A table that comes out as it was before spares what is made from it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from drystone.lake import Build, Lake, Snapshot
from drystone.lake.engines import DuckEngine, Engine

AS_OF = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def _run(lake: Lake, run_id: str, raw: str, values: str, previous: Snapshot | None) -> tuple[Snapshot, dict[str, bool]]:
    """Make ``ids`` from a raw stream, and ``facts`` from ``ids``; say which of them had to be made."""
    engine = DuckEngine()
    try:
        build = lake.begin(run_id, engine, as_of=AS_OF, previous=previous)
        build.root("raw", raw)

        def ids(session: Engine) -> None:
            session.execute(f"create table ids as select * from (values {values}) t(id, n)")

        made = {"ids": build.table("ids", ids, inputs=("raw",), settles=True)}
        made["facts"] = build.table(
            "facts",
            lambda session: session.execute("create table facts as select count(*) as n from ids"),
            inputs=("ids",),
        )
        return _committed(build), made
    finally:
        engine.close()


def _committed(build: Build) -> Snapshot:
    with build:
        return build.commit()


def test_what_is_made_from_a_table_that_came_out_the_same_is_used_again(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    first, _ = _run(lake, "run-1", "a", "('x', 1), ('y', 2)", None)
    second, made = _run(lake, "run-2", "b", "('y', 2), ('x', 1)", first)
    assert made == {"ids": True, "facts": False}
    _, again = _run(lake, "run-3", "b", "('y', 2), ('x', 1)", second)
    assert again == {"ids": False, "facts": False}


def test_a_row_that_changed_is_a_change(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    first, _ = _run(lake, "run-1", "a", "('x', 1), ('x', 1), ('y', 2)", None)
    second, made = _run(lake, "run-2", "b", "('x', 1), ('y', 2), ('y', 2)", first)
    assert made == {"ids": True, "facts": True}
    _, back = _run(lake, "run-3", "a", "('x', 1), ('x', 1), ('y', 2)", second)
    assert back == {"ids": True, "facts": True}


def test_the_first_run_has_nothing_to_settle_with(tmp_path: Path) -> None:
    _, made = _run(Lake(tmp_path / "lake"), "run-1", "a", "('x', 1)", None)
    assert made == {"ids": True, "facts": True}
