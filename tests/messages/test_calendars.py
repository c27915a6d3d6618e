"""Times in people's calendars: read by calendars' own parsers, offered, moved, taken back, shown to nobody else."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from drystone.messages import calendars
from drystone.messages.calendars import Slot
from drystone.messages.document import Document
from npm import installed
from served import NOW, Served

HOUR = dt.timedelta(hours=1)
PARSER = Path(__file__).parent / "parser"
SLOT = Slot(
    "gap-1",
    "Restart a device",
    NOW + HOUR,
    NOW + 2 * HOUR,
    text="Ten minutes; semi;colon, comma\\",
    named="Restart “Bertha”",
    url="https://wall.example/gaps/1",
)


def read(text: str) -> list[Any]:
    """Return the events that a calendar's own parser finds, once it has nothing to say against them."""
    assert max(len(line) for line in text.encode().split(b"\r\n")) <= 75
    parsed = Calendar.from_ical(text)
    assert [event.errors for event in parsed.walk()] == [[] for _ in parsed.walk()]
    return list(parsed.walk("VEVENT"))


def test_a_feed_offers_times_and_names_no_thing_unless_asked() -> None:
    [event] = read(calendars.feed([SLOT], NOW))
    assert (event["SUMMARY"], event["DTSTART"].dt, event["DTEND"].dt) == ("Restart a device", SLOT.starts, SLOT.ends)
    assert event["DESCRIPTION"] == SLOT.text
    assert "Bertha" not in calendars.feed([SLOT], NOW)
    [named] = read(calendars.feed([SLOT], NOW, named=True))
    assert (named["SUMMARY"], named["UID"]) == ("Restart “Bertha”", event["UID"])


@given(st.text(max_size=200), st.text(max_size=400), st.integers(-300_000, 500_000))
@settings(max_examples=60, deadline=None)
def test_whatever_a_slot_says_it_stays_one_event(title: str, text: str, hours: int) -> None:
    starts = NOW + hours * HOUR
    [event] = read(calendars.feed([Slot("k", title, starts, starts + HOUR, text=text)], NOW))
    assert event["DTSTART"].dt == starts
    assert set(event) <= {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS", "TRANSP", "CLASS", "DESCRIPTION",
    }  # fmt: skip


@pytest.mark.node
def test_another_calendars_parser_reads_the_same(tmp_path: Path) -> None:
    folder = installed(PARSER)
    (tmp_path / "a.ics").write_text(calendars.feed([SLOT], NOW), encoding="utf-8", newline="")
    words = ["node", str(PARSER / "read.mjs"), str(tmp_path / "a.ics")]
    said = subprocess.run(words, cwd=folder, capture_output=True, check=True)
    assert json.loads(said.stdout) == [SLOT.title, SLOT.text, SLOT.starts.strftime("%Y-%m-%dT%H:%M:%S.000Z")]


def deliver(now: dt.datetime = NOW) -> int:
    from drystone.messages import sending

    return sending.send_due(now=now)


def _parts(mail: Any) -> list[tuple[Any, str]]:
    """Return the letters that bring something for calendars, each with that."""
    letters = [message_from_bytes(raw, policy=default) for _to, raw in mail.letters]
    found = [(one, [part for part in one.walk() if part.get_content_type() == "text/calendar"]) for one in letters]
    return [(letter, str(part.get_content())) for letter, [part] in ((one, parts) for one, parts in found if parts)]


