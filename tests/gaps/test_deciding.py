"""Exceptions over HTTP: what waits for whom, and two people behind each."""

from __future__ import annotations

from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from gaps import served_gap
from served import NOW, Served

WISH = {"until": "2026-07-01", "reason": "A new laptop comes in July."}


@pytest.fixture
def gap(served: Served) -> Any:
    return served_gap.of("employee", served)


def _ask(served: Served, gap: Any, who: str = "employee") -> Any:
    from drystone.gaps.models import ExceptionRequest

    answer = served.client(who).post(f"/gaps/{gap.gap_id}/exception", WISH)
    assert answer.status_code == 302, answer.content.decode()
    return ExceptionRequest.objects.get(gap=gap)


def test_the_form_shows_who_decides(served: Served, gap: Any) -> None:
    text = served.client("employee").get(f"/gaps/{gap.gap_id}/exception").content.decode()
    assert served.person(gap.accountable).name in text


def test_where_the_accountable_asks_their_superior_decides(served: Served, gap: Any) -> None:
    asked = _ask(served, gap, gap.accountable)
    assert asked.decider_only
    assert asked.decider == served.person(gap.accountable).manager_id
    assert served.client(asked.decider).get(f"/gaps/{gap.gap_id}").status_code == 200


def test_what_waits_is_shown_with_what_is_needed_to_decide(served: Served, gap: Any) -> None:
    _ask(served, gap)
    text = served.client(gap.accountable).get("/exceptions").content.decode()
    assert WISH["reason"] in text
    assert served.person("employee").name in text
    assert WISH["reason"] not in served.client("colleague").get("/exceptions").content.decode()
    # Whoever answers for the activity sees there that something waits.
    client = served.client(gap.accountable)
    assert "exception waits" in client.get("/answer-for").content.decode()
    assert "Exceptions waiting" in client.get(f"/answer-for/{gap.activity_id}").content.decode()


def test_the_accountable_alone_decides_whatever_powers_others_have(served: Served, gap: Any) -> None:
    assert served.people["approver"] != gap.accountable
    asked, approver = _ask(served, gap), served.client("approver")
    assert approver.post(f"/exceptions/{asked.pk}/approve").status_code == 404
    assert approver.get(f"/gaps/{gap.gap_id}").status_code == 404
    assert WISH["reason"] not in approver.get("/exceptions").content.decode()


def test_whoever_decides_without_their_second_factor_decides_nothing(served: Served, gap: Any) -> None:
    asked = _ask(served, gap)
    type(asked).objects.filter(pk=asked.pk).update(decider=served.people["approver"])
    answer = served.client("approver", strong=False).post(f"/exceptions/{asked.pk}/approve")
    assert answer["Location"].startswith("/account/second-factor")
    asked.refresh_from_db()
    assert asked.status == "requested"


def test_whoever_asks_never_decides(served: Served, gap: Any) -> None:
    asked = _ask(served, gap)
    for act in ("approve", "refuse"):
        assert served.client("employee").post(f"/exceptions/{asked.pk}/{act}", {"reason": "x"}).status_code == 404
    own = served_gap.of("employee", served)
    assert own.status == "open"


def test_the_accountable_approves_and_it_is_shown_as_accepted(served: Served, gap: Any) -> None:
    asked = _ask(served, gap)
    client = served.client(gap.accountable)
    assert client.get(f"/exceptions/{asked.pk}/approve").status_code == 200
    for _ in range(2):
        assert client.post(f"/exceptions/{asked.pk}/approve", {"reason": "Fine until then."}).status_code == 302
    gap.refresh_from_db()
    assert gap.status == "excepted"
    text = served.client("employee").get(f"/gaps/{gap.gap_id}").content.decode()
    assert "accepted for a time" in text
    assert "Fine until then." in text
    assert served_gap.events(gap) == ["exception-asked", "excepted"]


def test_a_refusal_needs_a_reason_that_the_asker_reads(served: Served, gap: Any) -> None:
    asked = _ask(served, gap)
    client = served.client(gap.accountable)
    assert client.post(f"/exceptions/{asked.pk}/refuse", {"reason": " "}).status_code == 409
    for _ in range(2):
        client.post(f"/exceptions/{asked.pk}/refuse", {"reason": "IT lends you one."})
    asked.refresh_from_db()
    assert asked.status == "refused"
    assert "IT lends you one." in served.client("employee").get("/exceptions").content.decode()


def test_what_is_decided_is_not_decided_the_other_way(served: Served, gap: Any) -> None:
    asked = _ask(served, gap)
    client = served.client(gap.accountable)
    client.post(f"/exceptions/{asked.pk}/refuse", {"reason": "No."})
    assert client.post(f"/exceptions/{asked.pk}/approve").status_code == 409
    gap.refresh_from_db()
    assert gap.status == "open"


def test_whoever_asked_ends_it_early_and_nobody_else_does(served: Served, gap: Any) -> None:
    asked = _ask(served, gap)
    served.client(gap.accountable).post(f"/exceptions/{asked.pk}/approve")
    assert served.client("colleague").post(f"/exceptions/{asked.pk}/end").status_code == 404
    for _ in range(2):
        assert served.client("employee").post(f"/exceptions/{asked.pk}/end").status_code == 302
    gap.refresh_from_db()
    assert gap.status == "open"


def test_a_second_wish_waits_for_the_first(served: Served, gap: Any) -> None:
    _ask(served, gap)
    answer = served.client("employee").post(f"/gaps/{gap.gap_id}/exception", {**WISH, "until": "2026-08-01"})
    assert answer.status_code == 422
    assert "A new laptop comes in July." in answer.content.decode()


