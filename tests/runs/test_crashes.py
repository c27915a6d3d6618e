"""Killed at any step, started twice: nothing is lost and nothing doubled."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import fake_pipeline
from drystone.lib.errors import BusyError
from fake_pipeline import failing, world

CHILD = str(Path(__file__).with_name("child.py"))

STEPS = ("recovering", "building", "staging", "exporting", "judging", "comparing", "storing", "committing")
TOUCHES_THE_STATE = ("recovering", "building", "committing")
BEFORE_COMMIT = tuple((name, 1) for name in STEPS)
# "batch" is told inside a batch's transaction, "applying" between two: the third time, two batches are in.
AFTER_COMMIT = (("applying", 1), ("batch", 1), ("applying", 3), ("batch", 2), ("finishing", 1), ("collecting", 1))


def _child(forks: Any, state: Any, root: Path, **more: Any) -> int:
    from django.db import connection

    connection.close()
    pid: int = forks.start(CHILD, "run", url=state.url, path=str(state.path), root=str(root), **more)
    return pid


def _standing() -> dict[str, str]:
    from drystone.gaps.models import Gap

    return dict(Gap.objects.values_list("asset_id", "status"))


def _whole(worlds: list[set[str]]) -> None:
    """The state is exactly as if these worlds had been applied one after the other, and nobody had been killed."""
    from drystone.gaps.models import GapEvent, GapResponsible
    from drystone.runs.models import Head, Run

    events: Counter[tuple[str, str]] = Counter()
    known: set[str] = set()
    for before, after in itertools.pairwise([set(), *worlds]):
        events.update((thing, "reopened" if thing in known else "opened") for thing in after - before)
        events.update((thing, "closed") for thing in before - after)
        known |= after
    assert Counter(GapEvent.objects.values_list("gap__asset_id", "event")) == events
    assert _standing() == {thing: "open" if thing in worlds[-1] else "closed" for thing in known}
    assert GapResponsible.objects.count() == len(known)
    assert not Run.objects.filter(status__in=["applying", "building"]).exists()
    head = Head.objects.get()
    assert (head.applying, Run.objects.get(run_id=head.applied).status) == ("", "applied")


def test_runs_killed_at_every_step_lose_nothing_and_double_nothing(state: Any, forks: Any, tmp_path: Path) -> None:
    committed: list[set[str]] = []
    clean = ("", 0)
    finished_by_the_next = (step for kill in AFTER_COMMIT for step in (kill, clean))
    # What happens in the engine alone is the same for both databases.
    forgotten = [kill for kill in BEFORE_COMMIT if state.kind == "sqlite" or kill[0] in TOUCHES_THE_STATE]
    for day, (kill_at, occurrence) in enumerate([*forgotten, *finished_by_the_next]):
        things = {f"d{number}" for number in range(40) if number % 3 != day % 3}
        (tmp_path / "world.json").write_text(json.dumps(world(failing(*sorted(things)), things=40)))
        before = _standing()
        pid = _child(forks, state, tmp_path, day=day, kill_at=kill_at, occurrence=occurrence)
        assert forks.wait(pid) == (-9 if kill_at else 0), kill_at
        if (kill_at, occurrence) in BEFORE_COMMIT:
            assert _standing() == before, kill_at
        else:
            committed.append(things)
    _whole(committed)
    temporary = [one for one in (tmp_path / "var" / "lake" / "snapshots").iterdir() if one.name.startswith(".tmp")]
    assert temporary == []
    assert not (tmp_path / "var" / "lake-scratch").exists()


def test_a_committed_run_is_finished_even_where_its_sources_are_gone(state: Any, forks: Any, tmp_path: Path) -> None:
    (tmp_path / "world.json").write_text(json.dumps(world(failing("d1"))))
    assert forks.wait(_child(forks, state, tmp_path, day=0, kill_at="applying")) == -9
    assert _standing() == {}
    (tmp_path / "world.json").write_text("this is no world")
    assert forks.wait(_child(forks, state, tmp_path, day=1)) == 70
    assert _standing() == {"d1": "open"}


def test_a_second_run_is_told_who_runs_since_when(
    state: Any, forks: Any, tmp_path: Path, run: Callable[..., Any]
) -> None:
    (tmp_path / "world.json").write_text(json.dumps(world(failing("d1"))))
    hold = tmp_path / "hold"
    pid = _child(forks, state, tmp_path, day=0, hold=str(hold))
    deadline = time.monotonic() + 60
    while not hold.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    with pytest.raises(
        BusyError, match=f"a run is already under way: process {pid} on .* since 2026-05-01T08:00"
    ) as told:
        run(world(failing("d1")), day=1)
    assert told.value.exit_code == 3
    hold.unlink()
    assert forks.wait(pid) == 0
    assert _standing() == {"d1": "open"}


def test_two_first_runs_at_once_make_one_state(unmade_state: Any, forks: Any, tmp_path: Path) -> None:
    (tmp_path / "world.json").write_text(json.dumps(world(failing("d1"))))
    pids = [_child(forks, unmade_state, tmp_path, day=0) for _ in range(2)]
    ended = sorted(forks.wait(pid) for pid in pids)
    assert ended in ([0, 0], [0, 3])
    _whole([{"d1"}])


def test_a_run_that_lost_its_lease_changes_nothing_any_more(state: Any, tmp_path: Path) -> None:
    from drystone.jobs.actions import LeaseLostError
    from drystone.jobs.models import Lease
    from drystone.runs import actions

    def lose(name: str) -> None:
        if name == "committing":
            Lease.objects.update(fence=99, token="somebody-else")

    pipeline = fake_pipeline.FakePipeline(world(failing("d1")))
    tools = actions.Tools(pipeline, now=lambda: fake_pipeline.MAY, step=lose)
    with pytest.raises(LeaseLostError):
        actions.run(fake_pipeline.program(tmp_path), tools=tools)
    assert _standing() == {}
    later = actions.Tools(pipeline, now=lambda: fake_pipeline.MAY + dt.timedelta(hours=1))
    Lease.objects.update(token="", expires_at=None)
    assert actions.run(fake_pipeline.program(tmp_path), tools=later).gaps["opened"] == 1
