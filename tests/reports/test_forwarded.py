"""Letters to the report address: a person's become reports under their name, and no machine's does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from drystone.demo import mails
from drystone.demo.mails.making import READER
from served import NOW, Served


@pytest.fixture
def mine(served: Served) -> bytes:
    """Somebody's address, as their letters say it."""
    person = served.person("employee")
    assert person.email
    return f"Somebody <{person.email.upper()}>".encode()


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has sent anything in the last hour."""
    from drystone.reports import forwarding, pace

    monkeypatch.setattr(forwarding, "_pace", pace.Pace())


def take(raw: bytes, sender: str = "x@fenwick.example", *, at: dt.datetime = NOW) -> bool:
    from drystone.incoming.letters import Letter
    from drystone.reports import forwarding

    return forwarding.take(Letter(raw, "smtp", sender=sender), at)


def reports() -> list[Any]:
    from drystone.reports.models import Report

    return list(Report.objects.order_by("reported_at", "urgency"))


def forwards(mine: bytes) -> Iterator[tuple[str, bytes]]:
    """One attack, handed on in every way that mail programs have."""
    for made in mails.corpus():
        if made.name.startswith("other-text/") and made.way.name != "itself":
            yield made.way.name, made.data.replace(READER.encode(), mine.partition(b"<")[2].rstrip(b">"))


def plain(mine: bytes, words: str = "have a look", *more: str) -> bytes:
    head = "\r\n".join(("Subject: FW: your parcel", *more))
    below = (
        "-----Original Message-----\r\nFrom: post@parcel.example\r\nSent: Monday\r\nTo: me\r\n"
        "Subject: your parcel\r\n\r\nopen it"
    )
    return b"From: " + mine + f"\r\n{head}\r\n\r\n{words}\r\n\r\n{below}\r\n".encode()


def test_a_message_handed_on_in_any_way_is_a_report_under_its_senders_name(served: Served, mine: bytes) -> None:
    from drystone.reports import asking

    names = []
    for name, raw in forwards(mine):
        names.append(name)
        assert take(raw)
    found = reports()
    assert len(names) == len(found) > 8
    assert {(one.kind, one.way, one.known, asking.person_of(one)) for one in found} == {
        ("looks-odd", "mail", "named", served.people["employee"])
    }
    kept = [one.messages.get() for one in found]
    assert [bool(one.signals["hosts"]) for one in kept] == [True] * len(names)
    assert sum(one.hint == "likely harmful" for one in kept) > len(names) // 2


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("I think I typed my password there. Sorry!", "typed-password"),
        ("Ich habe leider mein Passwort eingegeben.", "typed-password"),
        ("I clicked on the link before I saw the sender.", "clicked"),
        ("Hab drauf geklickt.", "clicked"),
        ("Ich habe den Anhang schon geöffnet.", "opened-file"),
        ("I have paid it already.", "paid"),
        ("I did not click on anything.", "looks-odd"),
        ("Should I have clicked on it?", "looks-odd"),
        ("Nicht geklickt, kein Passwort eingegeben.", "looks-odd"),
        ("", "looks-odd"),
    ],
)
def test_a_slip_that_is_said_above_the_forward_presses_as_much_as_one_on_the_page(
    served: Served, mine: bytes, words: str, kind: str
) -> None:
    from drystone.reports import books
    from drystone.shell import site

    assert served.root.is_dir()
    take(plain(mine, words))
    (report,) = reports()
    assert (report.kind, report.urgency) == (kind, books.urgency(kind, site.program()))
    assert [word.text for word in report.words.all()] == ([words] if words else [])


@pytest.mark.parametrize(
    ("line", "sender"),
    [
        ("Auto-Submitted: auto-replied", "x@fenwick.example"),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b", "x@fenwick.example"),
        ("Precedence: list", "x@fenwick.example"),
        ("List-Id: <all.fenwick.example>", "x@fenwick.example"),
        ("X-Autoreply: yes", "x@fenwick.example"),
        ("X-Nothing: odd", ""),
    ],
)
def test_what_a_machine_sends_is_no_report_and_is_not_answered(
    served: Served, mine: bytes, line: str, sender: str
) -> None:
    from drystone.jobs.models import Job

    assert served.root.is_dir()
    assert take(plain(mine, "hello", line), sender)
    assert reports() == []
    assert not Job.objects.filter(name="thank-for-report").exists()


def own(mine: bytes, subject: str, words: str, *more: str) -> bytes:
    """A letter that hands nothing on."""
    head = "\r\n".join((f"Subject: {subject}", "Received: from a by b", *more))
    return b"From: " + mine + f"\r\n{head}\r\n\r\n{words}\r\n".encode()


def test_what_somebody_writes_in_a_letter_of_their_own_is_the_report_and_presses_as_much(
    served: Served, mine: bytes
) -> None:
    from drystone.reports import books
    from drystone.shell import site

    took = {
        "typed-password": own(mine, "Help", "I typed my password into a page that looked like ours."),
        "clicked": own(mine, "I clicked on a link", ""),
        "looks-odd": own(b"x@other.example", "I paid", "I paid it."),
    }
    for kind, raw in took.items():
        assert take(raw)
        report = max(reports(), key=lambda one: (one.kind == kind, one.pk))
        assert (report.kind, report.urgency) == (kind, books.urgency(kind, site.program()))
        (word,) = report.words.all()
        assert (word.by, word.text.partition("\n")[0]) == (
            "reporter",
            raw.split(b"Subject: ")[1].split(b"\r")[0].decode(),
        )
        # There is nothing to look at but their words, and it happened when they say and not when they wrote.
        assert report.messages.exists() == (kind == "looks-odd")
        assert not report.clocks.filter(clock="happened").exists()
    take(own(mine, "FW: a letter in no way that we know", f"look\n\n{'.' * 300} You entered the wrong password."))
    take(own(mine, "Odd", "Is this one all right? https://parcel.example/x"))
    found = reports()[-2:]
    assert [(one.kind, one.messages.count()) for one in found] == [("looks-odd", 0), ("looks-odd", 1)]
    assert served.root.is_dir()


def test_a_letter_that_somebody_hands_on_as_it_was_is_theirs_and_its_words_are_not(served: Served, mine: bytes) -> None:
    from drystone.reports import asking

    lists = "List-Unsubscribe: <mailto:x@parcel.example>"
    handed = own(b"post@parcel.example", "Pay", "You entered the wrong password. I paid.", lists, "Resent-From: ")
    take(handed.replace(b"Resent-From: ", b"Resent-From: " + mine))
    (report,) = reports()
    assert (report.kind, asking.person_of(report), report.messages.count()) == (
        "looks-odd", served.people["employee"], 1
    )  # fmt: skip
    assert not report.words.exists()
    take(handed.replace(b"Resent-From: ", b"Resent-From: all@lists.example"))
    assert len(reports()) == 1


@pytest.mark.parametrize(
    "sender", [b"a\0b@demo.example", b"\xff\xfe\0 <\xed\xa0\x80@x.example>", b"=?utf-16?b?2AA=?= <x@x>"]
)
def test_what_no_state_can_keep_as_text_stands_in_no_head(served: Served, sender: bytes) -> None:
    from drystone.reports import heads

    assert served.root.is_dir()
    found = heads.read(b"From: " + sender + b"\r\nSubject: a\0b\r\n\r\nx")
    assert "\0" not in found.sender + found.subject
    assert (found.sender + found.subject).encode()
    assert take(b"From: " + sender + b"\r\nSubject: a\0b\r\n\r\nx")


def test_a_report_by_outlooks_button_is_a_persons_whatever_its_head_says(served: Served, mine: bytes) -> None:
    assert served.root.is_dir()
    raw = plain(mine, "", "Auto-Submitted: auto-generated").replace(b"Subject: FW:", b"Subject: 3|Phishing:")
    take(raw)
    take(raw.replace(b"3|Phishing:", b"1|Junk:"))
    assert [(one.kind, one.urgency) for one in reports()] == [("looks-odd", 3), ("looks-odd", 4)]


def test_a_flood_stands_at_the_end_of_the_queue_is_not_thanked_for_and_loses_nothing(
    served: Served, mine: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.jobs.models import Job
    from drystone.reports import looking, pace

    monkeypatch.setattr(looking, "look", lambda *_given, **_more: {"hint": "unsure"})
    for number in range(pace.AN_HOUR + 5):
        take(plain(mine, f"number {number}"))
    take(plain(b"Other <other@fenwick.example>", "mine"))
    assert [one.urgency for one in reports()] == [3] * (pace.AN_HOUR + 1) + [4] * 5
    assert Job.objects.filter(name="thank-for-report").count() == pace.AN_HOUR
    assert served.root.is_dir()


def test_a_flood_under_many_names_keeps_the_desk_usable_and_a_wave_is_one_line(
    served: Served, mine: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from drystone.reports import desk, looking, pace
    from drystone.reports.models import Campaign, CampaignMember, Report

    def look(data: bytes, *_given: Any, **_more: Any) -> dict[str, Any]:
        return {"hint": "unsure", "original": {"cover": "I typed my password." if b"typed" in data else ""}}

    monkeypatch.setattr(looking, "look", look)
    with transaction.atomic():
        for number in range(pace.STRANGERS + 200):
            take(plain(f"<bot{number}@elsewhere.example>".encode(), f"number {number}"))
        Campaign.objects.create(campaign_id="campaign-1", made_at=NOW)
        wave = list(Report.objects.order_by("reported_at", "pk")[: pace.STRANGERS + 100])
        told = {"campaign_id": "campaign-1", "joined_by": "machine", "joined_at": NOW}
        CampaignMember.objects.bulk_create([CampaignMember(report=one, **told) for one in wave])
        take(plain(mine, "I typed my password there."), at=NOW + dt.timedelta(minutes=1))
        take(plain(mine, "have a look"), at=NOW + dt.timedelta(minutes=2))
    with CaptureQueriesContext(connection) as asked:
        lines = desk.queue()
    assert len(asked) <= 4
    assert [(line.kind, line.urgency) for line in lines[:2]] == [("typed-password", 1), ("looks-odd", 3)]
    assert Report.objects.filter(urgency=4).count() == 200
    assert max(line.count for line in lines) == len(wave)
    assert len(lines) == 1 + 2 + 100
    page = served.client("responder").get("/desk")
    assert page.status_code == 200
    assert page.content.decode().count("typed") >= 1


def test_the_same_letter_again_is_the_same_report_and_the_answer_to_ours_is_none(mine: bytes, by_mail: Any) -> None:
    raw = plain(mine)
    take(raw)
    take(raw)
    take(plain(b"Us <wall@fenwick.example>"))
    assert len(reports()) == 1
    assert by_mail.letters == []


def test_whoever_forwarded_is_thanked_with_what_can_be_seen_and_nothing_of_it_is_kept(
    served: Served, mine: bytes, by_mail: Any
) -> None:
    from drystone.jobs import queue
    from drystone.messages.models import Message

    before = Message.objects.count()
    raw = dict(forwards(mine))["outlook-attached"]
    take(raw)
    take(plain(b"Stranger <stranger@elsewhere.example>"))  # Whose address it is, nobody knows: it gets no answer.
    queue.drain(now=NOW)
    (letter,) = by_mail.letters
    told = message_from_bytes(letter[1], policy=default)
    body = told.get_body(("plain",))
    assert body is not None
    text = " ".join(body.get_content().split())
    assert letter[0] == [served.person("employee").email]
    assert told["Auto-Submitted"] == "auto-generated"
    for words in (
        "Thank you",
        "You hear from us by",
        "Likely harmful",
        "cannot be sealed",
        "/report/mine/",
        "two minutes",
        "/lessons/",
    ):
        assert words in text
    assert Message.objects.count() == before
