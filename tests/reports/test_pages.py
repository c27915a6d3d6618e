"""Telling on the page: three taps, at once, by name or without, and what is asked of nobody."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any

import pytest

from served import NOW, Served


def _words(response: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def _once(page: Any) -> str:
    found = re.search(r'name="once" value="([0-9a-f]{32})"', page.content.decode())
    assert found
    return found[1]


def test_three_taps_lead_to_thanks_with_what_to_do_for_ones_own_account(served: Served) -> None:
    from drystone.reports import queries

    client = served.client("employee")
    assert 'href="/report/typed-password"' in client.get("/report").content.decode()
    form = client.get("/report/typed-password")
    assert form.content.decode().index("You will not be punished") < form.content.decode().index("<form")
    sent = {"once": _once(form), "when": "just-now", "known": "named"}
    thanks = client.post("/report/typed-password", sent)
    words = _words(thanks)
    assert thanks.status_code == 200
    assert "Change the password of" in words
    assert 0 < thanks.content.decode().split("</ol>")[0].count("<li>") <= 3
    assert "You hear from us by 11:30" in words
    assert "If you have two minutes" in words
    (mine,) = queries.mine(served.people["employee"])
    assert f'href="/report/mine/{mine.report_id}"' in thanks.content.decode()
    # The page loaded again sends the same again, and is the same report.
    client.post("/report/typed-password", sent)
    assert len(queries.mine(served.people["employee"])) == 1
    assert client.get(f"/report/mine/{mine.report_id}").status_code == 200
    assert served.client("manager").get(f"/report/mine/{mine.report_id}").status_code == 404


def test_what_was_done_already_is_asked_for_once_and_the_next_things_to_do_take_its_place(served: Served) -> None:
    from drystone.reports import books
    from drystone.reports.models import Report
    from drystone.shell import site

    book = books.of("typed-password", site.program())
    assert book is not None
    first, *_others, last = books.steps(book, books.Case({}), site.program(), most=4)
    client = served.client("anonymous")
    assert first.do in _words(client.get("/report/typed-password"))
    sent = {"when": "today", "known": "named", "contact": "Mira", "done": [first.key, "you-of-another-book"]}
    words = _words(client.post("/report/typed-password", sent))
    assert first.do not in words
    assert last.do in words
    (report,) = Report.objects.all()
    assert list(report.steps.values_list("step", "done_by")) == [(first.key, "reporter")]


def test_a_stranger_without_an_account_gets_a_code_and_talks_on_with_it(served: Served) -> None:
    from drystone.reports import actions
    from drystone.reports.models import Report

    client = served.client("anonymous")
    thanks = client.post("/report/lost-device", {"when": "today", "known": "none", "text": "On the train."})
    (code,) = re.findall(r'class="code">([0-9A-Z-]+)<', thanks.content.decode())
    report = Report.objects.get()
    actions.say(report.report_id, by=served.people["responder"], text="Which train was it?", now=NOW)
    page = client.post("/report/answer", {"code": code.lower()})
    assert "Which train was it?" in _words(page)
    assert "set-cookie" not in {name.lower() for name in thanks.headers}
    # A lesson taken now would have a name and a moment, and say who told.
    assert "/lessons/" not in thanks.content.decode()
    client.post("/report/answer", {"code": code, "text": "The one at eight."})
    assert [word.by for word in report.words.order_by("at", "pk")] == ["reporter", "responder", "reporter"]
    assert client.post("/report/answer", {"code": "AAAAA-AAAAA-AAAAA-AAAAA"}).status_code == 400


def test_a_question_before_anything_happened_gets_a_clock_and_an_answer_too(served: Served) -> None:
    from drystone.reports.models import Report

    client = served.client("employee")
    assert client.post("/report/ask-first", {"known": "named"}).status_code == 400
    words = _words(client.post("/report/ask-first", {"known": "named", "text": "May I install this?"}))
    assert "You hear from us by 13:00" in words
    assert Report.objects.get().urgency == 2


def test_wrongdoing_is_pointed_to_the_place_for_it_and_nothing_is_kept(served: Served) -> None:
    from drystone.reports.models import Report

    path = served.root / "drystone.toml"
    text = (
        path.read_text(encoding="utf-8")
        .replace("# wrongdoing = ", "wrongdoing = ")
        .replace("https://…", "https://say.example/")
    )
    path.write_text(text, encoding="utf-8")
    from drystone.shell import site

    site.reread()
    client = served.client("anonymous")
    entered = {"when": "earlier", "text": "My boss told me to cover up the loss.", "known": "none"}
    page = client.post("/report/something-else", entered)
    assert 'href="https://say.example/"' in page.content.decode()
    assert "cover up the loss" in page.content.decode()
    assert not Report.objects.exists()
    client.post("/report/something-else", entered | {"sure": "yes"})
    assert Report.objects.count() == 1
    assert 'href="https://say.example/"' in client.get("/report/wrongdoing").content.decode()


def test_a_look_is_ready_when_somebody_who_opened_the_form_presses_send(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.reports import looking

    looked: list[str] = []
    monkeypatch.setattr(looking, "_pools", {})
    monkeypatch.setattr(looking, "look", lambda *_given, language: looked.append(language))
    client = served.client("employee")
    client.get("/report/clicked")
    assert looked == []  # Commands and tests start none.
    monkeypatch.setattr(looking, "_ahead", True)
    client.get("/report/clicked")
    for _ in range(500):
        if looked:
            break
        time.sleep(0.01)
    assert looked == ["en"]


def test_nothing_of_a_session_is_written_where_somebody_reports(served: Served) -> None:
    from django.contrib.sessions.models import Session

    from drystone.directory.models import CountedTry
    from drystone.jobs.models import Job

    client = served.client("employee")
    session = client.session
    session["seen_at"] = "2026-06-15T07:00:00+00:00"
    session.save()
    before, jobs = list(Session.objects.values_list()), Job.objects.count()
    assert client.get("/report").status_code == 200
    assert client.post("/report/clicked", {"when": "just-now", "known": "none"}).status_code == 200
    assert list(Session.objects.values_list()) == before
    assert Job.objects.count() == jobs
    assert not CountedTry.objects.exists()


def test_a_form_from_another_site_is_a_strangers(served: Served) -> None:
    from drystone.reports.models import Reporter

    client = served.client("employee")
    client.post("/report/clicked", {"when": "today", "known": "named"}, headers={"origin": "https://evil.example"})
    assert not Reporter.objects.exists()


def test_on_a_full_disk_nothing_that_was_written_is_lost(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from drystone.reports import actions

    def full(*_told: Any, **_more: Any) -> None:
        raise OperationalError("database or disk is full")

    client = served.client("anonymous")
    entered = {"when": "today", "known": "none", "text": "On the train.", "once": "0" * 32}
    with monkeypatch.context() as patched:
        patched.setattr(actions, "take", full)
        page = client.post("/report/lost-device", entered)
    assert page.status_code == 503
    assert "On the train." in page.content.decode()
    assert 'name="once" value="' + "0" * 32 in page.content.decode()
    assert client.post("/report/lost-device", entered).status_code == 200


def test_where_the_state_does_not_answer_nobody_who_is_signed_in_loses_their_words_or_their_session(
    served: Served,
) -> None:
    from django.db import OperationalError, connection

    from drystone.reports import queries

    def gone(*_asked: Any) -> None:
        raise OperationalError("the server is gone")

    client = served.client("employee")
    entered = {"when": "today", "known": "named", "text": "On the train.", "once": "0" * 32}
    with connection.execute_wrapper(gone):
        form, page = client.get("/report/lost-device"), client.post("/report/lost-device", entered)
        answer = client.post("/report/answer", {"code": "00000-00000-00000-00000"})
    assert [one.status_code for one in (form, page, answer)] == [200, 503, 503]
    words = _words(page)
    assert "On the train." in words
    assert "send it again in a minute, or call" in words
    # Then it is theirs, under their name, and they are still signed in.
    assert client.post("/report/lost-device", entered).status_code == 200
    assert [one.kind for one in queries.mine(served.people["employee"])] == ["lost-device"]


def test_pages_are_small_and_ask_the_state_little(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = served.client("anonymous")
    for path in ("/report", "/report/typed-password"):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(path)
        assert len(asked) == 0
        assert len(page.content) < 8_000
        assert b"<script" not in page.content


def test_a_message_that_is_sent_along_is_looked_at_at_once_and_only_by_name(served: Served) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from drystone.reports import actions, queries
    from drystone.reports.models import Report, ReportedMessage

    mail = (
        b"From: IT <help@fenwick-foods.example>\r\nTo: tomas@fenwick.example\r\nSubject: Your mailbox is full\r\n"
        b"Date: Mon, 15 Jun 2026 08:00:00 +0000\r\nMessage-ID: <1@evil.example>\r\nContent-Type: text/html\r\n\r\n"
        b'<p>Sign in now: <a href="https://evil.example/in?who=tomas">https://fenwick.example</a></p>\r\n'
    )

    def sent(known: str) -> Any:
        file = SimpleUploadedFile("odd.eml", mail, "message/rfc822")
        return served.client("employee").post("/report/clicked", {"when": "today", "known": known, "file": file})

    refused = sent("none")
    assert refused.status_code == 400
    assert not Report.objects.exists()
    assert "What we see in the message so far" in _words(sent("named"))
    (report,) = Report.objects.all()
    responder = served.people["responder"]
    row = ReportedMessage.objects.get()
    assert row.signals["hosts"] == ["evil.example"]
    assert "tomas" not in repr((row.signals, row.hint)), "who got it stands in the box alone"
    (closed,) = queries.messages(report.report_id, by=responder)
    assert closed.document == {}
    assert queries.message_bytes(report.report_id, 0, by=responder) is None
    actions.claim(report.report_id, by=responder, now=NOW)
    (opened,) = queries.messages(report.report_id, by=responder)
    assert opened.document["message"]["subject"] == "Your mailbox is full"
    assert queries.message_bytes(report.report_id, 0, by=responder) == mail
