"""The desk's stream from a real server: news within two seconds, pages that never wait for it, and a way back.

The site's process is killed in the middle: whoever listens is told again as soon as it answers.
"""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from drystone.lib.clock import now  # The real one: the fixture puts another in its place later.
from drystone.shell import streams
from served import Served
from tests.journeys.test_serve import Site, free_port, until

#: The parent and the site alone; what `drystone serve` does before was done when the organisation was made.
_SERVE = (
    "import os, sys; from pathlib import Path; from drystone.web import serving;"
    " port = int(sys.argv[2]); url = serving.address('127.0.0.1', port);"
    " what = serving.Serving(Path(sys.argv[1]), url, os.environ['DRYSTONE_SECRET_KEY'], port=port, demo=True,"
    " background=False); serving.serve(what, say=print, ready=lambda: print('ready'))"
)


@dataclass
class Ear:
    """Somebody who listens at the desk."""

    connection: http.client.HTTPConnection
    answer: http.client.HTTPResponse
    known: str = ""

    def leaves(self) -> None:
        self.answer.close()
        self.connection.close()

    def hears(self, event: str) -> str:
        """Wait for an event and return what it says. Raises OSError or AssertionError where the stream ends before."""
        told = ""
        while line := self.answer.readline():
            name, _mark, value = line.decode().strip().partition(": ")
            if name == "id":
                self.known = value
            told = value if name == "event" else told
            if name.startswith("data") and told == event:
                return value
        raise AssertionError("the stream ended")


@dataclass
class Desk:
    """The served organisation, and where it answers."""

    served: Served
    site: Site
    ears: list[Ear] = field(default_factory=list)

    def cookie(self, who: str) -> str:
        from django.conf import settings

        key = self.served.client(who).cookies[settings.SESSION_COOKIE_NAME].value
        return f"{settings.SESSION_COOKIE_NAME}={key}"

    def ask(self, path: str, cookie: str, **more: str) -> Ear:
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=20)
        connection.request("GET", path, headers={"Cookie": cookie, **more})
        self.ears.append(Ear(connection, connection.getresponse()))
        return self.ears[-1]

    def listen(self, cookie: str, known: str = "") -> Ear:
        return self.ask("/desk/live", cookie, **{"Accept": "text/event-stream", "Last-Event-ID": known})


@pytest.fixture
def desk(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    if not Path("/proc/self/task").exists():
        pytest.skip("this system tells no children")
    from django.conf import settings

    monkeypatch.setattr("drystone.lib.clock.now", now)
    port, secret = free_port(), {"DRYSTONE_SECRET_KEY": settings.SECRET_KEY}
    started = Site.begun([sys.executable, "-c", _SERVE, str(served.root), str(port)], served.root, port, secret)
    made = Desk(served, started)
    yield made
    for ear in made.ears:
        ear.leaves()
    started.end()


def _report() -> str:
    from drystone.reports import actions

    return actions.take(actions.Told("typed-password", when="just-now", once=secrets.token_hex(4)), now=now()).report_id


def _responders(served: Served, many: int) -> list[str]:
    """Let some more people respond: one of them may hold a few streams only."""
    from drystone.directory.models import Holding, Person

    model = Holding.objects.filter(role_id="security-lead", step="holder").first()
    assert model is not None
    found = list(Person.objects.filter(status="active").exclude(email="").order_by("person_id")[:many])
    for number, person in enumerate(found):
        model.pk, model.person_id, model.ordinal = None, person.person_id, 50 + number
        model.save(force_insert=True)
    return [person.person_id for person in found]


def test_whoever_listens_hears_at_once_and_pages_wait_for_nobody_who_listens(desk: Desk) -> None:
    people = _responders(desk.served, streams.MOST // streams.EACH + 1)
    cookies = [desk.cookie(one) for one in people]
    until(desk.site.answers, "the site")
    ears = [desk.listen(cookie) for cookie in cookies for _ in range(streams.EACH)]
    told = [ear.answer.status for ear in ears]
    assert told == [200] * streams.MOST + [204] * (len(ears) - streams.MOST)
    assert len(ears) > streams.MOST
    first = ears[0]
    first.hears("change")
    report_id, began = _report(), time.monotonic()
    assert report_id in first.hears("change")
    assert time.monotonic() - began < 2.0
    # All threads that listen are taken, and every page is there nevertheless.
    assert [desk.ask("/desk", cookie).answer.status for cookie in cookies] == [200] * len(cookies)
    # Signed out, the next sign of life is the end.
    _sign_out(cookies[1])
    late = _report()
    ended = ears[streams.EACH].answer.read()
    assert late.encode() not in ended
    for pid in desk.site.descendants():
        os.kill(pid, signal.SIGKILL)
    again = _after_a_break(desk, cookies[0], first.known)
    assert report_id in again
    assert late in again
    assert not _names_in(again, desk.served)
    # Whoever listens keeps no server that is told to stop.
    desk.listen(cookies[0]).hears("change")
    desk.site.process.send_signal(signal.SIGTERM)
    assert desk.site.process.wait(20) == 0
    assert "refused" not in desk.site.out.read_text()


def _after_a_break(desk: Desk, cookie: str, known: str) -> str:
    """Ask as a browser does, again and again, until there is a stream; return the first change that it tells of."""

    def told() -> str:
        try:
            ear = desk.listen(cookie, known)
        except (OSError, http.client.HTTPException):
            return ""
        return ear.hears("change") if ear.answer.status == 200 else ""

    return str(until(told, "a stream after the break"))


def _sign_out(cookie: str) -> None:
    from django.contrib.sessions.models import Session

    assert Session.objects.filter(session_key=cookie.partition("=")[2]).delete()[0]


def _names_in(text: str, served: Served) -> list[Any]:
    person = served.person("employee")
    return [one for one in (person.name, person.email, person.person_id) if one in text]
