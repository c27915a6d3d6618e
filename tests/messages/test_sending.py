"""Messages leave, through a real mail server and a real gateway, once, in time, and leave nothing behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from typing import Any
from urllib.parse import parse_qs

import pytest

from served import NOW, Served

MINUTE = dt.timedelta(minutes=1)


def send(served: Served, **more: Any) -> Any:
    from drystone.messages import actions
    from drystone.messages.models import Message

    told = {"channel": "email", "purpose": "test", "subject": "A loose stone", "text": "Please look.", "now": NOW}
    return Message.objects.get(pk=actions.send(served.people["colleague"], **{**told, **more}))


def deliver(now: dt.datetime = NOW) -> int:
    from drystone.messages import sending

    return sending.send_due(now=now)


def give_phone(served: Served, number: str, who: str = "colleague") -> str:
    from drystone.directory.models import Person

    person_id = served.people[who]
    Person.objects.filter(person_id=person_id).update(phone=number)
    return person_id


def test_a_message_leaves_by_mail_through_the_queue(served: Served, by_mail: Any) -> None:
    message = send(served, text="Prüf bitte die Wand.\n.\nDanke!")
    assert served.drain() == 1
    message.refresh_from_db()
    assert (message.status, message.sent_at, message.tries) == ("sent", NOW, 1)
    [(to, raw)] = by_mail.letters
    letter = message_from_bytes(raw, policy=default)
    assert to == [served.person("colleague").email]
    assert letter.get_content().replace("\r\n", "\n") == "Prüf bitte die Wand.\n.\nDanke!\n"
    assert (letter["Subject"], letter["From"], letter["Auto-Submitted"]) == (
        "A loose stone", "Fenwick Foods <wall@fenwick.example>", "auto-generated",
    )  # fmt: skip


def test_nothing_leaves_where_the_transaction_does_not_stand(served: Served, by_mail: Any) -> None:
    from django.db import transaction

    def half() -> None:
        with transaction.atomic():
            send(served)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert served.drain() == 0
    assert by_mail.letters == []


def test_a_subject_cannot_add_a_header(served: Served, by_mail: Any) -> None:
    send(served, subject="Hello\r\nBcc: eve@elsewhere.example")
    deliver()
    letter = message_from_bytes(by_mail.letters[0][1], policy=default)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Hello Bcc: eve@elsewhere.example"


def test_many_messages_greet_the_mail_server_once(served: Served, by_mail: Any) -> None:
    for _ in range(3):
        send(served)
    assert deliver() == 3
    assert by_mail.greetings == 1


def test_the_password_comes_from_a_variable(served: Served, set_up: Callable[..., None], mail: Any) -> None:
    toml = (
        f'[channels.email]\nhost = "127.0.0.1"\nport = {mail.port}\nfrom = "wall@fenwick.example"\nstarttls = false\n'
    )
    set_up(toml + 'user = "wall"\npassword_env = "MAIL_PASSWORD"', {"MAIL_PASSWORD": "stone"})
    send(served)
    assert deliver() == 1
    assert mail.logins == [("wall", "stone")]


def test_a_server_without_encryption_gets_no_mail_where_encryption_is_asked_for(
    served: Served, set_up: Callable[..., None], mail: Any
) -> None:
    set_up(f'[channels.email]\nhost = "127.0.0.1"\nport = {mail.port}\nfrom = "wall@fenwick.example"')
    message = send(served)
    assert deliver() == 0
    message.refresh_from_db()
    assert (message.status, mail.letters) == ("waiting", [])
    assert "encryption" in message.error


def test_a_mailbox_that_is_busy_is_tried_again_later(served: Served, by_mail: Any) -> None:
    message = send(served)
    by_mail.answers.append("451 busy, try colleague@fenwick.example later")
    assert deliver() == 0
    message.refresh_from_db()
    assert (message.status, message.tries) == ("waiting", 1)
    assert message.error == "the mail server does not take this address: 451"
    assert deliver(NOW + dt.timedelta(seconds=10)) == 0
    assert deliver(NOW + MINUTE) == 1
    assert len(by_mail.letters) == 1


def test_an_address_that_does_not_exist_is_not_tried_again(served: Served, by_mail: Any) -> None:
    message = send(served)
    by_mail.answers.append("550 no such mailbox")
    deliver()
    message.refresh_from_db()
    assert (message.status, message.tries) == ("failed", 1)


def test_whatever_the_people_data_hold_as_an_address_keeps_no_other_letter_from_leaving(
    served: Served, by_mail: Any
) -> None:
    from drystone.directory.models import Person
    from drystone.messages import actions
    from drystone.messages.models import Message

    odd = [
        "a@", "a\r\nBcc: all@fenwick.example", "a@[1.2.3", "Mira <a@b.example>, all@fenwick.example", "@",
        "=?utf-8?q?a=0aB?=@b.example", f"{'a' * 250}@b.example", "\u202ea@b.example", "a@b..example", "a b@c.example",
    ]  # fmt: skip
    people = list(Person.objects.exclude(status="left").order_by("person_id")[: len(odd) + 2])
    for person, address in zip(people, odd, strict=False):
        Person.objects.filter(pk=person.pk).update(email=address)
    Person.objects.filter(pk=people[-2].pk).update(email="mira@fürth.example")
    for person in people:
        actions.send(person.person_id, channel="email", purpose="test", subject="Hello", text="Hello", now=NOW)
    assert deliver() == 2
    assert {to for recipients, _letter in by_mail.letters for to in recipients} == {
        "mira@xn--frth-0ra.example",
        people[-1].email,
    }
    failed = Message.objects.filter(status="failed")
    assert set(failed.values_list("error", flat=True)) == {"what the people data hold is no address for letters"}
    assert failed.count() == len(odd)


def test_a_server_that_is_away_loses_nothing_and_is_given_up_after_three_days(
    served: Served, set_up: Callable[..., None]
) -> None:
    set_up('[channels.email]\nhost = "127.0.0.1"\nport = 1\nfrom = "wall@fenwick.example"\nstarttls = false\ntries = 2')
    message = send(served)
    for hours in range(0, 71, 5):
        deliver(NOW + dt.timedelta(hours=hours))
        message.refresh_from_db()
        assert message.status == "waiting"
    assert message.error == "the mail server cannot be spoken to: ConnectionRefusedError"
    deliver(NOW + dt.timedelta(hours=80))
    message.refresh_from_db()
    assert message.status == "failed"


def test_a_message_that_waits_or_is_late_does_not_leave(served: Served, by_mail: Any) -> None:
    later = send(served, between=(NOW + dt.timedelta(hours=1), None))
    late = send(served, between=(None, NOW))
    assert deliver() == 0
    late.refresh_from_db()
    later.refresh_from_db()
    assert (late.status, later.status) == ("expired", "waiting")
    assert deliver(NOW + dt.timedelta(hours=1)) == 1


def test_what_somebody_else_is_sending_is_left_to_them(served: Served, by_mail: Any) -> None:
    from drystone.messages import sending

    message = send(served)
    assert [one.pk for one in sending._take([message.pk], NOW)] == [message.pk]
    assert sending._take([message.pk], NOW) == []
    assert deliver(NOW + MINUTE) == 0
    # It died: after a while the message is anybody's again.
    assert deliver(NOW + dt.timedelta(minutes=20)) == 1


def test_somebody_who_left_gets_nothing(served: Served, by_mail: Any) -> None:
    from drystone.messages import actions
    from drystone.messages.models import Message

    number = actions.send(served.people["leaver"], channel="email", purpose="x", subject="x", text="x", now=NOW)
    deliver()
    assert Message.objects.get(pk=number).status == "failed"
    assert by_mail.letters == []


def test_a_channel_that_the_program_lacks_is_told(served: Served) -> None:
    from drystone.lib.errors import UsageError

    with pytest.raises(UsageError, match="no channel “text”"):
        send(served, channel="text")


TEXT = (
    '[channels.text]\nurl = "{url}"\ncountry = "44"\nheaders = {{Authorization_env = "GATEWAY_KEY", X-Site = "wall"}}\n'
)
SECRET = {"GATEWAY_KEY": "Bearer stone"}


def test_a_text_message_is_data_in_the_gateways_structure(
    served: Served, set_up: Callable[..., None], gateway: Any
) -> None:
    set_up(TEXT.format(url=gateway.url) + """body = '{"to": ["{to}"], "text": "{text}", "say": 1}'""", SECRET)
    give_phone(served, "07700900123")
    words = 'Say "{to}" \\ and ", "to": ["+1"] {text}'
    message = send(served, channel="text", text=words)
    assert deliver() == 1
    assert gateway.bodies == [{"to": ["+447700900123"], "text": words, "say": 1}]
    headers = gateway.requests[0][1]
    assert (headers["Authorization"], headers["X-Site"]) == ("Bearer stone", "wall")
    message.refresh_from_db()
    assert message.text == words


def test_a_gateway_may_want_a_form(served: Served, set_up: Callable[..., None], gateway: Any) -> None:
    set_up(TEXT.format(url=gateway.url) + "encoding = 'form'\nbody = {To = '{to}', Body = '{text}'}", SECRET)
    give_phone(served, "+447700900123")
    send(served, channel="text", text="a&To=+1")
    assert deliver() == 1
    assert parse_qs(gateway.requests[0][2]) == {"To": ["+447700900123"], "Body": ["a&To=+1"]}


@pytest.mark.parametrize(("status", "ends"), [(503, "waiting"), (429, "waiting"), (302, "waiting"), (400, "failed")])
def test_an_answer_of_the_gateway_says_whether_to_try_again(
    served: Served, set_up: Callable[..., None], gateway: Any, status: int, ends: str
) -> None:
    set_up(TEXT.format(url=gateway.url) + "body = {to = '{to}', text = '{text}'}", SECRET)
    give_phone(served, "+447700900123")
    gateway.answers.append(status)
    message = send(served, channel="text")
    deliver()
    message.refresh_from_db()
    assert (message.status, message.error) == (ends, f"the gateway answered {status}")


def test_a_missing_secret_is_named_and_nothing_is_sent(
    served: Served, set_up: Callable[..., None], gateway: Any
) -> None:
    set_up(TEXT.format(url=gateway.url) + "body = {to = '{to}', text = '{text}'}")
    give_phone(served, "+447700900123")
    message = send(served, channel="text")
    deliver()
    message.refresh_from_db()
    assert (message.error, gateway.requests) == ("the variable GATEWAY_KEY is not set", [])


def test_a_one_time_code_is_forgotten_as_soon_as_it_left_or_no_longer_waits(
    served: Served, set_up: Callable[..., None], gateway: Any
) -> None:
    set_up(TEXT.format(url=gateway.url) + "body = {to = '{to}', text = '{text}'}", SECRET)
    give_phone(served, "+447700900123")
    sent = send(served, channel="text", purpose="sign-in-code", text="123456")
    late = send(served, channel="text", purpose="sign-in-code", text="123456", between=(None, NOW))
    deliver()
    for message in (sent, late):
        message.refresh_from_db()
        assert message.text == ""
    assert (sent.status, late.status) == ("sent", "expired")


def test_old_messages_are_forgotten_and_waiting_ones_are_not(served: Served, by_mail: Any) -> None:
    from drystone.messages import sending
    from drystone.messages.models import Message

    send(served)
    waiting = send(served, between=(NOW + dt.timedelta(days=60), None))
    deliver()
    assert sending.forget_old(NOW + dt.timedelta(days=31)) == 1
    assert list(Message.objects.values_list("pk", flat=True)) == [waiting.pk]
