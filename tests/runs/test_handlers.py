"""Runs that start by themselves or because somebody asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from drystone.lib.errors import BusyError, StoreError
from served import AS_OF, NOW, Served

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, served: Served) -> list[Any]:
    """Programs that would have been run over."""
    from drystone.runs import handlers

    found: list[Any] = []
    monkeypatch.setattr(handlers.actions, "run", lambda program, *, tools: found.append(program))
    return found


def ask(at: dt.datetime) -> None:
    from drystone.jobs import queue
    from drystone.runs import handlers

    handlers.ask(queue.Task(0, "ask-for-run", {}, at, 1))


def real(served: Served) -> None:
    """Serve the organisation as if it were a real one."""
    from drystone.web import setup

    setup.site(served.root)


def test_somebody_asks_for_a_run_on_a_page_and_gets_one(served: Served, runs: list[Any]) -> None:
    from drystone.jobs import queue

    queue.enqueue("run", unique="run", now=NOW)
    queue.enqueue("run", unique="run", now=NOW)
    assert queue.drain(now=NOW) == 1
    assert [program.root for program in runs] == [served.root]


def test_a_run_starts_by_itself_when_the_applied_one_is_as_old_as_the_program_says(
    served: Served, runs: list[Any]
) -> None:
    from drystone.jobs import queue

    real(served)
    ask(AS_OF + DAY - HOUR)
    queue.drain(now=AS_OF + DAY)
    assert runs == []
    ask(AS_OF + DAY)
    ask(AS_OF + DAY)
    queue.drain(now=AS_OF + DAY)
    assert len(runs) == 1


def test_a_made_up_organisation_stands_still(served: Served, runs: list[Any]) -> None:
    from drystone.jobs import queue

    ask(AS_OF + 100 * DAY)
    queue.drain(now=AS_OF + 100 * DAY)
    assert runs == []


def test_a_program_may_want_no_runs_by_themselves(served: Served) -> None:
    from drystone.runs import handlers

    assert not handlers.is_due(None, now=AS_OF + 100 * DAY)


def test_nothing_was_run_yet_so_a_run_is_due(sqlite_state: Any) -> None:
    from drystone.runs import handlers

    assert handlers.is_due(DAY, now=NOW)


def test_while_another_run_is_under_way_it_waits_and_loses_no_attempt(
    served: Served, runs: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.jobs import queries, queue
    from drystone.runs import handlers

    def busy(_program: Any, *, tools: Any) -> None:
        raise BusyError("a run is already under way")

    monkeypatch.setattr(handlers.actions, "run", busy)
    queue.enqueue("run", unique="run", now=NOW)
    queue.drain(now=NOW)
    told = queries.latest("run")
    assert told is not None
    assert (told.status, told.attempts, told.run_at) == ("waiting", 0, NOW + handlers.BUSY)


def test_after_a_run_that_came_to_nothing_the_next_one_by_itself_takes_its_time(
    served: Served, runs: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.jobs import queries, worker
    from drystone.runs import handlers

    def broken(_program: Any, *, tools: Any) -> None:
        raise StoreError("the disk is full")

    real(served)
    monkeypatch.setattr(handlers.actions, "run", broken)
    ask(AS_OF + DAY)
    for minutes in range(10):
        at = AS_OF + DAY + minutes * dt.timedelta(minutes=1)
        worker.once(now=lambda at=at: at)
        ask(at)
    told = queries.latest("run")
    assert told is not None
    assert (told.status, told.attempts) == ("failed", 3)
    ask(AS_OF + DAY + HOUR)
    assert queries.latest("run") == told
    ask(AS_OF + DAY + 2 * HOUR)
    assert queries.latest("run") != told


def test_a_program_with_errors_is_told_as_the_reason(served: Served, runs: list[Any]) -> None:
    from drystone.jobs import queries, queue, worker

    (served.root / "roles.yaml").write_text("- id: a\n  colour: red\n")
    queue.enqueue("run", now=NOW)
    worker.once(now=lambda: NOW)
    told = queries.latest("run")
    assert told is not None
    assert "the program has" in told.error
    assert runs == []
