"""Weekly figures: the last run of a week stands, weeks without one are gaps, and small groups are not kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from served import AS_OF, NOW, Served

MONDAY = dt.date(2026, 6, 15)


def week(activity: str = "", check: str = "", day: dt.date = MONDAY) -> Any:
    from drystone.measures.models import Week

    return Week.objects.get(week_start=day, activity_id=activity, check_id=check)


def keep(as_of: dt.datetime = AS_OF, run_id: str = "run") -> int:
    from drystone.measures import weeks
    from drystone.shell import site

    with site.reading() as engine:
        return weeks.keep(site.program(), engine, as_of=as_of, run_id=run_id)


def test_an_applied_run_leaves_a_row_for_each_check_each_activity_and_the_whole(served: Served) -> None:
    from drystone.measures.models import Week
    from drystone.shell import site

    program = site.program()
    rows = set(Week.objects.values_list("activity_id", "check_id"))
    assert {(one.activity, one.id) for one in program.checks.values()} <= rows
    assert {(one, "") for one in program.activities} <= rows
    assert ("", "") in rows


def test_figures_are_those_of_the_snapshot_and_of_the_state(served: Served) -> None:
    from drystone.gaps.models import Gap

    row = week("encrypt-laptops", "laptop-disk-encrypted")
    assert (row.passed, row.failed, row.unknown, row.not_applicable) == (49, 3, 10, 6)
    assert row.open_gaps == Gap.objects.filter(check_id="laptop-disk-encrypted", status="open").count() == 3
    assert row.asset_kind == "device"


def test_rows_of_activities_count_live_checks_only(served: Served) -> None:
    assert week("review-code", "branch-unprotected").failed > 0
    assert week("review-code").failed == 0


def test_how_many_people_a_few_are_is_not_even_kept(served: Served) -> None:
    row = week("encrypt-laptops", "laptop-disk-encrypted")
    assert row.people_affected is None
    assert week("match-screening", "screening-missing").people_affected is None, "its siblings concern few"
    assert week("match-screening").people_affected == 15


def test_counting_a_week_again_replaces_it(served: Served) -> None:
    from drystone.measures.models import Week

    before = list(Week.objects.order_by("activity_id", "check_id").values_list("activity_id", "check_id", "failed"))
    assert keep(run_id="later") == len(before)
    rows = Week.objects.order_by("activity_id", "check_id")
    assert list(rows.values_list("activity_id", "check_id", "failed")) == before
    assert set(rows.values_list("run_id", flat=True)) == {"later"}


def test_a_week_begins_on_monday_in_the_organisations_time_zone(served: Served) -> None:
    from drystone.measures.weeks import week_of
    from drystone.shell import site

    program = site.program()
    assert program.settings.organisation.time_zone == "Europe/Berlin"
    late = dt.datetime(2026, 6, 14, 22, 30, tzinfo=dt.UTC)
    assert week_of(late, program)[0] == MONDAY
    assert week_of(late - dt.timedelta(hours=1), program)[0] == MONDAY - dt.timedelta(days=7)
    _, begin, end = week_of(dt.datetime(2026, 3, 28, tzinfo=dt.UTC), program)
    assert (end.astimezone(dt.UTC) - begin.astimezone(dt.UTC)) == dt.timedelta(hours=167), "the clocks go forward"


def test_what_came_and_went_in_the_week_is_counted(served: Served) -> None:
    from drystone.gaps.models import Gap

    before = week("encrypt-laptops", "laptop-disk-encrypted")
    one, other, moved = Gap.objects.filter(check_id="laptop-disk-encrypted", status="open")
    for gap, reason in ((one, "fixed"), (other, "gone"), (moved, "moved")):
        gap.status, gap.closed_at, gap.close_reason, gap.due = "closed", NOW, reason, NOW + dt.timedelta(days=1)
        gap.save()
    keep()
    after = week("encrypt-laptops", "laptop-disk-encrypted")
    assert after.closed - before.closed == 2
    assert "closed" in str(after.few).split(), "two people's, which is too few to say"
    assert after.open_gaps == before.open_gaps, "what stands is what the run saw, on every page"
    assert after.closed_by_owner_in_time in (0, 1)
    one.responsible.all().delete()
    keep()
    assert week("encrypt-laptops", "laptop-disk-encrypted").closed_by_owner_in_time == 0, "nobody was responsible"
    one.responsible.create(person_id="person-1", via="assigned")
    keep()
    assert week("encrypt-laptops", "laptop-disk-encrypted").closed_by_owner_in_time == 1


def test_weeks_without_a_run_are_gaps_in_the_line(served: Served) -> None:
    from drystone.measures import queries

    keep(AS_OF - dt.timedelta(weeks=2))
    points = queries.trend("match-screening", weeks=4)
    assert [point.week_start for point in points] == [MONDAY - dt.timedelta(weeks=back) for back in (3, 2, 1, 0)]
    assert [point.ran for point in points] == [False, True, False, True]
    assert points[2].outcomes == {}
    assert points[2].passing is None
    assert points[3].passing == 56 / 71


def test_a_trend_shows_nothing_that_few_people_are_behind(served: Served) -> None:
    from drystone.measures import queries

    point = queries.trend("encrypt-laptops", weeks=1)[0]
    assert point.outcomes["fail"] is None
    assert sum(count is None for count in point.outcomes.values()) >= 2
    assert point.gaps["open_gaps"] is None
    assert point.people_affected is None


def test_what_one_check_withholds_its_siblings_and_their_sum_do_not_tell(served: Served) -> None:
    from drystone.measures import queries

    whole = queries.trend("match-screening", weeks=1)[0]
    assert whole.outcomes["fail"] == 15
    for check in ("screening-missing", "screening-expired"):
        point = queries.trend("match-screening", weeks=1, check_id=check)[0]
        stored = week("match-screening", check)
        if stored.reach == "live":
            assert set(point.outcomes.values()) == {None} or None not in point.outcomes.values()
    one = queries.trend("know-every-device", weeks=1, check_id="device-not-seen")[0]
    other = queries.trend("know-every-device", weeks=1, check_id="device-without-owner")[0]
    assert set(one.outcomes.values()) == set(other.outcomes.values()) == {None}


def test_the_whole_is_said_in_round_numbers(served: Served) -> None:
    from drystone.measures import queries

    point = queries.trend(None, weeks=1)[0]
    counts = [*point.outcomes.values(), *point.gaps.values()]
    assert all(count is not None and count % 5 == 0 for count in counts)
    assert point.outcomes["fail"] == -(-week().failed // 5) * 5 > 0


def test_a_trend_takes_two_queries_however_many_weeks(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.measures import queries

    for weeks in (1, 200):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            queries.trend(None, weeks=weeks)
        assert len(seen) == 2


def test_before_the_first_run_there_is_no_line(sqlite_state: object) -> None:
    from drystone.measures import queries

    assert queries.trend(None) == ()


def test_what_came_and_went_is_said_by_every_database(state: Any) -> None:
    from drystone.gaps import queries
    from drystone.gaps.models import Gap

    shared: dict[str, Any] = {"origin": "check", "check_id": "c", "activity_id": "a", "asset_kind": "device"}
    times = {"first_seen": AS_OF, "opened_at": AS_OF, "due": NOW}
    for number, (status, reason) in enumerate((("open", ""), ("closed", "fixed"), ("closed", "moved"))):
        closed = AS_OF if status == "closed" else None
        told = {**shared, **times, "asset_id": str(number), "severity": "high", "last_run": "r", "reach": "live"}
        gap = Gap.objects.create(gap_id=f"g{number}", status=status, close_reason=reason, closed_at=closed, **told)
        gap.responsible.create(person_id="p", via="assigned")
    later = NOW + dt.timedelta(days=1)
    assert sorted(queries.came_and_went(AS_OF, later)) == [
        ("a", "c", "live", "device", "0", True, False, False),
        ("a", "c", "live", "device", "1", True, True, True),
    ]
    assert list(queries.came_and_went(later, later + dt.timedelta(days=1))) == []
