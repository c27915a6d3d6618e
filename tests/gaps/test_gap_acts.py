"""The acts on a gap over HTTP: each does its thing once, never on a closed gap, and only for those who may."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gaps import served_gap
from served import NOW, Served


@pytest.fixture
def gap(served: Served) -> Any:
    return served_gap.of("employee", served)


def _post(served: Served, who: str, gap: Any, act: str) -> int:
    return int(served.client(who).post(f"/gaps/{gap.gap_id}/{act}", served_gap.BODIES[act]).status_code)


def test_every_act_has_a_page_that_works_without_javascript(served: Served, gap: Any) -> None:
    client = served.client("employee")
    for act in served_gap.BODIES:
        answer = client.get(f"/gaps/{gap.gap_id}/{act}")
        assert answer.status_code == 200, act
        assert '<form method="post"' in answer.content.decode(), act


def test_nobody_else_acts_on_it(served: Served, gap: Any) -> None:
    from drystone.directory import queries

    entitled = {gap.accountable, *queries.holders(gap.activity_id)}
    others = [who for who in ("colleague", "manager", "auditor") if served.people[who] not in entitled]
    assert "colleague" in others
    refused = {(who, act): _post(served, who, gap, act) for who in others for act in served_gap.BODIES}
    assert set(refused.values()) == {404}, refused
    assert served_gap.events(gap) == []


def test_the_accountable_may_do_what_is_not_the_responsibles_own(served: Served, gap: Any) -> None:
    told = {act: _post(served, gap.accountable, gap, act) for act in served_gap.BODIES}
    assert told == {"done": 302, "not-now": 404, "help": 302, "exception": 302, "not-mine": 404}


def test_nothing_is_done_to_a_closed_gap(served: Served, gap: Any) -> None:
    served_gap.close(gap)
    client = served.client("employee")
    for act, body in served_gap.BODIES.items():
        answer = client.post(f"/gaps/{gap.gap_id}/{act}", body)
        assert answer.status_code == 409, act
        assert "It is in order now." in answer.content.decode(), act
        assert client.get(f"/gaps/{gap.gap_id}/{act}").status_code == 200, act
    assert served_gap.events(gap) == []


def test_every_act_is_logged_and_posting_it_twice_is_posting_it_once(served: Served, gap: Any) -> None:
    from drystone.audit.models import Entry

    for number, act in enumerate(served_gap.BODIES, start=1):
        before = Entry.objects.count()
        assert _post(served, "employee", gap, act) == 302
        entries = list(Entry.objects.filter(seq__gt=before))
        assert entries, act
        assert {entry.actor for entry in entries} == {served.people["employee"]}
        _post(served, "employee", gap, act)
        assert Entry.objects.count() == before + len(entries), act
        assert len(served_gap.events(gap)) == number, act


def test_it_leads_back_to_where_it_came_from_but_never_away(served: Served, gap: Any) -> None:
    client = served.client("employee")
    answer = client.post(f"/gaps/{gap.gap_id}/done", {"next": "/?here"})
    assert answer["Location"] == "/?here"
    for foreign in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "-1", "gaps:waiting", "x/y"):
        answer = client.post(f"/gaps/{gap.gap_id}/done", {"next": foreign})
        assert answer["Location"] == f"/gaps/{gap.gap_id}"


def test_not_now_hides_it_until_its_day_and_moves_no_due(served: Served, gap: Any) -> None:
    from drystone.gaps import queries

    served.client("employee").post(f"/gaps/{gap.gap_id}/not-now", served_gap.BODIES["not-now"])
    me, day = served.people["employee"], dt.date(2026, 6, 20)
    assert queries.put_off(me, on=day - dt.timedelta(days=1)) == {gap.gap_id: day}
    assert queries.put_off(me, on=day) == {}
    due = gap.due
    gap.refresh_from_db()
    assert gap.due == due


def test_not_now_has_a_limit_and_keeps_what_was_typed(served: Served, gap: Any) -> None:
    from drystone.gaps import queries

    client = served.client("employee")
    for until in ("2026-06-15", "2026-06-14", "2026-06-30", "soon", ""):
        answer = client.post(f"/gaps/{gap.gap_id}/not-now", {"until": until, "reason": "Harvest first."})
        assert answer.status_code == 422, until
        assert "Harvest first." in answer.content.decode()
    assert queries.put_off(served.people["employee"], on=NOW.date()) == {}


def test_not_now_cannot_be_renewed_for_ever(served: Served, gap: Any, monkeypatch: Any) -> None:
    client = served.client("employee")
    assert client.post(f"/gaps/{gap.gap_id}/not-now", {"until": "2026-06-29"}).status_code == 302
    served_gap.later(monkeypatch, days=13)
    client = served.client("employee")
    assert client.post(f"/gaps/{gap.gap_id}/not-now", {"until": "2026-07-05"}).status_code == 422
    served_gap.later(monkeypatch, days=20)
    answer = served.client("employee").post(f"/gaps/{gap.gap_id}/not-now", {"until": "2026-07-10"})
    assert answer.status_code == 422
    assert "as far as it goes" in answer.content.decode()


def test_a_gap_that_came_back_can_be_put_off_anew(served: Served, gap: Any, monkeypatch: Any) -> None:
    from drystone.gaps.models import Gap

    client = served.client("employee")
    client.post(f"/gaps/{gap.gap_id}/not-now", {"until": "2026-06-29"})
    at = served_gap.later(monkeypatch, days=40)
    Gap.objects.filter(pk=gap.pk).update(opened_at=at - dt.timedelta(days=1))
    answer = served.client("employee").post(f"/gaps/{gap.gap_id}/not-now", {"until": "2026-08-01"})
    assert not answer["Location"].startswith("/sign-in/")
    assert answer.status_code == 302


def test_the_accountable_does_not_see_that_somebody_put_it_off(served: Served, gap: Any) -> None:
    """Who is responsible stands on the page, so a count of few would name them."""
    served.client("employee").post(
        f"/gaps/{gap.gap_id}/not-now", {**served_gap.BODIES["not-now"], "reason": "Holiday."}
    )
    text = served.client(gap.accountable).get(f"/gaps/{gap.gap_id}").content.decode()
    assert "of those responsible" not in text
    assert "Put off" not in text
    assert "Holiday." not in text
    assert "put it off" not in text
    assert "put it off" in served.client("employee").get(f"/gaps/{gap.gap_id}").content.decode()


@pytest.mark.parametrize(("later", "others", "shown"), [(5, 5, True), (4, 6, False), (6, 4, False), (5, 0, False)])
def test_how_many_put_it_off_is_said_where_it_names_nobody(
    served: Served, gap: Any, later: int, others: int, shown: bool
) -> None:
    from drystone.gaps.models import GapResponsible, PutOff

    GapResponsible.objects.filter(gap=gap).delete()
    for number in range(later + others):
        GapResponsible.objects.create(gap=gap, person_id=f"person-{number}", via="owner")
    until = NOW.date() + dt.timedelta(days=9)
    for number in range(later):
        PutOff.objects.create(gap=gap, person_id=f"person-{number}", until=until, asked_at=NOW)
    text = served.client(gap.accountable).get(f"/gaps/{gap.gap_id}").content.decode()
    assert (f"by {later} of those responsible" in text) is shown


def test_help_goes_to_whoever_does_the_activity_never_to_oneself(
    served: Served, gap: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "drystone.messages.actions.open_thread",
        lambda about, **told: sent.append({"about": about, **told}) or "thread-1",
    )
    served.client("employee").post(f"/gaps/{gap.gap_id}/help", served_gap.BODIES["help"])
    served.client(gap.accountable).post(f"/gaps/{gap.gap_id}/help", served_gap.BODIES["help"])
    assert [(one["by"], one["about"]) for one in sent] == [
        (served.people["employee"], ("gap", gap.gap_id)),
        (gap.accountable, ("gap", gap.gap_id)),
    ]
    assert all(len(one["to"]) == 1 and one["by"] not in one["to"] for one in sent)
    assert sent[0]["text"] == "The switch is grey."


def test_help_needs_words(served: Served, gap: Any) -> None:
    assert served.client("employee").post(f"/gaps/{gap.gap_id}/help", {"text": " "}).status_code == 422


def test_a_text_longer_than_the_form_allows_is_refused_at_every_door(served: Served, gap: Any) -> None:
    from drystone.gaps import acts, exceptions
    from drystone.lib.errors import UsageError

    me, day = served.people["employee"], dt.date(2026, 6, 20)
    for longest, act in (
        (2_000, lambda text: exceptions.request(exceptions.Wish(gap.pk, text, day), by=me, at=NOW)),
        (300, lambda text: acts.put_off(gap.pk, _delay(text), by=me, at=NOW)),
        (4_000, lambda text: acts.ask_help([gap.pk], by=me, at=NOW, text=text, begin=lambda: "thread")),
        (1_000, lambda text: _ask(gap, text, by=me)),
    ):
        with pytest.raises(UsageError, match="longer than"):
            act("x" * (longest + 1))
        act("x\r\n" * (longest // 2 - 1) + "xx")


def _delay(reason: str) -> Any:
    from drystone.gaps.acts import Delay

    return Delay(dt.date(2026, 6, 20), NOW.date(), dt.timedelta(days=14), reason)


def _ask(gap: Any, note: str, *, by: str) -> None:
    from drystone.decisions import questions

    questions.ask(questions.NotMine("device", gap.asset_id, note=note), by=by, holder="somebody", at=NOW)


def test_help_goes_to_somebody_who_is_here(served: Served, gap: Any) -> None:
    from drystone.directory.models import Duty, Holding, Person
    from drystone.gaps import doing

    away, here = Person.objects.filter(status="active").exclude(person_id=gap.accountable).order_by("person_id")[:2]
    Duty.objects.filter(activity_id=gap.activity_id).delete()
    for place, one in enumerate((away, here)):
        Duty.objects.create(
            activity_id=gap.activity_id, letter="R", position_id="desk", person_id=one.person_id, step="holder"
        )
        Holding.objects.create(
            position_id="desk", role_id="desk", person_id=one.person_id, step="holder", ordinal=place
        )
    assert doing.helper(gap, me="someone") == away.person_id
    Person.objects.filter(pk=away.pk).update(status="leave")
    assert doing.helper(gap, me="someone") == here.person_id
    assert doing.helper(gap, me=here.person_id) == gap.accountable


def test_a_name_that_comes_to_mind_later_is_added_to_not_mine(served: Served, gap: Any) -> None:
    from drystone.decisions.models import Question

    client = served.client("employee")
    client.post(f"/gaps/{gap.gap_id}/not-mine", {"unknown": "1"})
    assert "Do you know more by now?" in client.get(f"/gaps/{gap.gap_id}/not-mine").content.decode()
    client.post(f"/gaps/{gap.gap_id}/not-mine", {"owner": served.person("colleague").email})
    assert [one.likely_owner for one in Question.objects.all()] == [served.people["colleague"]]
    client.post(f"/gaps/{gap.gap_id}/not-mine", {"unknown": "1"})
    assert Question.objects.get().likely_owner == served.people["colleague"]


def test_a_name_that_is_no_name_is_nobodys_whatever_its_length(served: Served, gap: Any) -> None:
    client = served.client("employee")
    for name in ("Nobody of that name", "x" * 100_000):
        assert client.post(f"/gaps/{gap.gap_id}/not-mine", {"owner": name}).status_code == 422


def test_ones_own_background_check_is_not_given_away(served: Served) -> None:
    from people.test_home import _things

    person, screening = _things(served, "", kind="screening")[0]
    client = served.client(person)
    assert f"/things/screening/{screening}/not-mine" not in client.get("/").content.decode()
    assert client.get(f"/things/screening/{screening}/not-mine").status_code == 404
    assert "Not mine" not in client.get(f"/things/screening/{screening}").content.decode()


def test_the_same_word_given_twice_in_a_hurry_is_one_word(served: Served) -> None:
    from drystone.gaps import attestations
    from drystone.gaps.models import Attestation
    from drystone.shell import site

    activity = next(one for one in site.program().activities.values() if one.attest)
    word = attestations.Word("Minutes of 2 June")
    told = {attestations.attest(activity, word, by="p", at=NOW, doers={"p"}) for _ in range(2)}
    later = attestations.attest(activity, word, by="p", at=NOW + dt.timedelta(days=30), doers={"p"})
    assert (len(told), Attestation.objects.filter(attested_by="p").count()) == (1, 2)
    assert later not in told