def test_the_page_asks_as_often_however_many_wait(served: Served, gap: Any) -> None:
    from django.db import connection

    from drystone.gaps.models import ExceptionRequest, Gap
    from served import NOW

    asked = _ask(served, gap)
    client = served.client(gap.accountable)
    client.get("/exceptions")
    with CaptureQueriesContext(connection) as before:
        client.get("/exceptions")
    for number, other in enumerate(Gap.objects.exclude(pk=gap.pk)[:40]):
        ExceptionRequest.objects.create(
            exception_id=f"exception-{number}", gap=other, reason="x", until=asked.until, requested_by=f"p{number}",
            requested_at=NOW, ready_at=NOW, decider=gap.accountable,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as after:
        client.get("/exceptions")
    assert len(after) == len(before) <= 20


def _after_a_run() -> None:
    from drystone.gaps.handlers import hand_on_exceptions
    from drystone.jobs.queue import Task

    hand_on_exceptions(Task(1, "hand-on-exceptions", {}, NOW, 1))


def test_a_request_waits_for_whoever_answers_for_the_gap_now(served: Served, gap: Any) -> None:
    from drystone.gaps.models import Gap

    asked, before, other = _ask(served, gap), gap.accountable, served.people["colleague"]
    assert other not in {before, served.people["employee"]}
    Gap.objects.filter(pk=gap.pk).update(accountable=other)
    _after_a_run()
    asked.refresh_from_db()
    assert asked.decider == other
    assert served.client(before).post(f"/exceptions/{asked.pk}/approve").status_code == 404
    assert WISH["reason"] in served.client(other).get("/exceptions").content.decode()
    assert served.client(other).post(f"/exceptions/{asked.pk}/approve").status_code == 302


def test_a_request_whose_decider_left_waits_for_somebody_who_is_here(served: Served, gap: Any) -> None:
    from drystone.directory.models import Person

    asked = _ask(served, gap, gap.accountable)
    Person.objects.filter(person_id=asked.decider).update(status="left")
    _after_a_run()
    gone = asked.decider
    asked.refresh_from_db()
    assert asked.decider not in {gone, asked.requested_by}
    assert asked.decider_only
    assert served.client(asked.decider).post(f"/exceptions/{asked.pk}/approve").status_code == 302


def test_an_exception_stays_when_the_thing_passes_on_but_not_the_reason_nor_the_say(
    served: Served, gap: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.gaps import handing
    from drystone.gaps.models import GapEvent, GapResponsible
    from drystone.shell import site

    asked, new = _ask(served, gap), served.people["colleague"]
    served.client(gap.accountable).post(f"/exceptions/{asked.pk}/approve")
    GapResponsible.objects.filter(gap=gap).delete()
    GapResponsible.objects.create(gap=gap, person_id=new, via="decision")
    snapshot = site.snapshot()
    assert snapshot is not None
    changed = {"act": snapshot.run_id, "event": "changed"}
    GapEvent.objects.update_or_create(gap=gap, **changed, defaults={"at": NOW, "note": "responsible, via"})
    told: list[str] = []
    monkeypatch.setattr(handing.notices, "tell", lambda person, _notice, **_more: told.append(person) or True)
    _after_a_run()
    assert sorted(told) == sorted({new, gap.accountable})

    before, heir = served.client("employee"), served.client(new)
    assert before.post(f"/exceptions/{asked.pk}/end").status_code == 404
    assert "End it early" not in before.get("/exceptions").content.decode()
    page = heir.get(f"/gaps/{gap.gap_id}").content.decode()
    assert "given by whoever was responsible before" in page
    assert WISH["reason"] not in page + heir.get(f"/exceptions/{asked.pk}/end").content.decode()
    assert WISH["reason"] in served.client(gap.accountable).get(f"/gaps/{gap.gap_id}").content.decode()
    assert heir.post(f"/exceptions/{asked.pk}/end").status_code == 302
    gap.refresh_from_db()
    assert gap.status == "open"


def _links(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('href="')[1:] if part.startswith("/gaps/gap-")]


def test_lists_link_only_what_opens_and_say_how_what_one_asked_for_ended(served: Served, gap: Any) -> None:
    from drystone.gaps.models import Gap, GapResponsible
    from drystone.shell import site

    asked, new = _ask(served, gap), served.people["colleague"]
    type(asked).objects.filter(pk=asked.pk).update(decider=served.people["approver"])  # Who answered for it then.
    served.client("approver").post(f"/exceptions/{asked.pk}/approve", {"reason": "Fine until then."})
    GapResponsible.objects.filter(gap=gap).delete()
    GapResponsible.objects.create(gap=gap, person_id=new, via="decision")
    Gap.objects.filter(pk=gap.pk).update(status="closed", close_reason="fixed", asset_name="mac-of-somebody-else")
    title = site.program().checks[gap.check_id].title
    for who in ("employee", "approver", gap.accountable):
        client = served.client(who)
        page = client.get("/exceptions").content.decode()
        assert [client.get(link).status_code for link in _links(page)] == [200] * len(_links(page))
        if who == "employee":
            assert client.get(f"/gaps/{gap.pk}").status_code == 404
            assert "You have no part in it now" in page
            assert WISH["reason"] in page
            assert "Fine until then." in page
            assert title.failed in page
            for kept in (page, client.get("/me/said").content.decode()):
                assert title.passed not in kept
                assert "mac-of-somebody-else" not in kept
