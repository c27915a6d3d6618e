"""The queue: asked for once is done once, whoever dies; what fails is tried again, and then told."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drystone.lib.errors import StoreError

NOW = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)
CHILD = str(Path(__file__).with_name("queue_child.py"))
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def registers() -> Iterator[Callable[..., Any]]:
    """The queue's ``handler``, for tests: what is registered by it is forgotten afterwards."""
    from drystone.jobs import queue

    known, listening = dict(queue._HANDLERS), {event: list(names) for event, names in queue._LISTENERS.items()}
    queue._HANDLERS.clear()
    queue._LISTENERS.clear()
    yield queue.handler
    queue._HANDLERS.clear()
    queue._HANDLERS.update(known)
    queue._LISTENERS.clear()
    queue._LISTENERS.update(listening)


@pytest.fixture
def done(registers: Callable[..., Any]) -> list[Any]:
    """What the handler ``write`` was given."""
    found: list[Any] = []
    registers("write")(lambda task: found.append(task.payload.get("line")))
    return found


def statuses() -> Counter[str]:
    from drystone.jobs.models import Job

    return Counter(Job.objects.values_list("status", flat=True))


def test_a_job_is_done_once_and_in_the_order_of_its_time(state: Any, done: list[Any]) -> None:
    from drystone.jobs import queue

    queue.enqueue("write", {"line": "late"}, now=NOW, at=NOW + MINUTE)
    queue.enqueue("write", {"line": "soon"}, now=NOW)
    assert queue.drain(now=NOW) == 1
    assert queue.drain(now=NOW + MINUTE) == 1
    assert queue.drain(now=NOW + MINUTE) == 0
    assert done == ["soon", "late"]


def test_a_job_stands_or_falls_with_what_asked_for_it(state: Any, done: list[Any]) -> None:
    from django.db import transaction

    from drystone.jobs import queue

    def asks_and_fails() -> None:
        with transaction.atomic():
            queue.enqueue("write", {"line": "never"}, now=NOW)
            raise StoreError("the rest did not work")

    with pytest.raises(StoreError):
        asks_and_fails()
    assert queue.drain(now=NOW) == 0


def test_of_one_word_one_waits_with_the_newest_payload_and_the_earliest_time(state: Any, done: list[Any]) -> None:
    from drystone.jobs import queue

    first = queue.enqueue("write", {"line": 1}, now=NOW, at=NOW + MINUTE, unique="one")
    assert queue.enqueue("write", {"line": 2}, now=NOW, unique="one") == first
    assert queue.enqueue("write", {"line": 3}, now=NOW, at=NOW + MINUTE, unique="one") == first
    assert queue.drain(now=NOW) == 1
    assert done == [3]


def test_while_one_of_a_word_runs_the_next_waits_for_its_end(state: Any, done: list[Any]) -> None:
    from drystone.jobs import claims, queue

    queue.enqueue("write", {"line": 1}, now=NOW, unique="one")
    under_way = claims.take(["write"], now=NOW)
    assert under_way is not None
    queue.enqueue("write", {"line": 2}, now=NOW, unique="one")
    queue.enqueue("write", {"line": "other"}, now=NOW)
    assert queue.drain(now=NOW) == 1
    assert claims.finish(under_way, now=NOW)
    assert queue.drain(now=NOW) == 1
    assert done == ["other", 2]


def test_what_fails_is_tried_again_after_doubling_waits_and_then_told(state: Any, registers: Any) -> None:
    from drystone.jobs import queries, queue, worker

    tries: list[dt.datetime] = []

    @registers("break", attempts=4)
    def broken(task: queue.Task) -> None:
        tries.append(task.now)
        raise StoreError("the disk is full", do="make room")

    queue.enqueue("break", now=NOW)
    for number in range(40):
        at = NOW + number * dt.timedelta(seconds=10)
        worker.once(now=lambda at=at: at)
    waits = [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(tries)]
    assert waits == [30, 60, 120]
    [told] = queries.failed()
    assert (told.status, told.attempts) == ("failed", 4)
    assert "the disk is full" in told.error
    assert "make room" in told.error


