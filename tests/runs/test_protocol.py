"""A run from start to end: what it opens and closes, what it tells, and that it is all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drystone.program.model import Activity, Place
from fake_pipeline import MAY, failing, world

Run = Callable[..., Any]
JUNE = dt.date(2026, 6, 1)


def _gaps(*statuses: str) -> list[dict[str, Any]]:
    from drystone.gaps.queries import Filter, listing

    return list(listing(Filter(statuses=statuses or ("open", "excepted"))))


def test_a_first_run_opens_a_gap_with_its_people_and_its_day(state: Any, run: Run) -> None:
    report = run(world(failing("d1", "d2")))
    assert report.gaps == {
        "opened": 2, "closed": 0, "reopened": 0, "changed": 0, "moved": 0, "open": 2, "excepted": 0, "unowned": 0,
    }  # fmt: skip
    gap = next(gap for gap in _gaps() if gap["asset_id"] == "d1")
    assert {key: gap[key] for key in list(gap)[1:15]} == {
        "check": "locked", "asset_kind": "device", "asset_id": "d1", "asset_name": None, "item": None,
        "detail": None, "severity": "high", "status": "open", "first_seen": "2026-05-01T08:00:00Z",
        "due": "2026-05-15T08:00:00Z", "responsible": ["person-1"], "accountable": "person-9", "via": "assigned",
        "activity": "lock",
    }  # fmt: skip


def test_a_second_run_over_the_same_changes_nothing(state: Any, run: Run) -> None:
    from drystone.gaps.models import GapEvent

    told = world(failing("d1", "d2"))
    run(told)
    before, events = _gaps(), GapEvent.objects.count()
    report = run(told, day=3)
    assert (report.gaps["opened"], report.gaps["closed"], report.gaps["changed"]) == (0, 0, 0)
    assert (_gaps(), GapEvent.objects.count()) == (before, events)


def test_a_second_run_by_the_same_moment_applies_nothing_again_and_sees_what_changed(state: Any, run: Run) -> None:
    run(world(failing("d1", "d2")))
    run(world(failing("d2")))
    assert [gap["asset_id"] for gap in _gaps()] == ["d2"]
    report = run(world(failing("d2")))
    assert (report.gaps["opened"], report.gaps["reopened"], report.gaps["closed"]) == (0, 0, 0)
    assert [gap["asset_id"] for gap in _gaps()] == ["d2"]


def test_a_first_run_leaves_the_indexes_that_the_models_declare(state: Any, run: Run) -> None:
    from django.apps import apps
    from django.db import connection

    run(world(failing("d1")))
    with connection.cursor() as cursor:
        for model in apps.get_app_config("gaps").get_models():
            there = connection.introspection.get_constraints(cursor, model._meta.db_table)
            assert {index.name for index in model._meta.indexes} <= set(there)


def test_a_report_tells_the_seconds_of_each_step(state: Any, run: Run) -> None:
    timings = run(world(failing("d1"))).as_json()["timings"]
    assert {"staging", "comparing", "storing", "applying", "collecting"} <= set(timings)
    assert all(seconds >= 0 for seconds in timings.values())


def test_the_report_is_the_documented_object(state: Any, run: Run) -> None:
    told = run(world(failing("d1"))).as_json()
    assert list(told)[:10] == [
        "run_id", "started_at", "finished_at", "as_of", "sources", "inventory", "merges", "responsibility", "checks",
        "gaps",
    ]  # fmt: skip
    assert told["sources"] == [{"id": "mdm", "status": "complete", "rows": 5, "quarantined": 0, "error": None}]
    assert told["as_of"] == "2026-05-01T08:00:00Z"


def test_a_dry_run_tells_the_same_and_leaves_no_trace(unmade_state: Any, run: Run, tmp_path: Path) -> None:
    report = run(world(failing("d1")), dry_run=True)
    assert (report.gaps["opened"], report.gaps["open"], report.dry_run) == (1, 1, True)
    assert list(tmp_path.iterdir()) == [] or [one.name for one in tmp_path.iterdir()] == ["var"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_dry_run_after_a_run_leaves_state_and_lake_as_they_were(state: Any, run: Run, tmp_path: Path) -> None:
    run(world(failing("d1", "d2")))
    run(world(failing("d1")), day=1)
    before = sorted(str(path) for path in (tmp_path / "var" / "lake").rglob("*"))
    report = run(world(failing("d2", "d3")), day=2, dry_run=True)
    assert {key: report.gaps[key] for key in ("opened", "reopened", "closed", "open")} == {
        "opened": 1, "reopened": 1, "closed": 1, "open": 2,
    }  # fmt: skip
    assert sorted(str(path) for path in (tmp_path / "var" / "lake").rglob("*")) == before
    assert [gap["asset_id"] for gap in _gaps()] == ["d1"]


def test_an_error_in_a_room_leaves_the_earlier_run_standing_and_says_why(state: Any, run: Run, tmp_path: Path) -> None:
    from drystone.lib.errors import SourceError
    from drystone.runs.models import Run as Recorded

    run(world(failing("d1")))

    def fail(name: str) -> None:
        if name == "judging":
            raise SourceError("the source went away")

    with pytest.raises(SourceError):
        run(world([]), day=1, step=fail)
    assert [gap["asset_id"] for gap in _gaps()] == ["d1"]
    assert Recorded.objects.get(status="failed").error == "the source went away"
    assert [one.name for one in (tmp_path / "var" / "lake-scratch").iterdir()] == ["sources"]
    assert run(world([]), day=1).gaps["closed"] == 1


def test_a_lake_without_the_snapshot_that_the_state_shows_is_refused(state: Any, run: Run, tmp_path: Path) -> None:
    import shutil

    from drystone.lib.errors import StoreError

    run(world(failing("d1")))
    shutil.rmtree(tmp_path / "var" / "lake")
    with pytest.raises(StoreError, match="lacks the snapshot"):
        run(world(failing("d1")), day=1)
    assert len(_gaps()) == 1


def _gap() -> Any:
    from drystone.gaps.models import Gap

    return Gap.objects.get()


def _ask() -> str:
    from drystone.gaps import actions

    return actions.request(actions.Wish(_gap().gap_id, "New laptop in June.", JUNE), by="person-1", at=MAY)


def test_a_decision_made_while_a_run_is_under_way_wins(state: Any, run: Run) -> None:
    from drystone.gaps import actions

    run(world(failing("d1")))

    def decide(name: str) -> None:
        if name == "comparing":
            actions.approve(_ask(), by="person-9", at=MAY)

    run(world(failing("d1", severity="low")), day=1, step=decide)
    assert (_gap().status, _gap().severity) == ("excepted", "low")


def test_exceptions_and_attestations_reach_the_next_runs_tables(state: Any, run: Run, tmp_path: Path) -> None:
    from drystone.gaps import actions
    from drystone.lake import Lake
    from drystone.lake.engines import DuckEngine

    run(world(failing("d1")))
    _ask()
    activity = Activity("drill", "Hold a drill", Place("a.yaml"), "it-head", (), attest=dt.timedelta(days=365))
    actions.attest(activity, actions.Word("Minutes of 1 May"), by="person-9", at=MAY, doers={"person-9"})
    report = run(world(failing("d1")), day=1)
    engine = DuckEngine()
    Lake(tmp_path / "var" / "lake").snapshot(report.run_id).attach(engine, ["exception", "attestation"])
    asked = engine.rows("select check_id, asset_kind, asset_id, until, status, requested_by from exception")
    assert asked == [("locked", "device", "d1", JUNE, "requested", "person-1")]
    done = engine.rows("select activity_id, asset_kind, asset_id, attested_by, evidence, valid_until from attestation")
    assert done == [("drill", "activity", "drill", "person-9", "Minutes of 1 May", dt.date(2027, 5, 1))]
    engine.close()
