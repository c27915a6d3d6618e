"""The site, its background work and a run killed with -9 while people use it: nothing answered is lost or there twice.

Several people act at once, as fast as they are answered. Whoever gets no answer presses the button again, as one does,
or leaves it. Afterwards everything that was answered is there once, and what was left is there once or not at all.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import json
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from drystone.lib.clock import now  # The real one: the fixture puts another in its place later.
from served import Served
from tests.journeys.command import drystone
from tests.journeys.test_serve import PATIENCE, Site, below, free_port, until

#: The parent alone: what `drystone serve` does before it was done when the organisation was made.
_SERVE = (
    "import os, sys; from pathlib import Path; from drystone.web import serving;"
    " port = int(sys.argv[2]); url = serving.address('127.0.0.1', port);"
    " what = serving.Serving(Path(sys.argv[1]), url, os.environ['DRYSTONE_SECRET_KEY'], port=port, demo=True);"
    " serving.serve(what, say=print, ready=lambda: print('ready'))"
)
_EACH = 7
_FILE = "promise.md"
_WORKER, _SITE, _BACKGROUND = "spawn_main", "drystone.web.site_process", "drystone.web.background"


@dataclass
class Act:
    """Something that somebody does once, known by its words. ``cut`` counts the times that no answer came."""

    words: str
    path: str
    body: Callable[[], dict[str, str]]
    again: bool = True
    answered: bool = False
    cut: int = 0


@dataclass
class Person:
    """Somebody at a browser of their own who does one thing after the other."""

    port: int
    session: str
    acts: list[Act] = field(default_factory=list)

    def do_all(self, settled: threading.Semaphore) -> None:
        for act in self.acts:
            self.do(act)
            settled.release()

    def do(self, act: Act) -> None:
        end, body = time.monotonic() + PATIENCE, act.body()
        while time.monotonic() < end:
            told = self._post(act.path, body)
            if told == http.HTTPStatus.FOUND:
                act.answered = True
                return
            if told == http.HTTPStatus.CONFLICT:  # Another edit came first: they look, and write theirs on top.
                body = act.body()
            elif told is None:
                act.cut += 1
                if not act.again:
                    return
                continue
            else:
                assert told == 0, f"{act.path}: {told}"
            time.sleep(0.05)
        raise AssertionError(f"no answer to {act.path}")

    def _post(self, path: str, body: dict[str, str]) -> int | None:
        """Return the answer's status: 0 where nobody listened, None where it was sent and no answer came."""
        from django.conf import settings

        csrf = secrets.token_hex(16)
        cookie = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={csrf}"
        words = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.connect()
        except OSError:
            return 0
        try:
            connection.request("POST", path, urlencode({**body, "csrfmiddlewaretoken": csrf}), words)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