def test_a_defect_in_a_handler_reaches_whoever_drains_and_costs_the_worker_nothing(state: Any, registers: Any) -> None:
    from drystone.jobs import queries, queue, worker

    @registers("break", attempts=1)
    def broken(_task: queue.Task) -> None:
        raise ZeroDivisionError("by us")

    queue.enqueue("break", now=NOW)
    with pytest.raises(ZeroDivisionError):
        queue.drain(now=NOW)
    queue.enqueue("break", now=NOW)
    assert worker.once(now=lambda: NOW) == 1
    assert [one.error for one in queries.failed()] == ["ZeroDivisionError: by us"] * 2


def test_a_job_that_cannot_begin_yet_waits_without_losing_an_attempt(state: Any, registers: Any) -> None:
    from drystone.jobs import queue, worker

    seen: list[int] = []

    @registers("patient", attempts=2)
    def patient(task: queue.Task) -> None:
        seen.append(task.attempt)
        if len(seen) < 5:
            raise queue.LaterError(after=MINUTE)

    queue.enqueue("patient", now=NOW)
    for number in range(5):
        at = NOW + number * MINUTE
        assert worker.once(now=lambda at=at: at) == 1
    assert seen == [1] * 5
    assert statuses() == {"done": 1}


def test_a_failed_attempt_gives_way_to_one_of_the_same_word_that_was_asked_for_meanwhile(
    state: Any, done: list[Any]
) -> None:
    from drystone.jobs import claims, queue
    from drystone.jobs.models import Job

    queue.enqueue("write", {"line": 1}, now=NOW, unique="one")
    claim = claims.take(["write"], now=NOW)
    assert claim is not None
    newer = queue.enqueue("write", {"line": 2}, now=NOW, at=NOW + 9 * MINUTE, unique="one")
    assert claims.fail(claim, "it broke", limit=3, now=NOW)
    assert statuses() == {"done": 1, "waiting": 1}
    waiting = Job.objects.get(pk=newer)
    assert (waiting.attempts, waiting.error, waiting.run_at) == (1, "it broke", NOW + claims.FIRST_WAIT)


def test_whoever_lost_a_job_settles_nothing(state: Any, done: list[Any]) -> None:
    from drystone.jobs import claims, queue
    from drystone.jobs.models import Job

    queue.enqueue("write", now=NOW)
    late = claims.take(["write"], now=NOW)
    assert late is not None
    Job.objects.update(host="elsewhere")
    limits = {"write": 8}
    assert claims.recover(limits, now=NOW + claims.LEASE - MINUTE) == 0
    assert claims.renew(late, now=NOW + claims.LEASE - MINUTE)
    assert claims.recover(limits, now=NOW + claims.LEASE) == 0
    assert claims.recover(limits, now=NOW + 2 * claims.LEASE) == 1
    newer = claims.take(["write"], now=NOW + 2 * claims.LEASE)
    assert newer is not None
    assert not claims.finish(late, now=NOW)
    assert not claims.fail(late, "late", limit=1, now=NOW)
    assert not claims.put_off(late, until=NOW, now=NOW)
    assert not claims.renew(late, now=NOW)
    assert claims.finish(newer, now=NOW)


def test_a_restored_state_has_no_jobs_under_way(state: Any, done: list[Any]) -> None:
    from drystone.jobs import actions, claims, queue, worker

    queue.enqueue("write", {"line": "again"}, now=NOW)
    claims.take(["write"], now=NOW)
    actions.forget_holders()
    assert worker.once(now=lambda: NOW) == 1
    assert done == ["again"]


def test_a_name_that_this_version_does_not_know_is_left_for_one_that_does(state: Any, done: list[Any]) -> None:
    from drystone.jobs import queue

    queue.enqueue("from-a-later-version", now=NOW)
    assert queue.drain(now=NOW) == 0
    assert statuses() == {"waiting": 1}


