"""A code by text message: for whoever has the phone, and no word about who has which number."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from served import NOW, Served

NUMBER = "+447700900123"
CHANNEL = """[channels.text]
url = "https://gateway.example/send"
country = "44"
body = {to = "{to}", text = "{text}"}"""


@pytest.fixture
def phone(served: Served, ways: Callable[..., None]) -> str:
    """Somebody's phone number, where the way is open."""
    from drystone.directory.models import Person

    ways("text-message", more=CHANNEL)
    Person.objects.filter(person_id=served.people["colleague"]).update(phone=NUMBER)
    return NUMBER


def codes() -> list[str]:
    """Return the codes of every message that waits, the oldest first."""
    from drystone.messages.models import Message

    texts = (
        Message.objects.filter(purpose="sign-in-code", status="waiting").order_by("pk").values_list("text", flat=True)
    )
    return [re.findall(r"#(\d{6})$", text)[0] for text in texts]


def make_codes(now: dt.datetime = NOW) -> None:
    """Do the jobs that make codes, without those that send them."""
    from drystone.directory import phone_codes
    from drystone.directory.models import PhoneCode
    from drystone.shell import site

    for wish in PhoneCode.objects.exclude(number=""):
        phone_codes.deliver(int(wish.pk), site.program(), now=now)


def ask(served: Served, number: str) -> Any:
    browser = served.client("anonymous")
    assert browser.post("/sign-in/text", {"number": number}).status_code == 302
    return browser


def test_the_way_does_not_exist_where_the_program_does_not_open_it(served: Served) -> None:
    browser = served.client("anonymous")
    assert browser.get("/sign-in/text").status_code == 404
    assert browser.get("/sign-in/text/code").status_code == 404


def test_a_code_signs_in_whoever_has_the_phone_and_is_not_a_second_factor(served: Served, phone: str) -> None:
    browser = ask(served, "07700 900 123")
    make_codes()
    [code] = codes()
    answer = browser.post("/sign-in/text/code", {"code": f" {code[:3]} {code[3:]} "})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    viewer = browser.get("/account/badge").wsgi_request.viewer
    assert (viewer.person_id, viewer.strong, viewer.shared) == (served.people["colleague"], False, False)


def test_the_message_ties_the_code_to_our_address_and_expires_with_it(served: Served, phone: str) -> None:
    from drystone.messages.models import Message

    ask(served, phone)
    make_codes()
    message = Message.objects.get()
    assert message.text.splitlines()[-1].startswith("@127.0.0.1 #")
    assert message.expires == NOW + dt.timedelta(minutes=10)
    assert message.person_id == served.people["colleague"]


