"""Mailboxes, read from a real server: every letter once, whoever opened it and whatever happens in between."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from served import NOW, Served

REPORT = b"""From: postmaster@fenwick.example
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.fenwick.example

Final-Recipient: rfc822; somebody@fenwick.example
Action: failed
Status: 5.1.1
--b
Content-Type: text/rfc822-headers

Message-ID: <%s.drystone@fenwick.example>
--b--
"""


def letter(words: str) -> bytes:
    return f"From: ina@fenwick.example\r\nSubject: {words}\r\n\r\n{words}\r\n".encode()


def fetch(minutes: int = 0) -> None:
    from drystone.incoming import fetching

    fetching.fetch("wall", now=NOW + dt.timedelta(minutes=minutes))


def place() -> Any:
    from drystone.incoming.models import MailboxPlace

    return MailboxPlace.objects.get(name="wall")


def test_each_letter_is_read_once_oldest_first_also_one_that_was_opened_and_stays_as_it_was(
    post: Any, taken: list[Any]
) -> None:
    fetch()  # An empty folder is no trouble.
    post.put(letter("one"), opened=True)
    post.put(letter("two"), letter("three"))
    fetch(1)
    fetch(2)
    assert [one.raw for one in taken] == [letter("one"), letter("two"), letter("three")]
    assert post.held() == [(letter("one"), True), (letter("two"), False), (letter("three"), False)]
    assert (place().read_at, place().error) == (NOW + dt.timedelta(minutes=2), "")


@pytest.mark.parametrize("post", ['done = "Read by the wall"'], indirect=True)
def test_what_was_read_moves_also_after_a_process_that_died_before_it_could(
    post: Any, taken: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.incoming.mailboxes import Opened

    post.put(letter("one"), letter("two"))
    with monkeypatch.context() as dying:
        dying.setattr(Opened, "put_away", lambda *_given: None)
        fetch()
    assert len(post.held()) == 2
    fetch(1)
    assert (post.held(), [raw for raw, _seen in post.held("Read by the wall")]) == ([], [letter("one"), letter("two")])
    assert len(taken) == 2


@pytest.mark.parametrize("post", ["delete = true"], indirect=True)
def test_what_was_read_goes_where_the_program_says_so(post: Any, taken: list[Any]) -> None:
    post.put(letter("one"))
    fetch()
    assert (post.held(), len(taken)) == ([], 1)


@pytest.mark.parametrize("post", ["largest = 100_000"], indirect=True)
def test_of_a_letter_that_is_too_long_the_beginning_is_read(post: Any, taken: list[Any]) -> None:
    post.put(letter("long") + b"x" * 300_000)
    fetch()
    assert [(len(one.raw), one.cut) for one in taken] == [(100_000, True)]


def test_letters_that_were_numbered_anew_are_not_handed_over_again(post: Any, taken: list[Any]) -> None:
    post.put(letter("one"))
    fetch()
    from drystone.incoming.models import MailboxPlace

    MailboxPlace.objects.update(validity=place().validity - 1)  # As after a mailbox was put back from a backup.
    post.put(letter("two"))
    fetch(1)
    assert [one.raw for one in taken] == [letter("one"), letter("two")]


def test_a_letter_at_which_reading_breaks_is_set_aside_and_those_behind_it_are_read(
    served: Served, post: Any, taken: list[Any]
) -> None:
    post.put(letter("break"), letter("two"))
    for minute in range(3):
        with pytest.raises(RuntimeError):
            fetch(minute)
    fetch(3)
    assert [one.raw for one in taken] == [letter("break")] * 3 + [letter("two")]
    page = served.client("administrator").get("/administration/").content.decode()
    assert "1 letter could not be read" in page


def test_a_letter_that_is_for_nobody_is_offered_to_nobody_again_and_is_not_remembered(
    post: Any, taken: list[Any]
) -> None:
    from drystone.incoming.models import CameIn

    post.put(letter("not ours"))
    fetch()
    fetch(1)
    assert (len(taken), CameIn.objects.count(), place().set_aside) == (1, 0, 0)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('password_env = "WRONG"', "does not take our name and password"),
        ('folder = "Nowhere"', "does the folder exist"),
        ("port = 9", "cannot be reached"),
        ('ca_file = ""', "no encryption that can be trusted"),
    ],
)
def test_what_keeps_a_mailbox_from_being_read_is_said_to_whoever_runs_the_site_and_without_names(
    served: Served, post: Any, set_up: Any, line: str, why: str
) -> None:
    path = served.root / "drystone.toml"
    key = line.partition(" ")[0]
    kept = [
        one
        for one in path.read_text().splitlines()
        if not one.startswith(f"{key} =") or "[mailboxes" not in path.read_text()
    ]
    text, box = "\n".join(kept).split("[mailboxes.wall]")
    path.write_text(f"{text}[mailboxes.wall]\n{line}{box}")
    set_up("", {"WRONG": "pebble"})
    fetch()
    page = served.client("administrator").get("/administration/").content.decode()
    assert why in page
    assert post.user not in place().error


def test_mail_that_came_back_says_that_nobody_is_at_the_address(served: Served, post: Any) -> None:
    from drystone.messages.models import Message

    number = "5" * 24
    told = {"due_at": NOW, "not_before": NOW, "created_at": NOW, "sent_at": NOW}
    Message.objects.create(
        number=number, person_id=served.people["colleague"], channel="email", purpose="digest", status="sent", **told
    )
    post.put(REPORT % number.encode(), letter("of no interest"))
    fetch()
    assert (Message.objects.get(number=number).status, place().last_uid) == ("failed", 2)