def test_a_period_has_one_job_and_the_next_period_the_next(state: Any, registers: Any) -> None:
    from drystone.jobs import queue

    seen: list[dt.datetime] = []
    registers("tidy", every=dt.timedelta(hours=1))(lambda task: seen.append(task.now))
    asked: dict[str, str] = {}
    for minutes in range(0, 180, 10):
        at = NOW + minutes * MINUTE
        queue.ask_periodic(now=at, asked=asked)
        queue.ask_periodic(now=at, asked={})  # Another process.
        queue.drain(now=at)
    assert seen == [NOW, NOW + 60 * MINUTE, NOW + 120 * MINUTE]


def test_periods_that_nobody_worked_in_leave_one_job_and_not_many(state: Any, registers: Any) -> None:
    from drystone.jobs import queue

    registers("tidy", every=dt.timedelta(hours=1))(lambda _task: None)
    for hours in range(24):
        queue.ask_periodic(now=NOW + dt.timedelta(hours=hours), asked={})
    assert statuses() == {"waiting": 1}


def test_what_is_published_is_one_job_for_each_that_listens(state: Any, registers: Any) -> None:
    from drystone.jobs import queue

    heard: list[str] = []
    for name in ("one", "two"):
        registers(name, after="rain")(lambda task: heard.append(f"{task.name} {task.payload['n']}"))
    queue.publish("rain", {"n": 1}, now=NOW)
    queue.publish("rain", {"n": 2}, now=NOW)
    queue.drain(now=NOW)
    assert sorted(heard) == ["one 2", "two 2"]


def test_finished_jobs_go_in_time_and_a_long_period_is_not_asked_for_twice(state: Any, registers: Any) -> None:
    from drystone.jobs import handlers, queue
    from drystone.jobs.models import Job

    registers("monthly", every=dt.timedelta(days=60))(lambda _task: None)
    registers("hourly", every=dt.timedelta(hours=1))(lambda _task: None)
    registers("write")(lambda _task: None)
    queue.ask_periodic(now=NOW, asked={})
    queue.enqueue("write", now=NOW)
    queue.enqueue("write", now=NOW, at=NOW + dt.timedelta(days=99))
    queue.drain(now=NOW)
    kept = Counter({("monthly", "done"): 1, ("write", "waiting"): 1, ("write", "done"): 1})
    handlers.forget(queue.Task(0, "forget-finished-jobs", {}, NOW + handlers.KEEP_PERIODIC + MINUTE, 1))
    assert Counter(Job.objects.values_list("name", "status")) == kept
    handlers.forget(queue.Task(0, "forget-finished-jobs", {}, NOW + handlers.KEEP + MINUTE, 1))
    assert Counter(Job.objects.values_list("name", "status")) == {("monthly", "done"): 1, ("write", "waiting"): 1}


def test_quick_work_does_not_wait_for_long_work(sqlite_state: Any, registers: Any) -> None:
    from drystone.jobs import queue, worker

    stop, begun, quick = threading.Event(), threading.Event(), threading.Event()

    @registers("slow", long=True)
    def slow(_task: queue.Task) -> None:
        begun.set()
        assert quick.wait(10)

    registers("fast")(lambda _task: quick.set())
    queue.enqueue("slow", now=NOW)
    hands = [
        threading.Thread(target=worker.work, kwargs={"stop": stop, "now": lambda: NOW, "poll": 0.01, "long": long})
        for long in (True, False)
    ]
    for hand in hands:
        hand.start()
    assert begun.wait(10)
    queue.enqueue("fast", now=NOW)
    assert quick.wait(10)
    stop.set()
    for hand in hands:
        hand.join(10)
    assert statuses() == {"done": 2}


