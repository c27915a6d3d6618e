"""By which way somebody is written to; what happens when it is closed; that nothing is lost, doubled or too much."""

from __future__ import annotations

import base64
import datetime as dt
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from drystone.messages.document import Document
from served import NOW, Served

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
SECRET = {"HOOK": f"whsec_{base64.b64encode(bytes(32)).decode()}"}
TOML = """
[channels]
order = ["webhook", "email"]
rhythms = ["daily", "weekly"]
[channels.webhook]
url = "{url}"
secret_env = "HOOK"
[channels.email]
host = "127.0.0.1"
port = {port}
from = "wall@fenwick.example"
starttls = false
"""


@pytest.fixture
def both(set_up: Callable[..., None], gateway: Any, mail: Any) -> None:
    """A program with a webhook as the usual way, and mail."""
    set_up(TOML.format(url=gateway.url, port=mail.port), SECRET)


def tell(served: Served, key: str = "", *, who: str = "colleague", **more: Any) -> int:
    from drystone.messages import actions

    one = actions.Telling(served.people[who], more.pop("purpose", "digest"), Document("A stone is loose"), key, **more)
    return actions.tell_all([one], now=NOW)


def deliver(now: dt.datetime = NOW) -> int:
    from drystone.messages import sending

    return sending.send_due(now=now)


def rows() -> list[tuple[str, str]]:
    from drystone.messages.models import Message

    return list(Message.objects.order_by("pk").values_list("channel", "status"))


def choose(served: Served, channel: str, rhythm: str = "", who: str = "colleague") -> None:
    from drystone.messages import choosing

    choosing.choose(served.people[who], channel=channel, rhythm=rhythm, off=frozenset())