@dataclass
class Office:
    """The organisation, served, with those who act in it."""

    served: Served
    site: Site
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def acts(self) -> list[Act]:
        return [act for one in self.people.values() for act in one.acts]

    def person(self, who: str) -> Person:
        from django.conf import settings

        if who not in self.people:
            key = self.served.client(who).cookies[settings.SESSION_COOKIE_NAME].value
            self.people[who] = Person(self.site.port, key)
        return self.people[who]

    def does(self, who: str, path: str, words: str, body: Callable[[], dict[str, str]]) -> None:
        mine = self.person(who).acts
        mine.append(Act(words, path, body, again=len(mine) % 3 != 1))

    def kill(self, words: str) -> None:
        """End a part of the site with all that it started, git too, as a power cut would."""
        found = until(lambda: self.site.process_of(words), words)
        for pid in (found, *below(found)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def state(self, sql: str) -> list[tuple[Any, ...]]:
        with contextlib.closing(sqlite3.connect(self.served.root / "var" / "state.sqlite3", timeout=20)) as state:
            return state.execute(f"select {sql}").fetchall()


@pytest.fixture
def office(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The organisation in a repository, with a lake of its own, by the real clock, served by processes of their own."""
    if not Path("/proc/self/task").exists():
        pytest.skip("this system tells no children")
    from django.conf import settings

    monkeypatch.setattr("drystone.lib.clock.now", now)
    lake = served.root / "var" / "lake"
    shared = lake.resolve()
    lake.unlink()
    shutil.copytree(shared, lake)
    (served.root / ".gitignore").write_text("var/\nexports/\n")
    for words in ("init -q", "add .", "commit -q -m As-it-was"):
        author = ("-c", "user.name=Test", "-c", "user.email=test@fenwick.example")
        subprocess.run(["git", "-C", str(served.root), *author, *words.split()], check=True)
    port, secret = free_port(), {"DRYSTONE_SECRET_KEY": settings.SECRET_KEY}
    started = Site.begun([sys.executable, "-c", _SERVE, str(served.root), str(port)], served.root, port, secret)
    yield Office(served, started)
    started.end()


def _set_to_work(office: Office) -> None:
    """Give everybody something to do, each with words that are nowhere else."""
    from drystone.gaps.models import GapResponsible
    from drystone.messages import actions

    served, today = office.served, now()
    me, other = served.people["employee"], served.people["colleague"]
    thread = actions.open_thread(("", ""), by=me, to=[other], text="How do I turn this on?", now=today)
    for who in ("employee", "colleague"):
        for n in range(_EACH):
            words = f"post {n} of the {who}"
            office.does(who, f"/threads/{thread}", words, lambda words=words: _under_the_newest(office, words))
    mine = GapResponsible.objects.filter(
        via="assigned", gap__status="open", gap__reach="live", gap__asset_kind="device"
    ).order_by("gap__asset_id", "gap_id")
    theirs = {row.gap.asset_id: row for row in mine.select_related("gap")}
    rows = [row for row in theirs.values() if row.person_id not in {me, row.gap.accountable}][: 2 * _EACH]
    assert len(rows) > _EACH
    day = (today + dt.timedelta(days=20)).date().isoformat()
    for n, row in enumerate(rows):
        words = f"words {n} on {row.gap_id}"
        body = {"unknown": "1", "note": words} if n % 2 else {"until": day, "reason": words}
        path = f"/gaps/{row.gap_id}/{'not-mine' if n % 2 else 'exception'}"
        office.does(row.person_id, path, words, lambda body=body: body)
    for n in range(_EACH):
        words = f"minutes {n}"
        office.does("approver", "/answer-for/set-risk-limits/attest", words, lambda words=words: {"evidence": words})
        _edits(office, f"Sentence {n} of the editor.")


def _under_the_newest(office: Office, words: str) -> dict[str, str]:
    return {"text": words, "after": str(office.state("max(id) from drystone_messages_post")[0][0])}


def _edits(office: Office, words: str) -> None:
    from drystone.program import edits

    root = office.served.root

    def body() -> dict[str, str]:
        was = (root / _FILE).read_text()
        digest = edits.file_digest(root, _FILE)
        text = was if words in was else f"{was}\n{words}\n"
        return {"text": text, "was": json.dumps({"text": was}), "digest": digest, "reason": words, "as": "save"}

    office.does("editor", f"/program/files/{_FILE}", words, body)


def _found(office: Office) -> Counter[str]:
    """Count what is there of each act, by its words."""
    from drystone.decisions.models import Question
    from drystone.gaps.models import Attestation, ExceptionRequest
    from drystone.messages.models import Post

    found = Counter[str](Post.objects.values_list("text", flat=True))
    found.update(Question.objects.values_list("note", flat=True))
    found.update(ExceptionRequest.objects.values_list("reason", flat=True))
    found.update(Attestation.objects.values_list("evidence", flat=True))
    found.update((office.served.root / _FILE).read_text().splitlines())
    return found


def _logged() -> Counter[str]:
    """Count what the audit's log holds of each act, by its words."""
    from drystone.audit.models import Entry, Payload

    kept = {"question-asked", "exception-asked", "attested", "program-edited"}
    entries = Entry.objects.filter(action__in=kept).values_list("seq", flat=True)
    told = [json.loads(body) for body in Payload.objects.filter(seq__in=list(entries)).values_list("body", flat=True)]
    return Counter(str(one[key]) for one in told for key in ("note", "reason", "evidence") if one.get(key))


def _git(office: Office, *words: str) -> list[str]:
    said = subprocess.run(["git", "-C", str(office.served.root), *words], check=True, capture_output=True, text=True)
    return said.stdout.splitlines()


@contextlib.contextmanager
def _no_run() -> Iterator[None]:
    """Let runs wait for one that is under way elsewhere, as they do for one from a command line.

    The organisation was made months before the real clock's time: a run would give many gaps to others meanwhile.
    """
    from drystone.jobs import actions as jobs
    from drystone.runs import state

    held = jobs.acquire(state.LEASE, now=now(), purpose="a run", lifetime=dt.timedelta(minutes=10))
    try:
        yield
    finally:
        jobs.release(held)


def _act_while_the_site_is_killed(office: Office) -> None:
    settled, parts = threading.Semaphore(0), (_WORKER, _SITE)
    with ThreadPoolExecutor(len(office.people)) as pool:
        working = [pool.submit(one.do_all, settled) for one in office.people.values()]
        for part in parts:
            for _ in range(len(office.acts) // (len(parts) + 1)):
                while not settled.acquire(timeout=1):
                    assert not [one.result() for one in working if one.done() and one.exception()]
            office.kill(part)
        for one in working:
            one.result()


def _run_while_it_is_killed(office: Office) -> None:
    """Have somebody ask for a run, and kill what does it in the middle."""
    from access.gaps import gap_of_the_employee

    path = f"/gaps/{gap_of_the_employee(office.served).gap_id}/done"
    asked = Act("done", path, dict)
    background = until(lambda: office.site.process_of(_BACKGROUND), "the background work")
    office.person("employee").do(asked)
    until(lambda: office.site.halts(background) and office.site.job("run") == ("running", 1), "the run to begin")
    office.kill(_BACKGROUND)
    until(lambda: office.site.job("run") == ("done", 2), "the run to be done after all")
    pending = "1 from jobs_job where status in ('running', 'waiting') and \"unique\" like 'run-applied:%'"
    until(lambda: not office.state(pending), "what follows from the run")


def test_nothing_answered_is_lost_or_doubled_however_often_the_site_and_a_run_are_killed(
    office: Office,
) -> None:
    from drystone.authoring import writing
    from drystone.gaps.models import GapEvent
    from drystone.runs import protocol

    until(office.site.answers, "the site")
    _set_to_work(office)
    began = now()
    before = office.state("max(id) from jobs_job")[0][0]
    with _no_run():
        _act_while_the_site_is_killed(office)
    assert sum(act.cut for act in office.acts) > 0
    assert sum(act.answered for act in office.acts) > len(office.acts) // 2
    writing.recover(office.served.root, now=began)  # What the next edit, or the next run, would do.
    found, logged = _found(office), _logged()
    for act in office.acts:
        assert found[act.words] == 1 or not (act.answered or found[act.words]), act
        if not act.words.startswith("post"):
            assert logged[act.words] == found[act.words], act
    events = GapEvent.objects.filter(event__in=["said-not-mine", "exception-asked"], at__gte=began)
    assert set(Counter(events.values_list("gap_id", "event")).values()) == {1}
    _run_while_it_is_killed(office)
    office.site.end()
    assert protocol.applied_as_of() > began
    # A run killed between being applied and being called done is done again, and is another run: each is told once.
    told = office.state(
        f"name, payload, count(*) from jobs_job where id > {before} and \"unique\" like 'run-applied:%' group by 1, 2"
    )
    assert told
    assert {count for _name, _payload, count in told} == {1}
    assert office.state("name, error from jobs_job where status = 'failed'") == []
    edits = [act for act in office.acts if act.path.endswith(_FILE)]
    subjects = Counter(_git(office, "log", "--format=%s"))
    assert {act.words: subjects[act.words] for act in edits} == {act.words: found[act.words] for act in edits}
    assert _git(office, "status", "--porcelain") == []
    for words in (["audit", "verify"], ["validate"], ["lake", "fsck"]):
        said = drystone(*words, "--program", office.served.root)
        assert said.code == 0, said.err
