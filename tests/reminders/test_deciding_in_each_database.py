"""Deciding asks and writes plain SQL: it does the same in each kind of database."""

from __future__ import annotations

import datetime as dt
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
