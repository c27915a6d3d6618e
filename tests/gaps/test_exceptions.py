"""Exceptions: two people, a reason, an end; and attestations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from drystone.lib.errors import UsageError
from drystone.program.model import Activity, Place
from fake_pipeline import MAY, failing, world

JUNE = dt.date(2026, 6, 1)
Run = Callable[..., Any]


def _gap() -> Any:
    from drystone.gaps.models import Gap

    return Gap.objects.get()


def _ask(by: str = "person-1", until: dt.date = JUNE, reason: str = "New laptop in June.", **more: Any) -> str:
    from drystone.gaps import actions

    return actions.request(actions.Wish(_gap().gap_id, reason, until), by=by, at=MAY, **more)


@pytest.fixture
def opened(state: Any, run: Run) -> Any:
    run(world(failing("d1")))
    return state


@pytest.fixture
def opened_once(sqlite_state: Any, run: Run) -> Any:
    run(world(failing("d1")))
    return sqlite_state


def test_an_approved_exception_shows_until_its_day_and_then_the_gap_is_open_again(opened: Any, run: Run) -> None:
    from drystone.gaps import actions, queries

    exception_id = _ask()
    assert _gap().status == "open"
    actions.approve(exception_id, by="person-9", at=MAY, reason="Fine until then.")
    assert _gap().status == "excepted"
    told = world(failing("d1"))
    report = run(told, day=31)
    assert (_gap().status, report.gaps["excepted"], report.gaps["open"]) == ("excepted", 1, 0)
    report = run(told, day=32)
    assert (_gap().status, report.gaps["excepted"], report.gaps["open"]) == ("open", 0, 1)
    events = [event["event"] for event in queries.history(_gap().gap_id)]
    assert events == ["opened", "exception-asked", "excepted", "exception-ended"]


def test_whoever_asks_does_not_decide(opened_once: Any) -> None:
    from drystone.gaps import actions

    exception_id = _ask()
    with pytest.raises(UsageError, match="does not decide"):
        actions.approve(exception_id, by="person-1", at=MAY)
    with pytest.raises(UsageError, match="somebody else's"):
        actions.approve(exception_id, by="person-5", at=MAY)
    actions.approve(exception_id, by="person-9", at=MAY)
    assert _gap().status == "excepted"


def test_where_the_accountable_asks_only_their_superior_decides(opened_once: Any) -> None:
    from drystone.gaps import actions

    with pytest.raises(UsageError, match="nobody but the one who asks"):
        _ask(by="person-9")
    exception_id = _ask(by="person-9", superior="person-12")
    with pytest.raises(UsageError, match="somebody else's"):
        actions.approve(exception_id, by="person-5", at=MAY)
    actions.approve(exception_id, by="person-12", at=MAY)
    assert _gap().status == "excepted"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"reason": "  "}, "needs a reason"),
        ({"until": dt.date(2026, 4, 30)}, "cannot last until"),
        ({"until": dt.date(2027, 6, 1)}, "cannot last until"),
    ],
)
def test_an_exception_without_reason_or_sensible_end_is_refused(
    opened_once: Any, more: dict[str, Any], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        _ask(**more)


def test_a_refused_or_ended_exception_leaves_the_gap_open(opened_once: Any) -> None:
    from drystone.gaps import actions

    refused = _ask()
    actions.refuse(refused, by="person-9", at=MAY, reason="A loan laptop is on the shelf.")
    assert _gap().status == "open"
    ended = _ask()
    actions.approve(ended, by="person-9", at=MAY)
    actions.end(ended, by="person-1", at=MAY)
    assert _gap().status == "open"
    with pytest.raises(UsageError):
        actions.approve(ended, by="person-9", at=MAY)


def test_a_gap_that_is_fixed_closes_although_it_was_excepted_and_comes_back_excepted(opened: Any, run: Run) -> None:
    from drystone.gaps import actions

    actions.approve(_ask(), by="person-9", at=MAY)
    run(world([]), day=1)
    assert _gap().status == "closed"
    run(world(failing("d1")), day=2)
    assert _gap().status == "excepted"


def test_what_data_shows_is_not_attested(sqlite_state: Any) -> None:
    from drystone.gaps import actions

    with pytest.raises(UsageError, match="data shows"):
        actions.attest(
            Activity("x", "X", Place("a.yaml"), "a", (), held_by="monitor"),
            actions.Word("here"),
            by="person-9",
            at=MAY,
            doers={"person-9"},
        )


def test_whoever_does_it_or_answers_for_it_attests_with_evidence(sqlite_state: Any) -> None:
    from drystone.gaps import actions, queries

    drill = Activity("x", "X", Place("a.yaml"), "a", (), attest=dt.timedelta(days=30))
    with pytest.raises(UsageError, match="needs evidence"):
        actions.attest(drill, actions.Word(" "), by="person-9", at=MAY, doers={"person-9"})
    with pytest.raises(UsageError, match="those who do it or answer for it"):
        actions.attest(drill, actions.Word("here"), by="person-1", at=MAY, doers={"person-9"})
    assert queries.attestations() == []
    actions.attest(drill, actions.Word("here"), by="person-9", at=MAY, doers={"person-9"})
    assert [(row[0], row[3]) for row in queries.attestations()] == [("x", "person-9")]