def test_a_person_is_written_to_as_they_chose_and_others_as_is_usual(served: Served, both: None) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.messages import queries

    choose(served, "email", "weekly")
    me, other, gone = (served.people[one] for one in ("colleague", "employee", "leaver"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        told = queries.ways([me, other, gone, "nobody"])
    assert (told[me].channels, told[me].rhythm) == (("email", "webhook"), "weekly")
    assert (told[other].channels, told[other].rhythm) == (("webhook", "email"), "daily")
    assert set(told) == {me, other}
    assert len(few) == 3


def test_the_same_word_under_the_same_key_is_said_once(served: Served, both: None, gateway: Any) -> None:
    from drystone.messages import actions
    from drystone.messages.models import Message

    assert [tell(served, "week-25"), tell(served, "week-25"), tell(served, "week-25", who="employee")] == [1, 0, 1]
    assert deliver() == 2
    assert tell(served, "week-25") == 0
    one = actions.Telling(served.people["colleague"], "digest", Document("A stone is loose"), "week-26")
    assert actions.tell(one, now=NOW) == actions.tell(one, now=NOW) == Message.objects.get(key="week-26").pk


def test_what_happened_is_told_by_the_way_that_its_person_chose(served: Served, both: None, mail: Any) -> None:
    from drystone.directory import notices

    choose(served, "email")
    for who in ("colleague", "employee"):
        notices.tell(served.people[who], notices.Notice("Something is yours now", "Look here:", "/"), now=NOW)
    assert deliver() == 2
    assert sorted(rows()) == [("email", "sent"), ("webhook", "sent")]


def test_what_waits_can_be_taken_back_and_what_left_cannot(served: Served, both: None, gateway: Any) -> None:
    from drystone.messages import actions

    tell(served, "gap-1")
    deliver()
    tell(served, "gap-2", between=(NOW + HOUR, None))
    assert actions.withdraw(["gap-1", "gap-2"], now=NOW) == 1
    assert deliver(NOW + 2 * HOUR) == 0
    assert len(gateway.requests) == 1


def test_nobody_at_an_address_is_remembered_and_the_next_way_is_used(
    served: Served, both: None, gateway: Any, mail: Any
) -> None:
    from drystone.directory.models import Person
    from drystone.messages import queries

    me = served.people["colleague"]
    choose(served, "email")
    tell(served)
    mail.answers.append("550 no such mailbox")
    assert deliver() == 1
    assert rows() == [("webhook", "sent")]
    assert queries.ways([me])[me].channels == ("webhook",)
    Person.objects.filter(person_id=me).update(email="somebody.new@fenwick.example")
    assert queries.ways([me])[me].channels == ("email", "webhook")


def test_a_closed_channel_loses_nothing_urgent_words_go_round_it_and_one_message_tries_it(
    served: Served, both: None, gateway: Any, mail: Any
) -> None:
    from drystone.messages import breaker

    for who in ("employee", "manager", "approver", "colleague"):
        tell(served, who=who)
    gateway.answers += [500] * 3
    assert deliver() == 0
    assert len(gateway.requests) == 3  # Three in a row close it; the fourth is not tried.
    assert breaker.standings(["webhook"], now=NOW)[0].state == "closed"
    tell(served, urgent=True, who="auditor")
    deliver()
    assert deliver() == 1
    assert len(mail.letters) == 1
    assert b"Importance: high" in mail.letters[0][1]
    assert len(gateway.requests) == 3
    # Half open: one is tried and fails, so it is closed for twice as long.
    gateway.answers.append(500)
    deliver(NOW + MINUTE)
    assert len(gateway.requests) == 4
    assert deliver(NOW + MINUTE + dt.timedelta(seconds=45)) == 0
    # One is tried and taken, then the rest.
    assert deliver(NOW + 3 * MINUTE) == 1
    assert deliver(NOW + 15 * MINUTE) == 3
    assert breaker.standings(["webhook"], now=NOW)[0].state == "open"
    assert sorted(rows()) == [("email", "sent")] + [("webhook", "sent")] * 4


def test_what_is_not_urgent_goes_round_a_closed_channel_after_an_hour(
    served: Served, both: None, gateway: Any, mail: Any
) -> None:
    for who in ("employee", "manager", "approver", "colleague"):
        tell(served, who=who)
    gateway.answers += [500] * 30
    for minutes in range(0, 130, 5):
        deliver(NOW + minutes * MINUTE)
    assert len(mail.letters) == 4
    assert {status for _channel, status in rows()} == {"sent"}


def test_a_channel_takes_so_many_a_minute_and_codes_do_not_wait_behind_digests(
    served: Served, set_up: Callable[..., None], mail: Any
) -> None:
    from drystone.messages import actions

    set_up(
        f'[channels.email]\nhost = "127.0.0.1"\nport = {mail.port}\nfrom = "w@fenwick.example"\n'
        "starttls = false\na_minute = 2"
    )
    for who in ("employee", "manager", "approver"):
        tell(served, who=who)
    code = {"channel": "email", "purpose": "sign-in-code", "subject": "Your code", "text": "1234"}
    actions.send(served.people["colleague"], now=NOW, **code)
    assert [deliver(), deliver(), deliver(NOW + MINUTE)] == [2, 0, 2]
    assert b"Subject: Your code" in mail.letters[0][1]


def test_the_ledger_counts_what_reached_for_somebody_and_no_code_they_asked_for(
    served: Served, both: None, gateway: Any
) -> None:
    from drystone.messages import actions, interrupting, queries
    from drystone.messages.budget import Interruptions

    me, other = served.people["colleague"], served.people["employee"]
    tell(served)
    tell(served, urgent=True)
    tell(served, between=(None, NOW))
    actions.send(me, channel="email", purpose="sign-in-code", subject="", text="1", now=NOW)
    deliver()
    tell(served, between=(NOW + 48 * HOUR, None))
    assert queries.sent_since([me, other], NOW) == {me: Interruptions(3, 1)}
    assert queries.sent_since([me], NOW + HOUR) == {me: Interruptions(1, 0)}
    # What is urgent takes nothing of what somebody else is still to hear.
    assert interrupting.moments([me, other], since=NOW) == [(me, NOW)] * 2


KILLED = """
    import os, signal, sys
    sys.path.insert(0, {source!r})
    from pathlib import Path
    from drystone.web import setup
    setup.site(Path({root!r}), demo=True)
    from dataclasses import replace
    from drystone.shell import site
    site.serve(replace(site.served(), environ={{"HOOK": {secret!r}}}))
    from drystone.messages import moving, sending
    import datetime as dt
    moving.end = lambda *words, **more: os.kill(os.getpid(), signal.SIGKILL)
    sending.send_due(now=dt.datetime.fromisoformat({now!r}))
"""


def test_a_process_killed_between_sending_and_noting_it_sends_again_under_the_same_key(
    served: Served, both: None, gateway: Any
) -> None:
    from pathlib import Path

    import drystone

    tell(served)
    source = str(Path(drystone.__file__).parents[1])
    told = {"source": source, "root": str(served.root), "secret": SECRET["HOOK"], "now": NOW.isoformat()}
    program = textwrap.dedent(KILLED.format(**told))
    ended = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **SECRET}, capture_output=True, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert rows() == [("webhook", "sending")]
    assert deliver(NOW + MINUTE) == 0
    assert deliver(NOW + HOUR) == 1
    ids = [headers["webhook-id"] for _method, headers, _body in gateway.requests]
    assert len(ids) == 2
    assert len(set(ids)) == 1
