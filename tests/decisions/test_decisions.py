"""Decisions are recorded with their reason, withdrawn, never edited, and exported while they hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from drystone.lib.errors import UsageError

AT = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)
TODAY = AT.date()


def _owner(**more: Any) -> str:
    from drystone.decisions import actions

    settled = actions.Settled("owner", asset_kind="device", asset_id="device-1", person_id="person-1")
    return actions.record(settled, by="person-9", at=AT, reason="She has it on her desk.", **more)


def test_a_decision_is_exported_in_the_vocabularys_columns(state: Any) -> None:
    from drystone.decisions import queries
    from drystone.program.vocabulary import TABLES

    decision_id = _owner(until=dt.date(2026, 6, 1))
    assert tuple(queries.COLUMNS) == TABLES["decision"].names
    (row,) = queries.in_force(TODAY)
    assert dict(zip(queries.COLUMNS, row, strict=True)) == {
        "decision_id": decision_id, "kind": "owner", "asset_kind": "device", "a_source": None, "a_key": None,
        "b_source": None, "b_key": None, "asset_id": "device-1", "person_id": "person-1", "check_id": None,
        "until": dt.date(2026, 6, 1), "decided_by": "person-9", "decided_at": dt.datetime(2026, 5, 1, 8),  # noqa: DTZ001
        "reason": "She has it on her desk.",
    }  # fmt: skip


def test_a_decision_holds_through_its_last_day(sqlite_state: Any) -> None:
    from drystone.decisions import queries

    _owner(until=TODAY)
    assert len(queries.in_force(TODAY)) == 1
    assert queries.in_force(TODAY + dt.timedelta(days=1)) == []


def test_a_withdrawn_decision_is_kept_and_no_longer_exported(state: Any) -> None:
    from drystone.audit import queries as audit
    from drystone.decisions import actions, queries

    decision_id = _owner()
    actions.withdraw(decision_id, by="person-9", at=AT, reason="A slip.")
    assert queries.in_force(TODAY) == []
    assert [look.action for look in audit.about("decision", decision_id)] == [
        "decision-recorded",
        "decision-withdrawn",
    ]
    with pytest.raises(UsageError, match="no decision"):
        actions.withdraw(decision_id, by="person-9", at=AT)


@pytest.mark.parametrize(
    ("settled", "more", "told"),
    [
        ({"kind": "sam"}, {}, "no decision of kind"),
        ({"kind": "owner", "asset_kind": "device", "asset_id": "device-1"}, {}, "needs person_id"),
        ({"kind": "started", "check_id": "c"}, {"reason": " "}, "a reason"),
        ({"kind": "started", "check_id": "c"}, {"until": dt.date(2026, 4, 30)}, "already past"),
        (
            {"kind": "same", "asset_kind": "device", "a_source": "x", "a_key": "1", "b_source": "x", "b_key": "1"},
            {},
            "same as itself",
        ),
    ],
)
def test_what_is_not_a_whole_decision_is_refused(
    sqlite_state: Any, settled: dict[str, str], more: dict[str, Any], told: str
) -> None:
    from drystone.decisions import actions, queries

    with pytest.raises(UsageError, match=told):
        actions.record(actions.Settled(**settled), **{"by": "person-9", "at": AT, "reason": "Because.", **more})
    assert queries.in_force(TODAY) == []
