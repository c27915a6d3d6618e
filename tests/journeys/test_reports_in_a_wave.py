"""A wave of reports while the site, its background work and its mail server are killed with -9, and then a full disk.

Whoever gets no answer sends the same again, as browsers and mail servers do. What was answered is there once. Where
nothing can be kept, people are told whom to call and mail servers to come back; with room it goes on by itself.
"""

from __future__ import annotations

import contextlib
import os
import resource
import secrets
import signal
import smtplib
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from served import Served
from tests.journeys.test_serve import PATIENCE, Site, free_port, until

_SERVE = (
    "import sys; from pathlib import Path; from drystone.web import serving;"
    " port = int(sys.argv[2]); url = serving.address('127.0.0.1', port);"
    " what = serving.Serving(Path(sys.argv[1]), url, 'k' * 50, port=port, demo=True, receiver=True);"
    " serving.serve(what, say=print, ready=lambda: print('ready'))"
)
_EACH = 20
_CALL = "+44 20 7946 0000"
_ADDRESS = "report@fenwick.example"
_BELOW = "-----Original Message-----\r\nFrom: post@parcel.example\r\nSent: Monday\r\nSubject: parcel\r\n\r\nopen it\r\n"
_PARTS = ("drystone.web.site_process", "drystone.web.receiver_process", "drystone.web.background")


@dataclass
class Wave:
    """The organisation, served, and how it is told something."""

    site: Site
    mail_port: int
    sender: str
    browser: httpx.Client

    def press(self, words: str, once: str) -> httpx.Response:
        """Press send. Raises HTTPError where no answer came."""
        sent = {"when": "today", "known": "none", "text": words, "once": once}
        return self.browser.post("/report/looks-odd", data=sent)

    def page(self, words: str, once: str) -> int:
        """Press send; return the status, 0 where no answer came."""
        with contextlib.suppress(httpx.HTTPError):
            return self.press(words, once).status_code
        return 0

    def mail(self, words: str) -> int:
        """Send a letter; return the code of the answer, 0 where none came."""
        letter = f"From: {self.sender}\r\nSubject: FW: parcel\r\n\r\n{words}\r\n\r\n{_BELOW}".encode()
        try:
            with smtplib.SMTP("127.0.0.1", self.mail_port, timeout=PATIENCE) as client:
                client.sendmail(self.sender, [_ADDRESS], letter)
        except smtplib.SMTPResponseException as error:
            return int(error.smtp_code)
        except (OSError, smtplib.SMTPException):
            return 0
        return 250

    def told(self) -> Counter[str]:
        """Return how often each words are there, with what was told by them."""
        state = sqlite3.connect(self.site.folder / "var" / "state.sqlite3", timeout=20)
        with contextlib.closing(state):
            asked = "select w.text from reports_reportword w join reports_report r on r.report_id = w.report_id"
            return Counter(row[0] for row in state.execute(asked))

    def room(self, most: int) -> None:
        """Let the parts of the site write no file longer than so many bytes: 0 is a disk without room."""
        for pid, line in self.site.descendants().items():
            if "drystone.web" in line or "spawn_main" in line:
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


@pytest.fixture
def wave(served: Served) -> Iterator[Wave]:
    """The organisation, served by processes of their own, with a mail server and a number to call."""
    if not Path("/proc/self/task").exists() or not hasattr(resource, "prlimit"):
        pytest.skip("this system tells no children, or bounds none")
    from django.db import connection

    port, mail_port = free_port(), free_port()
    sender = served.person("employee").email
    settings = served.root / "drystone.toml"
    text = settings.read_text().replace("[reports]", f'[reports]\ncall = "{_CALL}"', 1)
    lines = f'\n[receiver]\nlisten = "127.0.0.1:{mail_port}"\n[receiver.addresses]\n"{_ADDRESS}" = "reports"\n'
    settings.write_text(text + lines)
    connection.close()
    words = [sys.executable, "-c", _SERVE, str(served.root), str(port)]
    site = Site.begun(words, served.root, port, {})
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE, headers={"Accept-Language": "en"}
    ) as browser:
        yield Wave(site, mail_port, sender, browser)
    site.end()


def _until_taken(wave: Wave, words: str) -> None:
    once, end = secrets.token_hex(16), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if (wave.mail(words) == 250) if words.startswith("mail") else (wave.page(words, once) == 200):
            return
        time.sleep(0.1)
    raise AssertionError(f"never taken: {words}")


def test_no_report_is_lost_or_doubled_whatever_is_killed_and_a_full_disk_says_whom_to_call(wave: Wave) -> None:
    until(wave.site.answers, "the site")
    words = [f"{way} {number}" for number in range(_EACH) for way in ("mail", "page")]
    with ThreadPoolExecutor(8) as hands:
        sending = [hands.submit(_until_taken, wave, one) for one in words]
        for at, part in enumerate(_PARTS, 1):
            done = at * len(words) // 5
            until(lambda done=done: sum(one.done() for one in sending) >= done, "some of the wave")
            os.kill(until(lambda part=part: wave.site.process_of(part), part), signal.SIGKILL)
        for one in sending:
            one.result(PATIENCE)
    assert wave.told() == Counter(words)
    until(lambda: all(wave.site.process_of(part) for part in _PARTS) and wave.site.answers(), "all parts")
    wave.room(0)
    once = secrets.token_hex(16)
    page = wave.press("page without room", once)
    assert page.status_code == 503
    for said in ("We could not take it just now", "page without room", _CALL):
        assert said in page.text, said
    assert wave.mail("mail without room") == 451
    assert wave.told() == Counter(words)
    wave.room(resource.RLIM_INFINITY)
    assert (wave.page("page without room", once), wave.mail("mail without room")) == (200, 250)
    assert wave.told() == Counter([*words, "page without room", "mail without room"])
    log = wave.site.out.read_text().lower()
    assert wave.sender.lower() not in log
    assert "without room" not in log
