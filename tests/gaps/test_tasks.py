"""Tasks that people set are gaps of a position: on its holder's page and in exports, closed by their word alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gaps import served_gap
from served import NOW, Served

DUE = NOW + dt.timedelta(days=9)
TITLE = "Let gateways take no old keys"


def _order(**more: Any) -> Any:
    from drystone.gaps import tasks

    told = {"title": TITLE, "why": "An old key still opened it.", "role": "ciso", "due": DUE, "source_kind": "incident",
            "source_id": "incident-1", "source_name": "Keys that were copied"}  # fmt: skip
    return tasks.Order(**(told | more))


@pytest.fixture
def task(served: Served) -> str:
    from drystone.gaps import tasks

    return tasks.set_task(_order(), by=served.people["responder"], now=NOW)


def _gap(gap_id: str) -> Any:
    from drystone.gaps.models import Gap

    return Gap.objects.get(pk=gap_id)


def test_a_task_is_on_its_holders_page_in_lists_and_in_exports_by_its_own_words(served: Served, task: str) -> None:
    from drystone.gaps import everyone, tasks
    from drystone.gaps.ocsf import compliance_finding
    from drystone.gaps.queries import Filter, listing
    from drystone.gaps.wording import findings, standing
    from drystone.shell import site

    assert tasks.set_task(_order(), by=served.people["responder"], now=NOW) == task  # Set twice, it is one.
    holder = served.client("approver")
    page = holder.get(f"/gaps/{task}").content.decode()
    assert all(words in page for words in (TITLE, "Keys that were copied", "An old key still opened it."))
    assert "check again" not in page
    assert TITLE in holder.get("/gaps").content.decode()
    assert TITLE in b"".join(holder.get("/gaps.csv").streaming_content).decode()
    rows = list(listing(Filter(check=_gap(task).check_id)))
    told = compliance_finding(next(findings(rows, site.program(), seen=NOW)))
    assert (told["finding_info"]["title"], told["status"]) == (TITLE, "New")
    late = DUE + dt.timedelta(days=1)
    behind = everyone.behind([_gap(task).accountable], now=late, ahead=dt.timedelta())
    assert standing(site.program(), [one.check_id for one in behind])[_gap(task).check_id] == TITLE
    setter = served.person("department-head")
    other = tasks.set_task(_order(title="Write it down"), by=setter.person_id, now=NOW)
    shown = holder.get(f"/gaps/{other}").content.decode()
    assert "somebody asked for it" in shown  # What it came of knows roles and no names.
    assert setter.name not in shown
    assert {one.title for one in tasks.of("incident", "incident-1")} == {TITLE, "Write it down"}
    for who in ("colleague", "employee", "manager"):
        assert served.client(who).get(f"/gaps/{task}").status_code == 404, who


def test_its_word_closes_it_and_it_can_be_opened_again(served: Served, task: str) -> None:
    from drystone.gaps import tasks

    holder = served.client("approver")
    assert holder.post(f"/gaps/{task}/done", {"evidence": " "}).status_code == 422
    assert _gap(task).status == "open"
    assert holder.post(f"/gaps/{task}/done", {"evidence": "Change 4711"}).status_code == 302
    (one,) = tasks.of("incident", "incident-1")
    assert (one.status, one.evidence, one.role) == ("closed", "Change 4711", "ciso")
    assert "Change 4711" in holder.get(f"/gaps/{task}").content.decode()
    assert holder.post(f"/gaps/{task}/reopen", {"why": "One gateway was missed."}).status_code == 302
    (one,) = tasks.of("incident", "incident-1")
    assert (one.status, one.due, one.evidence) == ("open", DUE, "")
    assert served_gap.events(_gap(task)) == ["task-set", "task-done", "task-reopened"]


def test_nothing_but_its_word_closes_it_neither_a_run_nor_check_again(served: Served, task: str) -> None:
    from drystone.gaps import actions, doing, redo
    from drystone.lib.errors import UsageError

    row: dict[str, Any] = dict.fromkeys(redo.CHANGE, "") | {
        "n": 1, "event": "closed", "close_reason": "withdrawn", "gap_id": task, "criticality": 2, "responsible": [],
        "responsible_via": [], "opened_at": str(NOW), "due": str(NOW), "unverified_since": None,
    }  # fmt: skip
    actions.apply([[tuple(row.values())]], actions.Stamp("run-2", NOW), keep=lambda _n, _counts: None)
    assert _gap(task).status == "open"
    with pytest.raises(UsageError):
        doing.check_again([_gap(task)], by=served.people["approver"], now=NOW)


def test_it_follows_whoever_fills_the_position_and_is_the_fallbacks_where_nobody_does(
    served: Served, task: str
) -> None:
    from drystone.directory.models import Holding
    from drystone.gaps import tasks
    from drystone.gaps.models import GapResponsible
    from drystone.shell import site

    held = GapResponsible.objects.filter(gap_id=task)
    assert set(held.values_list("person_id", flat=True)) == {served.people["approver"]}
    assert tasks.follow(site.program(), now=NOW) == 0
    Holding.objects.filter(position_id="ciso").update(person_id=served.people["colleague"], step="deputy")
    assert tasks.follow(site.program(), now=NOW) == 1
    assert list(held.values_list("person_id", "via")) == [(served.people["colleague"], "deputy")]
    Holding.objects.filter(position_id="ciso").delete()
    tasks.follow(site.program(), now=NOW)
    assert list(held.values_list("via", flat=True)) == ["fallback"]


def test_it_can_wait_be_accepted_for_a_time_and_be_given_to_another_position(served: Served, task: str) -> None:
    holder, keeper = served.client("approver"), served.client("responder")
    assert _gap(task).accountable == served.people["responder"]
    assert holder.post(f"/gaps/{task}/not-now", {"until": "2026-06-20"}).status_code == 302
    wish = {"until": "2026-07-01", "reason": "The maker mends it in June."}
    assert holder.post(f"/gaps/{task}/exception", wish).status_code == 302
    assert holder.get(f"/gaps/{task}/not-mine").status_code == 200
    assert holder.post(f"/gaps/{task}/give", {"role": "it-operations", "why": "x"}).status_code == 404
    given = {"role": "it-operations", "why": "They run the gateways."}
    assert keeper.post(f"/gaps/{task}/give", given | {"role": "nobody-here"}).status_code == 422
    assert keeper.post(f"/gaps/{task}/give", given).status_code == 302
    assert served.client("administrator").get(f"/gaps/{task}").status_code == 200
    assert holder.get(f"/gaps/{task}").status_code == 404


def test_what_no_task_can_be_is_refused_with_what_to_do(served: Served) -> None:
    from drystone.gaps import tasks
    from drystone.lib.errors import UsageError

    for wrong in ({"title": " "}, {"why": ""}, {"due": NOW}, {"role": "nobody-here"}, {"role": "department-head"},
                  {"severity": "extreme"}, {"title": "x" * 500}):  # fmt: skip
        with pytest.raises(UsageError):
            tasks.set_task(_order(**wrong), by=served.people["responder"], now=NOW)
    assert tasks.of("incident", "incident-1") == []
