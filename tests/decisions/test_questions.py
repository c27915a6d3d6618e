"""Not mine, over HTTP: asked of the accountable, settled by them, kept by every later run."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from gaps import served_gap
from served import NOW, Served


@pytest.fixture
def gap(served: Served) -> Any:
    return served_gap.of("employee", served)


def _ask(served: Served, gap: Any, **body: str) -> Any:
    from drystone.decisions.models import Question

    body = body or {"unknown": "1"}
    answer = served.client("employee").post(f"/gaps/{gap.gap_id}/not-mine", body)
    assert answer.status_code == 302, answer.content.decode()
    return Question.objects.get(asked_by=served.people["employee"])


def test_it_goes_to_the_accountable_with_a_clock(served: Served, gap: Any) -> None:
    question = _ask(served, gap, owner=served.person("colleague").email, note="Swapped in May.")
    assert question.holder == gap.accountable
    assert question.likely_owner == served.people["colleague"]
    assert question.due > NOW
    text = served.client(gap.accountable).get("/questions").content.decode()
    assert served.person("employee").name in text
    page = served.client(gap.accountable).get(f"/questions/{question.pk}").content.decode()
    assert "Swapped in May." in page


def test_a_name_that_means_nobody_or_oneself_is_refused_and_kept(served: Served, gap: Any) -> None:
    client = served.client("employee")
    for owner in ("nobody@fenwick.example", served.person("employee").email, served.person("leaver").email):
        answer = client.post(f"/gaps/{gap.gap_id}/not-mine", {"owner": owner, "note": "Not this one."})
        assert answer.status_code == 422, owner
        assert "Not this one." in answer.content.decode()
    assert served_gap.events(gap) == []


def test_a_thing_without_a_gap_can_be_disowned_by_the_one_whose_it_is(served: Served, gap: Any) -> None:
    from drystone.decisions.models import Question

    url = f"/things/{gap.asset_kind}/{gap.asset_id}/not-mine"
    assert served.client("colleague").get(url).status_code == 404
    assert served.client("employee").get(url).status_code == 200
    for _ in range(2):
        served.client("employee").post(url, {"unknown": "1"})
    question = Question.objects.get()
    assert question.holder not in {"", served.people["employee"]}
    assert served.client("employee").get("/things/person/" + served.people["employee"] + "/not-mine").status_code == 404


def test_what_is_mine_by_position_is_not_disowned(served: Served) -> None:
    from drystone.gaps.models import Gap

    gap = Gap.objects.filter(status="open", reach="live", check_id="device-not-seen").order_by("pk")[0]
    holder = gap.responsible.get().person_id
    client = served.client(holder)
    text = client.get(f"/gaps/{gap.gap_id}/not-mine").content.decode()
    assert "through a position" in text
    assert client.post(f"/gaps/{gap.gap_id}/not-mine", {"unknown": "1"}).status_code == 409


def test_whoever_asks_never_settles_it_and_strangers_do_not_see_it(served: Served, gap: Any) -> None:
    question = _ask(served, gap)
    for act in ("accept", "refuse"):
        answer = served.client("employee").post(f"/questions/{question.pk}/{act}", {"reason": "x"})
        assert answer.status_code == 404
        assert served.client("colleague").post(f"/questions/{question.pk}/{act}").status_code == 404
    assert served.client("colleague").get(f"/questions/{question.pk}").status_code == 404
    assert served.client("employee").get(f"/questions/{question.pk}").status_code == 200
    question.refresh_from_db()
    assert question.status == "open"


def test_accepting_records_decisions_once_tells_the_new_owner_and_asks_for_a_run(
    served: Served, gap: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.decisions.models import Decision
    from drystone.jobs.models import Job

    told: list[dict[str, Any]] = []
    monkeypatch.setattr("drystone.messages.actions.open_thread", lambda about, **one: told.append(one) or "thread-1")
    question = _ask(served, gap)
    client = served.client(gap.accountable)
    for _ in range(2):
        answer = client.post(f"/questions/{question.pk}/accept", {"owner": served.person("colleague").email})
        assert answer.status_code == 302
    kinds = set(Decision.objects.filter(asset_id=gap.asset_id).values_list("kind", "person_id", "decided_by"))
    assert kinds == {
        ("not_mine", served.people["employee"], gap.accountable),
        ("owner", served.people["colleague"], gap.accountable),
    }
    assert Decision.objects.filter(asset_id=gap.asset_id).count() == 2
    assert Job.objects.filter(name="run").count() == 1
    assert [one["to"] for one in told] == [[served.people["colleague"]]]


def test_a_refusal_needs_a_reason_and_reaches_the_asker(
    served: Served, gap: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr("drystone.messages.actions.open_thread", lambda about, **one: told.append(one) or "thread-1")
    question = _ask(served, gap)
    client = served.client(gap.accountable)
    assert client.post(f"/questions/{question.pk}/refuse", {"reason": ""}).status_code == 409
    for _ in range(2):
        client.post(f"/questions/{question.pk}/refuse", {"reason": "It signed in this morning."})
    assert [(one["to"], one["text"]) for one in told] == [([served.people["employee"]], "It signed in this morning.")]
    assert "It signed in this morning." in served.client("employee").get("/questions").content.decode()
    assert client.post(f"/questions/{question.pk}/accept").status_code == 409


def test_somebody_who_disowned_it_before_is_not_made_its_owner(served: Served, gap: Any) -> None:
    from drystone.decisions import actions

    colleague = served.people["colleague"]
    said = actions.Settled("not_mine", asset_kind="device", asset_id=gap.asset_id, person_id=colleague)
    actions.record(said, by=gap.accountable, at=NOW, reason="Gave it back.")
    question = _ask(served, gap)
    answer = served.client(gap.accountable).post(f"/questions/{question.pk}/accept", {"owner": colleague})
    assert answer.status_code == 409
    question.refresh_from_db()
    assert question.status == "open"


def test_a_question_can_be_taken_back_and_asked_again(served: Served, gap: Any) -> None:
    question = _ask(served, gap)
    client = served.client("employee")
    for _ in range(2):
        assert client.post(f"/questions/{question.pk}/withdraw").status_code == 302
    question.refresh_from_db()
    assert question.status == "withdrawn"
    assert client.post(f"/gaps/{gap.gap_id}/not-mine", {"unknown": "1"}).status_code == 302
    assert served_gap.events(gap) == ["said-not-mine", "said-not-mine"]


def test_a_question_whose_holder_left_falls_to_the_fallback(served: Served, gap: Any) -> None:
    from drystone.directory.models import Person
    from drystone.directory.queries import holder

    question = _ask(served, gap)
    from drystone.shell import site

    fallback = holder(site.program().settings.authority.fallback)
    assert fallback not in {"", gap.accountable, served.people["employee"]}
    assert served.client(fallback).get(f"/questions/{question.pk}").status_code == 404
    Person.objects.filter(person_id=gap.accountable).update(status="left")
    assert gap.asset_name in served.client(fallback).get("/questions").content.decode()
    assert served.client(fallback).post(f"/questions/{question.pk}/accept").status_code == 302


def test_the_list_asks_as_often_however_long_it_is(served: Served, gap: Any) -> None:
    from django.db import connection

    from drystone.decisions.models import Question

    question = _ask(served, gap)
    client = served.client(gap.accountable)
    client.get("/questions")
    with CaptureQueriesContext(connection) as before:
        client.get("/questions")
    for number in range(30):
        question.pk, question.asked_by = f"question-{number}", f"person-{number}"
        question._state.adding = True
        question.save()
    assert Question.objects.count() == 31
    with CaptureQueriesContext(connection) as after:
        client.get("/questions")
    assert len(after) == len(before) <= 20


def test_what_was_settled_holds_in_every_later_run(served: Served, gap: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt
    import os

    from drystone.decisions import whose
    from drystone.gaps.models import GapResponsible
    from drystone.runs import actions
    from drystone.runs.pipeline import Rooms
    from drystone.shell import site

    lake = (served.root / "var" / "lake").resolve()
    (served.root / "var" / "lake").unlink()
    shutil.copytree(lake, served.root / "var" / "lake")
    question = _ask(served, gap)
    owner = served.person("colleague")
    served.client(gap.accountable).post(f"/questions/{question.pk}/accept", {"owner": owner.email})
    # The first run reads everything again, the second uses again whatever did not change.
    for days in (1, 2):
        at = served_gap.later(monkeypatch, days=days)
        for path in (served.root / "exports").iterdir() if days == 1 else ():
            os.utime(path, (at.timestamp(), at.timestamp()))
        tools = actions.Tools(pipeline=Rooms(dict(os.environ)), now=lambda at=at: at)
        actions.run(site.program(), tools=tools, as_of=at - dt.timedelta(minutes=5))
        with site.reading() as engine:
            thing = whose.owned(engine, gap.asset_kind, gap.asset_id)
        assert thing is not None
        assert thing.owner == owner.person_id
        assert list(GapResponsible.objects.filter(gap=gap).values_list("person_id", "via")) == [
            (owner.person_id, "decision")
        ]
    assert served.client("employee").get(f"/gaps/{gap.gap_id}").status_code == 404
    assert served.client("colleague").get(f"/gaps/{gap.gap_id}").status_code == 200


def test_a_question_whose_holder_left_waits_for_somebody_who_is_here(served: Served, gap: Any) -> None:
    from drystone.decisions.handlers import hand_on_questions
    from drystone.directory.models import Holding, Person
    from drystone.jobs.queue import Task

    question = _ask(served, gap)
    Person.objects.filter(person_id=question.holder).update(status="left")
    # The fallback is the one who asks: they never settle their own.
    Holding.objects.filter(role_id="security-lead").delete()
    Holding.objects.create(role_id="security-lead", person_id=question.asked_by, step="holder", ordinal=0)
    hand_on_questions(Task(1, "hand-on-questions", {}, NOW, 1))
    question.refresh_from_db()
    assert question.holder not in {gap.accountable, question.asked_by}
    assert served.client(question.holder).get(f"/questions/{question.pk}").status_code == 200
    assert served.client(question.holder).post(f"/questions/{question.pk}/accept", {}).status_code == 302


def test_a_question_stays_with_whoever_still_answers(served: Served, gap: Any) -> None:
    from drystone.decisions.handlers import hand_on_questions
    from drystone.jobs.queue import Task

    question = _ask(served, gap)
    hand_on_questions(Task(1, "hand-on-questions", {}, NOW, 1))
    question.refresh_from_db()
    assert question.holder == gap.accountable


def test_another_suggestion_leaves_the_note_about_the_first_behind(served: Served, gap: Any) -> None:
    _ask(served, gap, owner=served.person("colleague").email, note="Ask her, she took it.")
    assert _ask(served, gap, owner=served.person("colleague").email).note == "Ask her, she took it."
    question = _ask(served, gap, owner=served.person("manager").email)
    assert (question.likely_owner, question.note) == (served.people["manager"], "")


def test_somebody_without_an_address_is_suggested_by_name_and_can_be_settled_on(served: Served, gap: Any) -> None:
    from drystone.directory.models import Person

    likely = served.people["colleague"]
    question = _ask(served, gap, owner=served.person("colleague").email)
    # Two people of one name: the form still means the one who was suggested.
    Person.objects.filter(person_id__in=[likely, served.people["auditor"]]).update(name="Ada Same", email="")
    client = served.client(gap.accountable)
    page = client.get(f"/questions/{question.pk}").content.decode()
    assert 'value="Ada Same"' in page
    assert likely not in page
    assert client.post(f"/questions/{question.pk}/accept", {"owner": "Ada Same"}).status_code == 302
    question.refresh_from_db()
    assert question.new_owner == likely