def test_a_job_gives_signs_of_life_while_it_is_done(
    sqlite_state: Any, registers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.jobs import queue, worker
    from drystone.jobs.models import Job

    monkeypatch.setattr(worker, "BEAT", 0.01)
    moments = iter(range(10_000))
    seen = []

    @registers("slow")
    def slow(_task: queue.Task) -> None:
        began = Job.objects.get().expires_at
        until = time.monotonic() + 10
        while Job.objects.get().expires_at == began and time.monotonic() < until:
            time.sleep(0.005)
        seen.append(Job.objects.get().expires_at > began)

    queue.enqueue("slow", now=NOW)
    worker.once(now=lambda: NOW + next(moments) * MINUTE)
    assert seen == [True]


def test_a_process_that_must_end_gives_its_job_back(state: Any, registers: Any) -> None:
    from drystone.jobs import queue, worker
    from drystone.jobs.models import Job

    @registers("slow")
    def slow(_task: queue.Task) -> None:
        worker.give_back(now=lambda: NOW)

    queue.enqueue("slow", now=NOW)
    claim_and_stop = worker._one(lambda: NOW, None)
    assert claim_and_stop
    job = Job.objects.get()
    assert (job.status, job.attempts, job.token) == ("waiting", 0, "")


def test_many_processes_that_ask_at_once_leave_one_job_waiting(state: Any, forks: Any) -> None:
    from django.db import connection

    from drystone.jobs import queue
    from drystone.jobs.models import Job

    connection.close()
    pids = [forks.start(CHILD, "ask", url=state.url, path=str(state.path), times=20) for _ in range(4)]
    assert [forks.wait(pid) for pid in pids] == [0] * 4
    assert Job.objects.filter(unique="one").count() == 1
    periodic = [name for name, known in queue.registered().items() if known.every]
    assert Counter(Job.objects.exclude(slot="").values_list("name", flat=True)) == Counter(periodic)


def test_many_workers_share_the_queue_and_do_every_job_once(state: Any, forks: Any, tmp_path: Path) -> None:
    from django.db import connection

    from drystone.jobs import queue

    for number in range(60):
        queue.enqueue("write", {"line": number}, now=NOW)
    connection.close()
    told = tmp_path / "told"
    pids = [forks.start(CHILD, "work", url=state.url, path=str(state.path), told=str(told)) for _ in range(4)]
    assert [forks.wait(pid) for pid in pids] == [0] * 4
    assert sorted(map(int, told.read_text().split())) == list(range(60))
    assert statuses() == {"done": 60}


def test_a_job_whose_process_died_is_taken_again_at_once_and_fails_when_it_always_kills(
    state: Any, forks: Any, registers: Any
) -> None:
    from django.db import connection

    from drystone.jobs import claims, queries, queue

    queue.enqueue("write", {"line": 1}, now=NOW)
    for tries in range(1, 4):
        connection.close()
        assert forks.run(CHILD, "die_in_the_middle", url=state.url, path=str(state.path)) == -signal.SIGKILL
        assert statuses() == {"running": 1}
        assert claims.recover({"write": 3}, now=NOW) == 1
        assert statuses() == ({"waiting": 1} if tries < 3 else {"failed": 1})
    [told] = queries.failed()
    assert told.attempts == 3


def test_a_worker_killed_in_the_middle_of_a_job_loses_and_doubles_nothing(
    state: Any, forks: Any, tmp_path: Path, done: list[Any]
) -> None:
    from django.db import connection

    from drystone.jobs import queue, worker

    for number in range(5):
        queue.enqueue("write", {"line": number}, now=NOW)
    connection.close()
    begun = tmp_path / "begun"
    pid = forks.start(CHILD, "be_killed_while_working", url=state.url, path=str(state.path), told=str(begun))
    until = time.monotonic() + 20
    while not begun.exists() and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    assert forks.wait(pid) == -signal.SIGKILL
    assert worker.once(now=lambda: NOW) == 5
    assert sorted(done) == list(range(5))
    assert statuses()["running"] == 0
