"""Many threads read the applied run's tables through sessions of one engine."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from drystone.lib.errors import StoreError
from served import Served

pytestmark = pytest.mark.opens


def count_people() -> int:
    from django.db import connection

    from drystone.shell import site

    try:
        with site.reading() as engine:
            return int(engine.value("select count(*) from person"))
    finally:
        connection.close()


def test_threads_read_at_once_and_the_snapshot_is_opened_once(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from drystone.lake import Snapshot

    attached: list[str] = []
    attach = Snapshot.attach

    def counted(self: Any, engine: Any, tables: Any = None) -> None:
        attached.append(self.run_id)
        attach(self, engine, tables)

    monkeypatch.setattr(Snapshot, "attach", counted)
    together = threading.Barrier(4)

    def read(_number: int) -> set[int]:
        together.wait(10)
        return {count_people() for _ in range(10)}

    with ThreadPoolExecutor(4) as threads:
        found = set[int]().union(*threads.map(read, range(4)))
    assert len(found) == 1
    assert len(attached) == 1


def test_a_thread_sees_the_next_run_as_soon_as_it_is_applied(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from drystone.lake import Lake
    from drystone.shell import site

    runs = sorted(Lake(served.root / "var" / "lake").snapshots())
    assert len(runs) == 2
    now = {"run": runs[0]}
    site.serve(replace(site.served(), applied=lambda: now["run"]))
    seen = []
    for run in runs:
        now["run"] = run
        snapshot = site.snapshot()
        assert snapshot is not None
        with site.reading() as engine:
            seen.append((snapshot.run_id, engine.value("select count(*) from gap_change")))
    assert [run for run, _ in seen] == runs
    assert seen[0][1] != seen[1][1]


def test_a_page_under_way_is_finished_though_the_next_run_is_applied(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from drystone.lake import Lake
    from drystone.shell import site

    first, second = sorted(Lake(served.root / "var" / "lake").snapshots())
    now = {"run": first}
    site.serve(replace(site.served(), applied=lambda: now["run"]))
    with site.reading() as engine:
        changes = engine.value("select count(*) from gap_change")
        now["run"] = second
        with ThreadPoolExecutor(1) as other:
            assert other.submit(count_people).result(timeout=30)
        assert engine.value("select count(*) from gap_change") == changes
        assert site.read_by(engine).run_id == first


def test_what_a_page_under_way_reads_is_not_kept_as_the_next_runs(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from drystone.lake import Lake
    from drystone.measures import facts
    from drystone.measures.standing import standings
    from drystone.shell import site

    read: list[str] = []
    monkeypatch.setattr(facts, "read", lambda _engine, as_of: read.append(as_of.isoformat()) or {})
    facts.forget()
    first, second = sorted(Lake(served.root / "var" / "lake").snapshots())
    now = {"run": first}
    site.serve(replace(site.served(), applied=lambda: now["run"]))
    for run in (second, second):
        with site.reading() as engine:
            now["run"] = run  # It is applied after the page began to read.
            standings(site.program(), engine)
    facts.forget()
    assert len(set(read)) == 2


def test_before_the_first_run_there_is_nothing_to_read_and_that_is_said(served: Served) -> None:
    from dataclasses import replace

    from drystone.shell import site

    site.serve(replace(site.served(), applied=lambda: ""))
    site.warm()
    assert site.snapshot() is None
    with pytest.raises(StoreError, match="nothing has run yet"), site.reading():
        pass
