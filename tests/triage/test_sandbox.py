"""Messages are looked at in a process that may do nothing else, and what breaks its bounds is told."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from drystone.demo.mails import corpus
from drystone.lib.errors import UsageError
from drystone.triage import sandbox
from drystone.triage.confining import Bounds
from drystone.triage.looking import Looker
from drystone.triage.options import Options, Person


@pytest.fixture(scope="module")
def pool() -> Iterator[sandbox.Pool]:
    """Two warm workers."""
    with sandbox.Pool(Options(domains=("fenwick.example",)), workers=1, bounds=Bounds(seconds=20)) as made:
        yield made


def test_what_the_pool_says_is_what_looking_says(pool: sandbox.Pool) -> None:
    made = next(one for one in corpus(ways=("itself",)) if one.name.startswith("smuggled/"))
    outcome = pool.look(made.data)
    assert outcome.problem == ""
    assert outcome.document["hint"] == "likely harmful"
    assert json.loads(json.dumps(outcome.as_json())) == outcome.document


def test_a_message_that_breaks_its_bounds_is_told_and_the_next_is_looked_at() -> None:
    deep = b"Content-Type: text/html\n\n" + b"<div>" * 1_900 * 40
    with sandbox.Pool(Options(language="de"), bounds=Bounds(seconds=2, answer=400)) as pool:
        assert "zu viel" in pool.look(b"From: a@b.test\n\n" + b"https://x.test/ " * 50).problem
        assert pool.look(deep).as_json()["hint"] == "unsure"
    pool.close()
    assert "zu viel" in pool.look(b"From: a@b.test\n\n" + b"https://x.test/ " * 50).problem, "taken before"
    assert pool._free.get_nowait() is None


def confined(code: str, seconds: int = 5) -> str:
    """Run a line in a confined child and return what it says."""
    program = (
        "import os, sys, socket, subprocess\nfrom drystone.triage.confining import Bounds, confine\n"
        f"filtered = confine(Bounds(seconds={seconds}, memory=200_000_000))\n"
        f"try:\n    {code}\n    print('did it')\nexcept (OSError, MemoryError) as error:\n    "
        f"print(type(error).__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]},
        check=False,
    )
    return done.stdout.strip() or f"signal {-done.returncode}" if done.returncode <= 0 else done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the filter on system calls is Linux's")
@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("socket.socket()", "PermissionError"),
        ("subprocess.run(['true'])", "PermissionError"),
        ("os.fork()", "PermissionError"),
        ("open('/tmp/drystone-never', 'w')", "PermissionError"),
        ("os.unlink('/tmp/drystone-never')", "PermissionError"),
        ("bytearray(900_000_000)", "MemoryError"),
        ("[os.open('/', 0) for _ in range(100)]", "OSError"),
        ("import threading; t = threading.Thread(target=int); t.start(); t.join()", "did it"),
        ("open('/etc/hostname' if os.path.exists('/etc/hostname') else os.devnull).close()", "did it"),
    ],
)
def test_a_confined_process_can_do_nothing_else(code: str, told: str) -> None:
    assert confined(code) == told
    assert not Path("/tmp/drystone-never").exists()


def test_a_process_that_computes_without_end_is_ended() -> None:
    assert confined("exec('while True: pass')", 1).startswith("signal")


def test_a_worker_that_was_ended_from_outside_is_replaced(pool: sandbox.Pool) -> None:
    assert pool.look(b"From: a@b.test\n\nhi").problem == ""
    worker = pool._free.get()
    pool._free.put(worker)
    assert worker is not None
    os.kill(worker._process.pid, signal.SIGKILL)
    assert pool.look(b"From: a@b.test\n\nhi").problem
    assert pool.look(b"From: a@b.test\n\nhi").problem == ""


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "NEEDED", ("no_such_library",))
    with pytest.raises(UsageError, match=r"drystone\[triage\]"):
        sandbox.once(b"x", Options())


def test_options_travel_whole() -> None:
    told = Options(
        domains=("a.test",), people=(Person("A", "a@a.test"),), receivers=("mx",), language="de", report=True
    )
    assert Options.from_json(json.loads(json.dumps(told.as_json()))) == told


def test_by_default_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def note(*told: object) -> None:
        asked.append(told)
        raise OSError

    monkeypatch.setattr(socket, "socket", note)
    monkeypatch.setattr(socket, "getaddrinfo", note)
    looker = Looker.make(Options(domains=("fenwick.example",)))
    for made in corpus(ways=("itself", "outlook-saved")):
        looker.look(made.data)
    assert not asked