def _brought(mail: Any) -> list[tuple[str, str, int, str]]:
    """Return what each letter that invites brings: its method, uid, sequence and status."""
    found = []
    for letter, text in _parts(mail):
        assert letter.get_content_type() == "multipart/alternative"
        *_others, part = letter.iter_parts()
        [event] = read(text)
        parsed = Calendar.from_ical(text)
        assert part["Content-Type"].params["method"] == parsed["METHOD"]
        assert event["ORGANIZER"] == f"mailto:{letter['From'].addresses[0].addr_spec}"
        assert (event["ATTENDEE"], event["ATTENDEE"].params["RSVP"]) == (f"mailto:{letter['To']}", "FALSE")
        found.append((str(parsed["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])))
    return found


def invite(person_id: str, slot: Slot, *, now: dt.datetime = NOW) -> bool:
    """Ask for a mail that brings an invitation along; whether it does."""
    from drystone.messages import actions, invitations

    calendar = invitations.along(person_id, slot, now=now)
    actions.tell(actions.Telling(person_id, "test", Document("Time to restart"), calendar=calendar), now=now)
    return calendar is not None


@pytest.mark.node
def test_an_invitation_comes_along_once_moves_and_is_taken_back_when_there_is_nothing_to_do(
    served: Served, by_mail: Any, tmp_path: Path
) -> None:
    from dataclasses import replace

    from drystone.messages import invitations, queries

    me, soon = served.people["colleague"], replace(SLOT, starts=NOW + HOUR / 2)
    assert [invite(me, slot) for slot in (soon, SLOT, SLOT)] == [False, True, False]
    assert deliver() == 3
    later, then = replace(SLOT, starts=SLOT.starts + 2 * HOUR, ends=SLOT.ends + 2 * HOUR), SLOT.ends + HOUR / 2
    assert invite(me, later, now=then - HOUR) is False
    assert invite(me, later, now=then) is False  # It begins too soon.
    later = replace(later, starts=later.starts + HOUR, ends=later.ends + HOUR)
    assert invite(me, later, now=then) is True
    deliver(then)
    before = queries.sent_since([me], NOW)
    assert [invitations.withdraw({"gap-1": then + HOUR / 4}, now=then) for _ in range(2)] == [1, 0]
    assert deliver(then) == 0
    assert deliver(then + HOUR / 4) == 1
    assert queries.sent_since([me], NOW) == before
    told = _brought(by_mail)
    assert [(method, sequence, status) for method, _uid, sequence, status in told] == [
        ("REQUEST", 0, "CONFIRMED"), ("REQUEST", 1, "CONFIRMED"), ("CANCEL", 2, "CANCELLED"),
    ]  # fmt: skip
    assert len({uid for _method, uid, _sequence, _status in told}) == 1
    # Another calendar's parser reads the last of them as it was meant.
    (tmp_path / "a.ics").write_bytes(_parts(by_mail)[-1][1].encode())
    words = ["node", str(PARSER / "read.mjs"), str(tmp_path / "a.ics")]
    said = subprocess.run(words, cwd=installed(PARSER), capture_output=True, check=True)
    assert json.loads(said.stdout) == [SLOT.title, SLOT.text, later.starts.strftime("%Y-%m-%dT%H:%M:%S.000Z")]


def test_whoever_never_heard_of_an_invitation_hears_nothing_of_its_end(served: Served, by_mail: Any) -> None:
    from drystone.messages import invitations

    assert invite(served.people["colleague"], SLOT)
    assert invitations.withdraw({"gap-1": NOW}, now=NOW) == 1
    assert deliver() == 1  # The letter, without the time that it would have brought.
    assert _brought(by_mail) == []


def _path(served: Served, who: str, **chosen: str) -> str:
    """Make somebody's calendar and return its address, which stands on the page this once."""
    page = served.client(who).post("/account/calendar", chosen).content.decode()
    return re.findall(r"http://[^/]+(/calendar/[^<]+\.ics)</code>", page)[0]


def test_a_calendars_address_needs_no_sign_in_shows_only_its_persons_times_and_ends(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "_providers", {})
    me = served.people["colleague"]
    calendars.register("test", lambda person_id, _now: [SLOT] if person_id == me else [])
    path, stranger = _path(served, "colleague", named="1"), served.client("anonymous")
    answer = stranger.get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    [event] = read(answer.content.decode())
    assert event["SUMMARY"] == "Restart “Bertha”"
    assert read(stranger.get(_path(served, "employee")).content.decode()) == []
    assert stranger.get("/calendar/nobody.ics").status_code == 404
    assert path not in served.client("colleague").get("/account/messages").content.decode()
    served.client("colleague").post("/account/calendar/revocation")
    assert stranger.get(path).status_code == 404
