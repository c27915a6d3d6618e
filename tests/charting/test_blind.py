"""Nobody sees a ballot before the reveal, by any route: pages, the API, exports, logs, and what counts tell of time.

The attacker is everybody but who answers: whoever leads the round, an auditor, another party and an employee. What the
site and the API tell each of them is the same, to the byte, before and after somebody answers.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from charting.rounds_made import PARTIES, TODAY, answer, made, token, viewer
from served import NOW, Served

CANARY = "canary-7f3a"
ATTACKERS = ("editor", "auditor", "administrator", "approver", "employee")
#: What differs between two looks at one page: the token of its forms, and what a session remembers to say.
_FRESH = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|csrftoken=[^;]*')


def _site(one: Any, number: int) -> Iterator[str]:
    """Every page of the site that knows of rounds, and those that tell what somebody holds, did or is known by."""
    here = f"/rounds/{one.round_id}"
    topic = one.topics.order_by("ordinal").first().activity_id
    yield from ("/", "/rounds", "/rounds/new", "/rows", "/me/data", "/me/data.json", "/me/said", "/answer-for", "/wall")
    yield from (here, f"{here}/parties", f"{here}/agenda", f"{here}/minutes", f"{here}/agenda/{topic}")
    yield from (f"{here}/ballots/{number}", f"{here}/ballots/{number}/send", f"{here}/agenda/{topic}/vote")
    yield from ("/threads", "/program/", "/administration/", "/activities", f"/activities/{topic}", f"/rows/{topic}")
    yield from ("/administration/tokens", "/evidence", "/evidence/log", "/profiles", "/profiles/nis2", "/exceptions")


def _operations(one: Any, number: int) -> Iterator[str]:
    from drystone.web.api import ROUTERS

    values = {"round_id": one.round_id, "number": str(number)}
    values["activity_id"] = one.topics.order_by("ordinal").first().activity_id
    for router in ROUTERS:
        for path, view in router.path_operations.items():
            told = re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), path)
            if "{" not in told and any("GET" in operation.methods for operation in view.operations):
                yield f"/api/v1{told}"


Clients = dict[str, tuple[Any, Any]]


def _clients(served: Served) -> Clients:
    """A browser and a token of every attacker."""
    from django.test import Client

    return {who: (served.client(who), Client(headers={"host": "127.0.0.1", **token(served, who)})) for who in ATTACKERS}


def _seen(clients: Clients, one: Any, number: int) -> dict[tuple[str, str], tuple[int, str, bytes]]:
    """Everything that the attackers can read, with its headers: a length or a tag for caches would tell too."""
    from django.db import transaction

    found = {}
    with transaction.atomic():
        for who, (site, program) in clients.items():
            pages = [(url, site) for url in _site(one, number)]
            pages += [(url, program) for url in _operations(one, number) if not url.endswith(("/pack", ".svg"))]
            for url, client in pages:
                got = client.get(url)
                body = b"".join(got) if got.streaming else got.content
                headers = str({name: value for name, value in got.headers.items() if name != "Set-Cookie"})
                found[who, url] = (got.status_code, headers, _FRESH.sub(b"", body))
        transaction.set_rollback(True)
    return found


def _log() -> list[tuple[str, str, str]]:
    from drystone.audit.models import Entry, Payload

    bodies = dict(Payload.objects.values_list("seq", "body"))
    return [(one.action, one.actor, bodies.get(one.seq, "")) for one in Entry.objects.order_by("seq")]


def test_what_everybody_else_can_read_does_not_change_by_a_byte_when_somebody_answers(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    from drystone.charting import rounds
    from drystone.charting.models import Ballot
    from drystone.messages.models import Message

    caplog.set_level(logging.DEBUG)
    one = made(served)
    party = one.parties.get(key="it")
    clients = _clients(served)
    # That somebody is signed in is seen by keepers, whatever they then do.
    client = served.client(party.person_id)
    assert client.get("/").status_code == 200
    before, log, messages = _seen(clients, one, party.pk), _log(), Message.objects.count()
    here = f"/rounds/{one.round_id}/ballots/{party.pk}"
    said = {"n": "1", "answers_for": "hr-head", "mine": ["A"], "line": CANARY, "do": "next"}
    assert client.post(here, said).status_code == 302
    assert CANARY in client.get(f"{here}?n=1").content.decode()  # A draft is its writer's own.
    middle = _seen(clients, one, party.pk)
    assert client.post(f"{here}/send").status_code == 302
    assert Ballot.objects.filter(party=party).count() == 1
    after = _seen(clients, one, party.pk)
    assert [key for key in before if before[key] != middle[key]] == []
    assert [key for key in before if before[key] != after[key]] == []
    assert len(before) > 120
    assert _log() == log
    assert Message.objects.count() == messages
    assert not any(CANARY in record.getMessage() for record in caplog.records)
    assert not any(CANARY in body.decode(errors="replace") for _status, _headers, body in after.values())
    # Naming somebody else to answer gives nobody the ballot, and reminding tells nobody who is missing.
    editor = served.client("editor")
    editor.post(f"/rounds/{one.round_id}/parties/{party.pk}", {"who": served.people["editor"]})
    form = editor.get(here).content.decode()
    assert CANARY not in form
    assert 'name="answers_for"' in form  # As empty as where nobody has answered.
    assert editor.post(here, {**said, "line": "the probe"}).status_code == 302
    assert editor.post(f"{here}/send").status_code == 302
    counting = Ballot.objects.filter(party=party, counts=True)
    assert list(counting.values_list("sent_by", flat=True)) == [party.person_id]
    editor.get("/rounds")  # It reads the thanks for its own ballot.
    told = [editor.post(f"/rounds/{one.round_id}/remind", follow=True).content]
    answer(one, "hr", "ciso", line=CANARY)
    told.append(editor.post(f"/rounds/{one.round_id}/remind", follow=True).content)
    assert _FRESH.sub(b"", told[0]) == _FRESH.sub(b"", told[1])
    assert not any(CANARY in body for _action, _actor, body in _log())
    assert rounds.progress(one, now=NOW) == (0, len(PARTIES))


def test_progress_moves_once_a_day(served: Served) -> None:
    import datetime as dt

    from drystone.charting import rounds

    one = made(served)
    answer(one, "it", "it-head")
    assert rounds.progress(one, now=NOW) == (0, 6)
    assert rounds.progress(one, now=NOW + dt.timedelta(days=1)) == (1, 6)


def test_asking_again_tells_neither_that_a_third_has_answered_nor_that_all_agree(served: Served) -> None:
    from drystone.charting import rounds
    from drystone.lib.errors import UsageError

    one, told = made(served), []
    for key in ("it", "hr", "finance"):
        answer(one, key, "it-head")
        with pytest.raises(UsageError) as refused:
            rounds.ask_again(one.round_id, TODAY, today=TODAY, by="lead", at=NOW)
        told.append((str(refused.value), refused.value.do))
    assert len(set(told)) == 1
    answer(one, "legal", "ciso")
    rounds.ask_again(one.round_id, TODAY, today=TODAY, by="lead", at=NOW)


def test_before_the_reveal_the_code_that_reads_answers_refuses(served: Served) -> None:
    from drystone.charting import agenda
    from drystone.shell import site

    one = made(served)
    for key in ("it", "hr", "finance"):
        answer(one, key, "it-head")
    for read in (lambda: agenda.agenda(one, site.program()), lambda: agenda.labels(one, site.program())):
        with pytest.raises(AssertionError, match="before the reveal"):
            read()


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=some.lists(
        some.tuples(some.sampled_from(sorted(PARTIES)), some.sampled_from(["draft", "send", "again", "hand-on"])),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_whatever_the_parties_do_a_ballot_is_read_by_its_sender_alone_and_never_changed(
    served: Served, steps: list[tuple[str, str]]
) -> None:
    from django.db import transaction

    from drystone.charting import ballots, rounds
    from drystone.charting.models import Ballot, BallotAnswer
    from drystone.lib.errors import UsageError
    from drystone.shell import site

    with transaction.atomic():
        one = made(served)
        people = [served.people[who] for who in ("editor", "auditor", "administrator", "employee")]
        for number, (key, step) in enumerate(steps):
            party = one.parties.get(key=key)
            counting = BallotAnswer.objects.filter(ballot__party=party, ballot__counts=True)
            sent = dict(counting.values_list("activity_id", "said"))
            try:
                if step == "hand-on":
                    rounds.replace(one.round_id, party.pk, people[number % len(people)], by="lead", at=NOW)
                else:
                    answer(one, key, "it-head", line=f"{CANARY} {number}", send=step == "send")
            except UsageError:
                assert Ballot.objects.filter(party=party, sent_by=party.person_id).exists()
            now = dict(counting.all().values_list("activity_id", "said"))
            assert not sent or now == sent
        for party in one.parties.all():
            for person in {*people, *one.parties.values_list("person_id", flat=True)}:
                paper = ballots.paper(party.pk, person_id=person, program=site.program())
                seen = any(CANARY in row.said.line for row in paper.questions)
                drafted = party.drafts.filter(person_id=person).exists()
                assert not seen or drafted or Ballot.objects.filter(party=party, sent_by=person).exists()
        transaction.set_rollback(True)


def test_the_database_itself_refuses_to_change_a_ballot(served: Served) -> None:
    from django.db import DatabaseError, transaction

    from drystone.charting.models import Ballot, BallotAnswer

    one = made(served)
    answer(one, "it", "it-head")
    for change in (
        lambda: BallotAnswer.objects.update(answers_for="ciso"),
        lambda: Ballot.objects.update(sent_by="me"),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def _downloaded(client: Any, url: str) -> bool:
    got = client.get(url)
    b"".join(got)
    got.close()
    return bool(got.status_code == 200)


def test_while_a_round_asks_its_suggestions_are_hidden_from_those_invited_wherever_they_are_shown(
    served: Served,
) -> None:
    from django.test import Client

    from drystone.charting import queries, rounds
    from drystone.directory.models import Duty
    from drystone.shell import site

    ciso = served.people["approver"]
    activities = site.program().activities
    asked = next(one for one in activities.values() if one.standing == "suggested" and one.accountable == "ciso")
    rest = [one for one in activities if one != asked.id][:7]
    Duty.objects.get_or_create(activity_id=asked.id, letter="A", position_id="ciso", person_id=ciso, step="holder")
    by, program = served.people["editor"], site.program()
    round_id = rounds.make("About this", [asked.id, *rest], program=program, by=by, at=NOW)
    people = {"security": ciso, "it": served.people["administrator"], "hr": served.people["employee"]}
    rounds.invite(round_id, people, program=program, by=by, at=NOW)
    site_of, api = served.client("approver"), Client(headers={"host": "127.0.0.1", **token(served, "approver")})

    def shown() -> list[bool]:
        return [
            "It is still open who does it" not in site_of.get(f"/activities/{asked.id}").content.decode(),
            api.get(f"/api/v1/activities/{asked.id}").json()["letters"] is not None,
            asked.id in {row["activity"] for row in api.get("/api/v1/answer-for").json()},
            f"/answer-for/{asked.id}" in site_of.get("/answer-for").content.decode(),
            site_of.get(f"/answer-for/{asked.id}").status_code == 200,
            _downloaded(api, f"/api/v1/answer-for/{asked.id}/evidence?since=2026-05-01&until=2026-06-01"),
        ]

    assert all(shown())
    rounds.begin(round_id, TODAY, today=TODAY, by=by, at=NOW)
    assert shown() == [False] * 6
    assert asked.id in queries.hidden(viewer(served, "approver"))
    assert queries.hidden(viewer(served, "editor")) == frozenset()
    assert queries.hidden(viewer(served, "colleague")) == frozenset()
    rounds.cancel(round_id, by=by, at=NOW)
    assert all(shown())
