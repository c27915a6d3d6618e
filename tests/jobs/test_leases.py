"""Leases: one holder at a time, the dead replaced at once, the late refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from drystone.lib.errors import BusyError

NOW = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)
CHILD = str(Path(__file__).with_name("child.py"))


def test_a_held_lease_is_refused_and_says_who_holds_it_since_when(state: Any) -> None:
    from drystone.jobs import actions

    actions.acquire("run", now=NOW, purpose="a run")
    with pytest.raises(BusyError, match=r"a run is already under way: process \d+ on .+, since 2026-05-01T08:00:00Z"):
        actions.acquire("run", now=NOW + dt.timedelta(hours=9))


def test_fence_numbers_grow_with_every_holder(state: Any) -> None:
    from drystone.jobs import actions

    fences = []
    for _ in range(3):
        held = actions.acquire("run", now=NOW)
        fences.append(held.fence)
        actions.release(held)
    assert fences == [1, 2, 3]


def test_two_leases_do_not_know_each_other(sqlite_state: Any) -> None:
    from drystone.jobs import actions

    actions.acquire("run", now=NOW)
    assert actions.acquire("program", now=NOW).fence == 1


def test_a_holder_that_died_on_this_machine_is_replaced_at_once(state: Any, forks: Any) -> None:
    from django.db import connection

    from drystone.jobs import actions

    connection.close()
    assert forks.run(CHILD, "hold_and_die", url=state.url, path=str(state.path)) == -9
    assert actions.acquire("run", now=NOW).fence == 2


def test_a_reused_process_number_is_not_the_holder(sqlite_state: Any) -> None:
    from drystone.jobs import actions
    from drystone.jobs.models import Lease

    actions.acquire("run", now=NOW)
    Lease.objects.update(process_started="1")
    assert actions.acquire("run", now=NOW).fence == 2


@pytest.mark.parametrize(("host", "boot", "waits"), [("elsewhere", None, True), (None, "another-boot", False)])
def test_a_holder_elsewhere_is_replaced_when_its_lease_expires(
    sqlite_state: Any, host: str | None, boot: str | None, *, waits: bool
) -> None:
    from drystone.jobs import actions, processes
    from drystone.jobs.models import Lease

    if not (processes.current().machine and processes.current().boot):
        pytest.skip("this system tells neither its machine nor its boot")
    actions.acquire("run", now=NOW)
    Lease.objects.update(**({"host": host} if host else {"boot": boot}))
    if waits:
        with pytest.raises(BusyError):
            actions.acquire("run", now=NOW + actions.LIFETIME - dt.timedelta(seconds=1))
    assert actions.acquire("run", now=NOW + (actions.LIFETIME if waits else dt.timedelta())).fence == 2


def test_whoever_lost_the_lease_can_neither_write_nor_renew_nor_release(state: Any) -> None:
    from django.db import transaction

    from drystone.jobs import actions
    from drystone.jobs.models import Lease

    late = actions.acquire("run", now=NOW)
    Lease.objects.update(host="elsewhere")
    newer = actions.acquire("run", now=NOW + actions.LIFETIME)
    with pytest.raises(actions.LeaseLostError), transaction.atomic():
        actions.guard(late)
    with pytest.raises(actions.LeaseLostError):
        actions.renew(late, now=NOW)
    actions.release(late)
    with pytest.raises(BusyError):
        actions.acquire("run", now=NOW)
    actions.renew(newer, now=NOW)
    actions.release(newer)
    assert actions.acquire("run", now=NOW).fence > newer.fence


def test_of_many_that_want_it_at_once_one_gets_it(state: Any, forks: Any, tmp_path: Path) -> None:
    from django.db import connection

    from drystone.jobs.models import Lease

    connection.close()
    tried = tmp_path / "tried"
    tried.mkdir()
    told = {"url": state.url, "path": str(state.path), "tried": str(tried), "many": 4}
    pids = [forks.start(CHILD, "try_to_hold", **told) for _ in range(4)]
    assert sorted(forks.wait(pid) for pid in pids) == [0, 3, 3, 3]
    assert Lease.objects.get(name="run").fence == 1
