"""Deciding asks and writes plain SQL: it does the same in each kind of database."""

from __future__ import annotations

import datetime as dt
import gc
from pathlib import Path
from typing import Any

import pytest

import fake_pipeline

#: A Monday, nine o'clock in the program's zone (UTC).
NOW = dt.datetime(2026, 6, 15, 11, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def gap(number: int, check: str, person: str, **more: Any) -> None:
    from drystone.gaps.models import Gap, GapResponsible

    told = {
        "origin": "check", "check_id": check, "activity_id": "lock", "asset_kind": "device", "asset_id": f"d{number}",
        "severity": "high", "reach": "live", "accountable": "person-3", "first_seen": NOW - DAY, "opened_at": NOW - DAY,
        "due": NOW + 20 * DAY, "last_run": "run",
    }  # fmt: skip
    Gap.objects.create(gap_id=f"gap-{number}", **{**told, **more})
    GapResponsible.objects.create(gap_id=f"gap-{number}", person_id=person, via="assigned")


def test_the_same_is_decided_in_each_database(state: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from drystone.directory.models import Person
    from drystone.reminders import planning
    from drystone.reminders.models import Digest

    for number, status in enumerate(("active", "active", "leave", "active", "left"), start=1):
        Person.objects.create(person_id=f"person-{number}", email=f"p{number}@fenwick.example", status=status)
    gap(1, "locked", "person-1")
    gap(2, "locked", "person-1")
    gap(3, "patched", "person-1", severity="critical")
    gap(4, "locked", "person-2", reach="trial")
    gap(5, "locked", "person-2", status="closed")
    gap(6, "locked", "person-5")
    gap(7, "patched", "person-3", due=NOW - DAY, accountable="person-4")
    program = fake_pipeline.program(Path(), "locked", "patched")
    monkeypatch.setattr("drystone.shell.site.program", lambda: program)
    for _ in range(2):
        planning.decide(program, None, now=NOW)
    found = {one.person_id: one for one in Digest.objects.all()}
    # One has two things to do; one is away, so that who answers for theirs hears of it; one answers for what is late.
    assert found.keys() == {"person-1", "person-4"}
    assert len(found["person-1"].keys) == 2
    assert found["person-1"].urgent
    assert found["person-4"].answers
    assert (found["person-4"].keys, found["person-4"].gaps, found["person-4"].on) == ([], {}, NOW.date())
    assert found["person-1"].at == NOW
    assert found["person-1"].until == NOW.replace(hour=17, minute=0)


def test_what_many_are_asked_for_at_once_is_what_each_is_asked_for(state: Any) -> None:
    from drystone.gaps import everyone, own

    for number, seen in enumerate((NOW - DAY, NOW - DAY / 7, NOW - 3 * DAY), start=1):
        gap(number, "locked", "person-1", first_seen=seen, due=seen + 2 * DAY, asset_name=f"lt-{number}")
    gap(4, "patched", "person-2", outcome="unknown", unverified_since=NOW - DAY / 3, criticality=3)
    found = list(everyone.of_many(["person-1", "person-2", "person-3"], now=NOW))
    for person_id in ("person-1", "person-2", "person-3"):
        assert [one for holder, _at, one in found if holder == person_id] == own.mine(person_id, now=NOW)
    assert [at for _holder, at, _gap in found] == [NOW - DAY] * 4


def test_a_page_of_people_is_read_by_their_ids_alone(sqlite_state: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.directory.models import Person
    from drystone.reminders import gathering, planning
    from drystone.reminders.models import Digest

    for number in range(1, 6):
        Person.objects.create(person_id=f"person-{number}", email=f"p{number}@fenwick.example")
        gap(number, "locked", f"person-{number}", due=NOW - DAY, accountable="person-1" if number > 2 else "person-5")
        last = {"on": (NOW - 9 * DAY).date(), "at": NOW - 9 * DAY, "until": NOW - 8 * DAY, "status": "sent"}
        Digest.objects.create(person_id=f"person-{number}", gaps={"key": [f"gap-{number}"]}, **last)
    program = fake_pipeline.program(Path(), "locked", "patched")
    monkeypatch.setattr("drystone.shell.site.program", lambda: program)
    monkeypatch.setattr(gathering, "PAGE", 2)
    with CaptureQueriesContext(connection) as captured:
        assert planning.decide(program, None, now=NOW) == 5
    asked = [one["sql"] for one in captured if one["sql"].lstrip().casefold().startswith("select")]
    # Who answers for things is asked about once, on whatever page they are.
    assert sum('"late"' in one for one in asked) == 1
    named = [one for one in asked if "person-" in one or "gap-" in one]
    named = [one for one in named if '"accountable"' not in one and '"decider"' not in one]
    for sql in named:
        with connection.cursor() as cursor:
            cursor.execute(f"explain query plan {sql}")
            steps = [row[3] for row in cursor.fetchall()]
        # By a state, all messages and gaps there ever were would be read for each page.
        assert not [step for step in steps if "status" in step or step.startswith(("SCAN gaps", "SCAN reminders"))], sql
    assert sum("reminders_digest" in one for one in named) >= 3
    assert any("close_reason" in one for one in named)


def test_garbage_is_looked_for_seldom_while_pages_are_decided(
    sqlite_state: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.lib import collecting
    from drystone.reminders import planning

    seen: list[int] = []

    def planned(*_given: Any, **_more: Any) -> list[Any]:
        seen.append(gc.get_threshold()[0])
        return []

    monkeypatch.setattr(planning, "planned", planned)
    was = gc.get_threshold()
    try:
        gc.set_threshold(700, 10, 10)
        planning.decide(fake_pipeline.program(Path(), "locked"), None, now=NOW)
        with collecting.seldom():
            planning.decide(fake_pipeline.program(Path(), "locked"), None, now=NOW)
            assert gc.get_threshold() == (50_000, 10, 10)  # Whoever asked first still asks.
        assert gc.get_threshold() == (700, 10, 10)
    finally:
        gc.set_threshold(*was)
    assert seen == [50_000, 50_000]
