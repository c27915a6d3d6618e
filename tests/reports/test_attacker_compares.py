"""Somebody compares all that they can see in two worlds which differ in nothing but who reported: it is the same.

Every page and every answer of the API that opens for them, in its order, its counts, its ids and its headers; files
that they may take away; what the log says; letters, with their heads. What is equal in both tells nothing of it.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from types import SimpleNamespace
from typing import Any

import pytest

from access import operations, tables
from access.arranged import Arranged, arrange
from access.reports import TRAP
from served import NOW, Served

#: A colleague who responds and has another's report before them; who looks through everything; who leads the one who
#: reported in the first world.
ATTACKERS = ("approver", "auditor", "manager")
REPORTERS = ("employee", "colleague")
#: Where what is shown is each one's own, or is about people.
_ROOMS = ("reports:", "people:", "measures:", "messages:", "accountability:", "directory:administration")
#: A stream, which has no end; pages that draw a key for whoever opens them; packs, of which each has ids of its own.
_EACH_TIME_ANOTHER = {
    "reports:desk-live", "directory:sign-in-passkey", "directory:add-passkey", "directory:add-app",
    "accountability:evidence", "accountability:evidence of-a-seat", "GET /answer-for/{activity_id}/evidence",
    "incidents:pack", "GET /incidents/{incident_id}/pack",
}  # fmt: skip
#: What is drawn at random for each answer or each row: tokens of forms, digests that are salted, marks of letters.
_DRAWN = re.compile(
    r'(?:csrfmiddlewaretoken|once)" value="[\w-]+"|\b[0-9a-f]{32,64}\b|(?<==)[0-9a-f]{16,}'
    r"|===============\d+==|<[\w.]+@[\w.-]+>"
)


@contextmanager
def _world(arranged: Served, who: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Have somebody report twice, be asked, answer and be answered, with the same ids whoever it is."""
    from drystone.jobs import queue
    from drystone.reports import actions, campaigns, taking
    from drystone.reports.campaigns import Verdict

    numbers = iter(range(100))
    drawn = SimpleNamespace(token_hex=lambda size: f"{next(numbers):0{2 * size}x}")
    monkeypatch.setattr(taking, "secrets", drawn)
    monkeypatch.setattr(campaigns, "secrets", drawn)
    handler, person_id = arranged.people["responder"], arranged.people[who]
    message = actions.Carried(b"Subject: x\n\nx", TRAP)
    made = []
    for kind, sent in (("typed-password", ()), ("looks-odd", (message,))):
        told = actions.Told(
            kind, known="named", person_id=person_id, when="today", text="It looked like ours.", messages=sent
        )
        made.append(actions.take(told, now=NOW).report_id)
        actions.claim(made[-1], by=handler, now=NOW)
        actions.say(made[-1], by=handler, text="Which one was it?", now=NOW)
        actions.say(made[-1], by="reporter", text="The one about the parcel.", now=NOW)
    campaigns.judge(made[1], Verdict("harmful"), by=handler, now=NOW)
    queue.drain(now=NOW + dt.timedelta(minutes=1))
    yield made


@dataclass
class Attackers:
    """The attackers with their browsers and their programs, and everything that opens for each of them."""

    arranged: Arranged
    doors: list[tuple[str, Any, str]]

    @classmethod
    def of(cls, arranged: Arranged) -> Attackers:
        from django.test import Client

        urls = {name: tables.url(name, arranged) for name in tables.TABLE if "GET" in tables.methods(name)}
        reads = [name for name in operations.TABLE if name.startswith("GET ")]
        addresses = {name: f"/api/v1{operations.url(arranged, name)}" for name in reads}
        doors = []
        for kind in ATTACKERS:
            site, program = arranged.client(kind), Client(headers={"host": "127.0.0.1", **arranged.token(kind)})
            # The API gives no more than the site does, and the first of them opens most of both.
            mine = [name for name in urls if kind == ATTACKERS[0] or name.startswith(_ROOMS)]
            doors += [(f"{kind} {name}", site, urls[name]) for name in mine if _opens(tables.TABLE, name, kind)]
            doors += [
                (f"{kind} {name}", program, url)
                for name, url in addresses.items()
                if kind == ATTACKERS[0] and _opens(operations.TABLE, name, kind)
            ]
        return cls(arranged, doors)

    def see(self, more: list[str]) -> dict[str, str]:
        """Return all that they are answered by GET, at every door and at some more addresses."""
        sites = {name.split()[0]: client for name, client, _url in reversed(self.doors)}
        further = [(f"{kind} {path}", client, path) for kind, client in sites.items() for path in more]
        return {name: _answer(self.arranged, client, url) for name, client, url in (*self.doors, *further)}


def _opens(table: Any, name: str, kind: str) -> bool:
    return bool(table[name][kind] == 200 and name not in _EACH_TIME_ANOTHER)


def _answer(arranged: Arranged, client: Any, url: str) -> str:
    with arranged.taken_back(client):
        answer = client.get(url)
        body = b"".join(answer) if answer.streaming else answer.content  # Whoever reads to the end has ended it.
    heads = sorted((name, value) for name, value in answer.headers.items() if name != "Set-Cookie")
    return _DRAWN.sub("…", f"{answer.status_code} {heads}\n{body.decode('utf-8', 'replace')}")


def test_no_page_no_answer_no_file_and_no_line_of_a_log_differs_by_who_reported(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from drystone.reports import desk

    monkeypatch.setattr("django.contrib.auth.hashers.PBKDF2PasswordHasher.iterations", 1)
    arranged = arrange(served)
    attackers = Attackers.of(arranged)
    caplog.set_level(logging.INFO)
    told = []
    for who in REPORTERS:
        caplog.clear()
        with arranged.taken_back(), _world(arranged, who, monkeypatch) as made:
            own = [f"/desk/{one}" for one in made] + [f"/desk/{one}/receivers" for one in made]
            own += [f"/report/mine/{one}" for one in made]
            told.append((attackers.see(own), desk.marks(), _DRAWN.sub("…", caplog.text)))
    (first, marks, lines), (second, other_marks, other_lines) = told
    assert len(first) > 150
    assert [name for name in first if first[name] != second[name]] == []
    assert marks == other_marks
    assert lines == other_lines
    # That the two would be told apart where somebody may know: by whoever has the report.
    assert "It looked like ours." not in "".join(text for text in first.values())


def test_no_letter_to_anybody_else_differs_by_who_reported(
    served: Served, by_mail: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import transaction

    from drystone.directory.models import Person

    mine = set(
        Person.objects.filter(person_id__in=[served.people[who] for who in REPORTERS]).values_list("email", flat=True)
    )
    told = []
    for who in REPORTERS:
        by_mail.letters.clear()
        with transaction.atomic():
            with _world(served, who, monkeypatch):
                told.append(sorted(_letter(to, raw) for to, raw in by_mail.letters if not mine & set(to)))
            transaction.set_rollback(True)
    assert told[0]
    assert told[0] == told[1]


def _letter(to: list[str], raw: bytes) -> str:
    letter = message_from_bytes(raw)
    heads = [(name, value) for name, value in letter.items() if name not in {"Message-ID", "Date"}]
    parts = [str(part.get_payload(decode=True)) for part in letter.walk() if not part.is_multipart()]
    return _DRAWN.sub("…", f"{to} {heads} {parts}")