@pytest.mark.parametrize("number", ["+447700900999", "0300 123", "+44 (0)7700 900123 9"])
def test_an_unknown_number_gets_the_same_answer_and_the_same_work(served: Served, phone: str, number: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(typed: str) -> tuple[int, bytes, list[str]]:
        browser = served.client("anonymous")
        with CaptureQueriesContext(connection) as captured:
            browser.post("/sign-in/text", {"number": typed})
        page = browser.get("/sign-in/text/code")
        wrong = browser.post("/sign-in/text/code", {"code": "000000"})
        statements = [re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in captured.captured_queries]
        return wrong.status_code, re.sub(rb'value="[^"]*"', b"", page.content), statements

    assert asked(number) == asked(phone)
    make_codes()
    assert len(codes()) == 1


def test_a_number_that_two_people_have_opens_nothing(served: Served, phone: str) -> None:
    from drystone.directory.models import Person

    Person.objects.filter(person_id=served.people["employee"]).update(phone="07700900123")
    ask(served, phone)
    make_codes()
    assert codes() == []


def test_a_leaver_and_a_blocked_user_get_no_code(served: Served, phone: str) -> None:
    from drystone.directory.models import Person

    user = served.user("colleague")
    user.is_active = False
    user.save()
    ask(served, phone)
    make_codes()
    assert codes() == []
    user.is_active = True
    user.save()
    Person.objects.filter(person_id=served.people["colleague"]).update(status="left")
    ask(served, phone)
    make_codes()
    assert codes() == []


def test_the_number_is_forgotten_once_it_was_looked_up(served: Served, phone: str) -> None:
    from drystone.directory.models import PhoneCode

    ask(served, phone)
    ask(served, "+447700900999")
    make_codes()
    assert set(PhoneCode.objects.values_list("number", flat=True)) == {""}


def test_a_code_takes_five_tries_and_then_no_more(served: Served, phone: str) -> None:
    browser = ask(served, phone)
    make_codes()
    [code] = codes()
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert browser.post("/sign-in/text/code", {"code": wrong}).status_code == 422
    assert browser.post("/sign-in/text/code", {"code": code}).status_code == 422


def test_a_code_works_once_for_ten_minutes_in_the_browser_that_asked(
    served: Served, phone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, other = ask(served, phone), ask(served, "+447700900999")
    make_codes()
    [code] = codes()
    assert other.post("/sign-in/text/code", {"code": code}).status_code == 422
    session = browser.session["text_code"]
    assert browser.post("/sign-in/text/code", {"code": code}).status_code == 302
    replay = served.client("anonymous")
    kept = replay.session
    kept["text_code"] = session
    kept.save()
    replay.cookies["drystone"] = kept.session_key
    assert replay.post("/sign-in/text/code", {"code": code}).status_code == 422
    late = ask(served, phone)
    make_codes()
    newest = codes()[-1]
    monkeypatch.setattr("drystone.lib.clock.now", lambda: NOW + dt.timedelta(minutes=11))
    assert late.post("/sign-in/text/code", {"code": newest}).status_code == 422


def test_a_newer_code_ends_the_one_before(served: Served, phone: str) -> None:
    first = ask(served, phone)
    make_codes()
    second = ask(served, phone)
    make_codes()
    old, new = codes()
    assert first.post("/sign-in/text/code", {"code": old}).status_code == 422
    assert second.post("/sign-in/text/code", {"code": new}).status_code == 302


def test_codes_for_a_number_are_few_however_it_is_written(served: Served, phone: str) -> None:
    for typed in (phone, "07700 900123", "0044 7700 900123"):
        ask(served, typed)
    late = served.client("anonymous").post("/sign-in/text", {"number": phone})
    assert (late.status_code, b"Too many codes" in late.content) == (429, True)
    ask(served, "+447700900999")


def test_codes_asked_for_from_one_address_are_few(served: Served, phone: str) -> None:
    for number in range(20):
        ask(served, f"+4477009001{number:02d}")
    assert served.client("anonymous").post("/sign-in/text", {"number": "+447700900555"}).status_code == 429


def test_what_is_no_number_is_told_beside_the_field(served: Served, phone: str) -> None:
    answer = served.client("anonymous").post("/sign-in/text", {"number": "my phone"})
    assert answer.status_code == 422
    assert b'value="my phone"' in answer.content


def test_what_is_over_is_forgotten(served: Served, phone: str) -> None:
    from drystone.directory import phone_codes
    from drystone.directory.models import PhoneCode

    ask(served, phone)
    assert phone_codes.forget_old(NOW) == 0
    assert phone_codes.forget_old(NOW + dt.timedelta(hours=1)) == 1
    assert not PhoneCode.objects.exists()


def test_numbers_are_made_comparable_the_same_way_in_sql_and_here(served: Served) -> None:
    from drystone.directory import phones, projecting
    from drystone.lake.engines import DuckEngine

    same = {
        "+44 (0)7700 900-123": "+447700900123", "0044 7700 900123": "+447700900123", "0171/39200": "017139200",
        "": "", "12": "", "+49": "", "call me": "", "+49 171 + 39200": "", "1" * 16: "",
    }  # fmt: skip
    expression = projecting._PHONE.replace("phone", "$number")
    engine = DuckEngine(threads=1, memory="200MB")
    try:
        in_sql = {text: engine.rows(f"select {expression}", {"number": text})[0][0] for text in same}
    finally:
        engine.close()
    assert in_sql == same
    assert {text: phones.normal(text) for text in same} == same
