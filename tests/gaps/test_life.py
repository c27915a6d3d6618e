"""A gap's life: what opens it, what keeps it open, and the only ways in which it closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from fake_pipeline import failing, world

Run = Callable[..., Any]


def _gap(thing: str = "d1", **filters: Any) -> Any:
    from drystone.gaps.models import Gap

    return Gap.objects.get(asset_id=thing, **filters)


def _events(thing: str = "d1") -> list[str]:
    from drystone.gaps.models import GapEvent

    return list(GapEvent.objects.filter(gap__asset_id=thing).order_by("id").values_list("event", flat=True))


def _people(thing: str = "d1") -> list[tuple[str, str]]:
    from drystone.gaps.models import GapResponsible

    rows = GapResponsible.objects.filter(gap__asset_id=thing).order_by("person_id")
    return list(rows.values_list("person_id", "via"))


def test_a_pass_closes_a_gap_as_fixed(state: Any, run: Run) -> None:
    run(world(failing("d1")))
    run(world([]), day=2)
    gap = _gap()
    assert (gap.status, gap.close_reason, gap.closed_at.day) == ("closed", "fixed", 3)
    assert _events() == ["opened", "closed"]


def test_a_gap_that_comes_back_is_the_same_gap_reopened_with_a_new_day(state: Any, run: Run) -> None:
    run(world(failing("d1")))
    run(world([]), day=10)
    report = run(world(failing("d1")), day=20)
    gap = _gap()
    assert (gap.status, gap.reopened_count, gap.close_reason, gap.closed_at) == ("open", 1, "", None)
    assert (gap.first_seen.day, gap.opened_at.day) == (1, 21)
    assert gap.due - gap.opened_at == dt.timedelta(days=14)
    assert (report.gaps["opened"], report.gaps["reopened"]) == (0, 1)
    assert _events() == ["opened", "closed", "reopened"]
    assert _people() == [("person-1", "assigned")]


def test_an_unknown_keeps_a_gap_open_and_says_since_when(state: Any, run: Run) -> None:
    run(world(failing("d1")))
    run(world(failing("d1", outcome="unknown")), day=3)
    run(world(failing("d1", outcome="unknown")), day=5)
    gap = _gap()
    assert (gap.status, gap.outcome, gap.unverified_since.day) == ("open", "unknown", 4)
    run(world(failing("d1")), day=7)
    gap = _gap()
    assert (gap.outcome, gap.unverified_since, gap.first_seen.day) == ("fail", None, 1)
    assert _events() == ["opened", "unknown", "verified"]


def test_an_unknown_opens_nothing(sqlite_state: Any, run: Run) -> None:
    assert run(world(failing("d1", outcome="unknown"))).gaps["open"] == 0


def test_a_check_that_erred_closes_nothing(sqlite_state: Any, run: Run) -> None:
    run(world(failing("d1")))
    run(world([], outcome_count=[{"check_id": "locked", "error": "ran too long"}]), day=1)
    assert (_gap().status, _gap().outcome) == ("open", "unknown")


def test_a_thing_gone_from_complete_sources_closes_its_gap_as_gone(sqlite_state: Any, run: Run) -> None:
    run(world(failing("d1")))
    run(world([], things=1, member=[{"asset_kind": "device", "source": "mdm", "asset_id": "d1"}]), day=1)
    assert (_gap().status, _gap().close_reason) == ("closed", "gone")


def test_a_thing_missing_from_an_incomplete_source_keeps_its_gap(sqlite_state: Any, run: Run) -> None:
    run(world(failing("d1")))
    seen = [{"asset_kind": "device", "source": "mdm", "asset_id": "d1"}]
    run(world([], things=1, member=seen, source_status=[{"source_id": "mdm", "status": "failed"}]), day=1)
    assert (_gap().status, _gap().outcome) == ("open", "unknown")
    assert _gap().asset_name == "name of d1"


def test_a_thing_outside_the_population_closes_its_gap_as_no_longer_applying(sqlite_state: Any, run: Run) -> None:
    run(world(failing("d1", "d2")))
    run(world([], applies=[["locked", "d1", False], ["locked", "d2", None]]), day=1)
    assert (_gap("d1").close_reason, _gap("d2").status, _gap("d2").outcome) == ("no-longer-applies", "open", "unknown")


def test_a_withdrawn_check_closes_its_gaps_as_withdrawn(sqlite_state: Any, run: Run) -> None:
    run(world(failing("d1") + failing("d2", check="other")), "locked", "other")
    run(world(failing("d1")), "locked", day=1)
    assert (_gap("d2").close_reason, _gap("d1").status) == ("withdrawn", "open")


def test_a_new_owner_severity_and_name_are_changes_of_the_same_gap(state: Any, run: Run) -> None:
    from drystone.gaps.queries import history

    run(world(failing("d1")))
    told = world(failing("d1", severity="critical"), owner="person-2")
    told["asset"][1]["name"] = "new name"
    report = run(told, day=1)
    gap = _gap()
    assert (gap.severity, gap.asset_name, gap.first_seen.day) == ("critical", "new name", 1)
    assert gap.due - gap.first_seen == dt.timedelta(days=3)
    assert _people() == [("person-2", "assigned")]
    assert history(gap.gap_id)[-1] == {
        "event": "changed", "at": "2026-05-02T08:00:00Z", "by": "run", "act": report.run_id,
        "note": "asset_name, severity, due, responsible",
    }  # fmt: skip


def test_two_items_on_one_thing_are_two_gaps(sqlite_state: Any, run: Run) -> None:
    run(world(failing("d1", item="a") + failing("d1", item="b")))
    run(world(failing("d1", item="b")), day=1)
    assert (_gap(item="a").close_reason, _gap(item="b").status) == ("fixed", "open")


def test_a_finding_told_twice_is_one_gap(sqlite_state: Any, run: Run) -> None:
    assert run(world(failing("d1") + failing("d1", detail="again", severity="low"))).gaps["open"] == 1
    assert (_gap().detail, _gap().severity) == ("again", "high")


def test_when_two_things_turn_out_to_be_one_the_gap_moves_with_its_age(state: Any, run: Run) -> None:
    run(world(failing("d1")))
    run(world(failing("d1", "d2")), day=5)
    alias = [{"asset_kind": "device", "old_id": "d1", "asset_id": "d2"}]
    merged = world(failing("d2"), asset_alias=alias)
    merged["asset"] = [one for one in merged["asset"] if one["asset_id"] != "d1"]
    report = run(merged, day=6)
    old, new = _gap("d1"), _gap("d2")
    assert (old.status, old.close_reason, old.moved_to) == ("closed", "moved", new.gap_id)
    assert (new.status, new.first_seen.day, new.opened_at.day) == ("open", 1, 1)
    assert {name: report.gaps[name] for name in ("opened", "closed", "moved", "open")} == {
        "opened": 0, "closed": 0, "moved": 1, "open": 1,
    }  # fmt: skip
    assert run(merged, day=7).gaps["changed"] == 0


def test_a_moved_gap_is_still_put_off(state: Any, run: Run) -> None:
    from drystone.gaps import acts, queries

    report = run(world(failing("d1")))
    today = report.as_of.date()
    until = today + dt.timedelta(days=9)
    delay = acts.Delay(until, today, dt.timedelta(days=14))
    acts.put_off(_gap().gap_id, delay, by="person-1", at=report.as_of)
    told = world(failing("d2"), asset_alias=[{"asset_kind": "device", "old_id": "d1", "asset_id": "d2"}])
    told["asset"] = [one for one in told["asset"] if one["asset_id"] != "d1"]
    run(told, day=1)
    assert queries.put_off("person-1", on=until - dt.timedelta(days=1))[_gap("d2").gap_id] == until


def test_a_moved_gap_takes_its_exception_along(state: Any, run: Run) -> None:
    from drystone.gaps import actions

    report = run(world(failing("d1")))
    at, until = report.as_of, report.as_of.date() + dt.timedelta(days=30)
    wish = actions.Wish(_gap().gap_id, "The new laptop comes in June.", until)
    actions.approve(actions.request(wish, by="person-1", at=at), by="person-9", at=at)
    merged = world(failing("d7"), asset_alias=[{"asset_kind": "device", "old_id": "d1", "asset_id": "d7"}])
    merged["asset"] = [{"asset_kind": "device", "asset_id": "d7", "name": "seven", "criticality": 2}]
    report = run(merged, day=1)
    assert (_gap("d7").status, _gap("d7").asset_name) == ("excepted", "seven")
    assert (report.gaps["excepted"], report.gaps["open"]) == (1, 0)
    assert run(merged, day=40).gaps["open"] == 1


def test_a_gap_without_a_letter_goes_to_the_fallback_and_else_to_nobody(sqlite_state: Any, run: Run) -> None:
    holder = {"position_id": "security-lead", "ordinal": 1, "person_id": "person-7", "step": "holder"}
    hole = failing("asset.owner", origin="matrix", check_id="duty-without-a-holder", activity_id=None)
    told = world(hole, seat_holder=[holder])
    assert run(told).gaps["unowned"] == 1
    run(told, day=1, fallback="security-lead")
    assert (_people("asset.owner"), _gap("asset.owner").accountable) == ([("person-7", "fallback")], "person-7")
    assert run(world([]), day=2).gaps["closed"] == 1


def test_where_nobody_is_singled_out_the_accountable_has_the_gap(sqlite_state: Any, run: Run) -> None:
    run(world(failing("d1"), owner=""))
    assert (_people(), _gap().accountable, _gap().via) == ([("person-9", "holder")], "person-9", "holder")


def test_a_checks_own_time_wins_over_the_policy(sqlite_state: Any, run: Run) -> None:
    run(world(failing("d1")), due=dt.timedelta(hours=36))
    assert _gap().due - _gap().first_seen == dt.timedelta(hours=36)


def test_the_things_criticality_shortens_the_time(sqlite_state: Any, run: Run) -> None:
    told = world(failing("d1", "d2"))
    told["asset"][1]["criticality"], told["asset"][2]["criticality"] = 4, None
    run(told)
    assert [(_gap(one).due - _gap(one).first_seen).days for one in ("d1", "d2")] == [3, 14]


def test_a_run_closes_only_what_runs_opened(sqlite_state: Any, run: Run) -> None:
    run(world(failing("d1")))
    gap = _gap()
    gap.opened_by = "person-3"
    gap.save()
    run(world([]), day=1)
    assert _gap().status == "open"


@pytest.mark.parametrize("state", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_postgresql_has_counted_what_a_pass_wrote_before_pages_ask(state: Any, run: Run) -> None:
    from django.db import connection

    def counted() -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select relname, reltuples::int from pg_class where relname in ('gaps_gap', 'gaps_gapresponsible')"
            )
            return dict(cursor.fetchall())

    before = counted()
    run(world(failing("d1") + failing("d2"), things=2))
    assert all(rows < 1 for rows in before.values())
    assert counted() == {"gaps_gap": 2, "gaps_gapresponsible": 2}
