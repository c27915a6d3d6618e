"""Who operates an activity for a thing: a seat of many counts for its own department's things only."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from gaps import served_gap
from served import Served


@pytest.fixture
def gap(served: Served) -> Any:
    """A gap of the employee, of Sales, whose activity every head of a department does for their department."""
    from drystone.directory.models import Duty, Holding

    found = served_gap.of("employee", served)
    Duty.objects.filter(activity_id=found.activity_id, letter="R").delete()
    heads = Holding.objects.filter(role_id="department-head", step="holder").exclude(seat="")
    for head in heads:
        Duty.objects.create(
            activity_id=found.activity_id, letter="R", position_id=head.position_id, person_id=head.person_id,
            step="holder",
        )  # fmt: skip
    return found


def other_head(served: Served, gap: Any) -> str:
    from drystone.directory.models import Holding

    heads = Holding.objects.filter(role_id="department-head", step="holder").exclude(seat__in=["", "Sales"])
    mine = {served.people["department-head"], gap.accountable, served.people["approver"], served.people["auditor"]}
    return str(heads.exclude(person_id__in=mine).order_by("seat").values_list("person_id", flat=True)[0])


def test_a_head_works_on_the_things_of_their_department_and_sees_no_others(served: Served, gap: Any) -> None:
    assert served.client("department-head").get(f"/gaps/{gap.gap_id}/done").status_code == 200
    for path in ("", "/done"):
        assert served.client(other_head(served, gap)).get(f"/gaps/{gap.gap_id}{path}").status_code == 404


def test_help_is_asked_of_the_head_of_that_department(served: Served, gap: Any) -> None:
    from drystone.gaps import doing

    assert doing.helper(gap, me=gap.responsible.first().person_id) == served.people["department-head"]


def test_what_stands_longest_is_shown_of_their_own_department(served: Served, gap: Any) -> None:
    other = served.client(other_head(served, gap)).get(f"/answer-for/{gap.activity_id}")
    assert other.status_code == 200
    assert gap.gap_id not in other.content.decode()


def test_a_department_of_forty_thousand_things_goes_to_the_database_as_one_value(
    served: Served, gap: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few values a statement takes, and in a statement no longer than for a department of one thing."""
    from contextlib import nullcontext
    from types import SimpleNamespace

    from django.db import connection

    from drystone.gaps import operating
    from drystone.gaps.models import Gap

    if connection.vendor == "sqlite":
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)
    things = [(gap.asset_id, "department", "Sales"), *((f"device-{i}", "department", "Sales") for i in range(40_000))]
    monkeypatch.setattr(operating.site, "reading", lambda: nullcontext(SimpleNamespace(rows=lambda *_given: things)))
    operated = operating.operated(served.people["department-head"], Gap.objects.all())
    mine = Gap.objects.filter(operated, asset_id=gap.asset_id, activity_id=gap.activity_id)
    assert list(mine.values_list("gap_id", flat=True).order_by("gap_id")) == list(
        Gap.objects.filter(asset_id=gap.asset_id, activity_id=gap.activity_id)
        .values_list("gap_id", flat=True)
        .order_by("gap_id")
    )
    assert len(mine.query.sql_with_params()[1]) < 100
