"""``drystone serve`` as somebody starts it: it answers, survives the death of its parts, and stops when told to."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import smtplib
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys.command import drystone, environment

CLINIC = Path(__file__).parent / "clinic"
PATIENCE = 120.0
#: Further back no process can step; whoever runs the tests may have done so.
_LAST = 19
#: Nobody is asked by TLS here, and reading who may be trusted for it would take longer than any of the answers.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], Any], what: str) -> Any:
    """Wait until something is true and return it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited in vain for {what}")


def below(parent: int) -> dict[int, str]:
    """Return the command lines of every process that one started, and of those that these started."""
    found, open_ = {}, [parent]
    while open_:
        for thread in Path(f"/proc/{open_.pop()}/task").glob("*"):
            with contextlib.suppress(OSError):
                for pid in map(int, (thread / "children").read_text().split()):
                    found[pid] = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
                    open_.append(pid)
    return found


@dataclass
class Site:
    """A running ``drystone serve``."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    out: Path
    has_state: bool = False

    @classmethod
    def start(cls, folder: Path, *more: str, **variables: str) -> Site:
        port = free_port()
        words = [sys.executable, "-m", "drystone.cli.main", "serve", "--program", str(folder), "--port", str(port)]
        return cls.begun([*words, *more], folder, port, variables)

    @classmethod
    def begun(cls, words: list[str], folder: Path, port: int, variables: dict[str, str]) -> Site:
        """Serve a folder by a command of one's own, with these variables; what it says is in ``out``."""
        out = folder.parent / f"out-{time.monotonic_ns()}"
        with out.open("wb") as file:
            process = subprocess.Popen(words, env=environment(variables), stdout=file, stderr=subprocess.STDOUT)
        return cls(folder, port, process, out)

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=10, verify=_NO_TLS)

    def answers(self) -> bool:
        with contextlib.suppress(httpx.TransportError):
            return self.get("/health").status_code == 200
        return False

    def descendants(self) -> dict[int, str]:
        """The command lines of every process below this one."""
        return below(self.process.pid)

    def process_of(self, words: str) -> int:
        return next((pid for pid, line in self.descendants().items() if words in line), 0)

    def kill(self, words: str) -> int:
        """Kill a process of this site once it is there; 0 would mean our own group, with all other tests."""
        pid = until(lambda: self.process_of(words), words)
        os.kill(pid, signal.SIGKILL)
        return int(pid)

    def halts(self, pid: int) -> bool:
        """Let a process go on a little and stand still, so that what the state says of it stays true. Always true."""
        os.kill(pid, signal.SIGCONT)
        time.sleep(0.02)
        os.kill(pid, signal.SIGSTOP)
        until(lambda: _state_of(pid) in {"T", "Z", ""}, "a process to stand still")
        return True

    def job(self, name: str) -> tuple[str, int] | None:
        self.has_state = self.has_state or self.answers()  # Before it answers there may be none.
        if not self.has_state:
            return None
        with contextlib.closing(sqlite3.connect(self.folder / "var" / "state.sqlite3")) as state:
            row = state.execute("select status, attempts from jobs_job where name = ? order by id desc", [name])
            return row.fetchone()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)


def greets(port: int) -> bool:
    """Whether a mail server answers there."""
    with contextlib.suppress(OSError), smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
        return client.noop()[0] == 250
    return False


def lives(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    return _state_of(pid) not in {"Z", ""}


def _state_of(pid: int) -> str:
    """The letter by which the system says what a process does; "" where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A clinic that nobody has run yet, served; its tests go from its first run, which begins at once, to its end."""
    if not Path("/proc/self/task").exists():
        pytest.skip("this system tells no children")
    folder = Path(shutil.copytree(CLINIC, tmp_path_factory.mktemp("serve") / "clinic"))
    started = Site.start(folder)
    yield started
    started.end()


def test_the_first_run_starts_by_itself_and_survives_the_death_of_its_process(site: Site) -> None:
    background = until(lambda: site.process_of("drystone.web.background"), "the background work")
    until(site.answers, "the state to be there")
    until(lambda: site.halts(background) and (site.job("run") or ("", 0))[0] == "running", "the run to begin")
    os.kill(background, signal.SIGKILL)
    until(lambda: (site.job("run") or ("", 0))[0] == "done", "the run to be done after all")
    assert site.job("run") == ("done", 2)
    assert "the background work ended (killed by signal 9); it is started again" in site.out.read_text()
    until(lambda: (site.job("project-directory") or ("", 0))[0] == "done", "what follows from the run")
    assert drystone("lake", "fsck", "--program", site.folder).code == 0


def test_one_command_makes_the_state_and_answers_and_says_where(site: Site) -> None:
    until(lambda: f"Drystone answers at http://127.0.0.1:{site.port}" in site.out.read_text(), "the address")
    assert site.answers()
    asked = site.get("/")
    assert (asked.status_code, asked.headers["location"]) == (302, "/sign-in/?next=%2F")
    assert site.get("/static/drystone/drystone.css").status_code == 200


def test_a_dead_site_is_started_again(site: Site) -> None:
    parent = site.kill("drystone.web.site_process")
    until(lambda: site.process_of("drystone.web.site_process") not in {0, parent}, "a new site")
    until(site.answers, "the new site to answer")
    assert not lives(parent)
    assert site.get("/static/drystone/drystone.css").status_code == 200


def test_background_work_is_weighed_against_pages_and_steps_back(site: Site) -> None:
    pages, background = (site.process_of(f"drystone.web.{name}") for name in ("site_process", "background"))
    # Linux may weigh sessions, not processes, against each other; then only within one does being nice count.
    assert os.getsid(background) == os.getsid(pages) == os.getsid(site.process.pid)
    here, there = (os.getpriority(os.PRIO_PROCESS, pid) for pid in (pages, background))
    assert there > here or there == _LAST
    # Ctrl-C at the terminal goes to the parent's group.
    assert os.getpgid(site.process.pid) not in {os.getpgid(background), os.getpgid(pages)}


def test_told_to_stop_it_stops_with_all_its_parts(site: Site) -> None:
    parts = site.descendants()
    assert parts
    began = time.monotonic()
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(PATIENCE) == 0
    assert time.monotonic() - began < 10
    assert [line for pid, line in parts.items() if lives(pid)] == []
    said = site.out.read_text()
    assert "leaked" not in said
    assert said.endswith("Stopped.\n")


def test_it_serves_from_postgresql_and_when_the_parent_is_killed_its_parts_end_by_themselves(
    site: Site, postgres_server: str
) -> None:
    import psycopg

    with psycopg.connect(host=postgres_server, user="drystone", dbname="postgres", autocommit=True) as connection:
        connection.execute("create database served_from_here template template_state")
    url = f"postgresql://drystone@/served_from_here?host={postgres_server}"
    second = Site.start(site.folder, DRYSTONE_STATE_URL=url)
    try:
        until(second.answers, "the second start")
        with psycopg.connect(url) as connection:
            asked = "select count(*) from jobs_job where name = 'run'"
            until(lambda: connection.execute(asked).fetchone() == (1,) or connection.rollback(), "its first run")
        parts = second.descendants()
        second.process.kill()
        assert second.process.wait(PATIENCE) == -signal.SIGKILL
        assert parts
        until(lambda: not any(map(lives, parts)), "the parts to end")
    finally:
        second.end()


def test_a_port_in_use_is_said_in_plain_words(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CLINIC, tmp_path / "clinic"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = drystone("serve", "--program", folder, "--port", port)
        demo = drystone("demo", tmp_path / "demo", "--port", port)
    assert (said.code, demo.code) == (3, 3)
    assert f"port {port} is in use" in said.err
    assert not (tmp_path / "demo").exists()
    assert drystone("serve", "--program", folder, "--host", "nowhere.invalid").code == 2


def test_a_program_with_errors_is_not_served(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CLINIC, tmp_path / "clinic"))
    (folder / "roles.yaml").write_text("- id: a\n  colour: red\n")
    said = drystone("serve", "--program", folder, "--port", free_port())
    assert said.code == 1
    assert "roles.yaml" in said.err


def test_a_state_of_a_later_version_is_not_served(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CLINIC, tmp_path / "clinic"))
    (folder / "var").mkdir()
    with contextlib.closing(sqlite3.connect(folder / "var" / "state.sqlite3")) as state:
        state.execute("create table django_migrations (id integer primary key, app, name, applied)")
        state.execute("insert into django_migrations values (1, 'jobs', '9999_from_the_future', '2030-01-01')")
        state.commit()
    said = drystone("serve", "--program", folder, "--port", free_port())
    assert said.code == 3
    assert "later version" in said.err


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What would be served, instead of serving it."""
    from drystone.web import serving

    found: list[Any] = []

    def instead(what: Any, *, say: Any, ready: Callable[[], None]) -> None:
        found.append(what)
        ready()

    monkeypatch.setattr(serving, "serve", instead)
    return found


def test_the_first_start_gives_the_link_that_makes_the_first_administrator(
    tmp_path: Path, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.web import setup

    setup.configure(None, tmp_path / "unused")
    from drystone.directory import first

    monkeypatch.setattr(first, "link", lambda *, now, anyway: "/first/again" if anyway else "/first/once")
    folder = Path(shutil.copytree(CLINIC, tmp_path / "clinic"))
    settings = folder / "drystone.toml"
    settings.write_text(settings.read_text() + '\n[site]\nurl = "https://drystone.clinic.example"\n')
    said = drystone("serve", "--program", folder, "--port", free_port(), "--no-background", "--workers", 2)
    assert said.code == 0, said.err
    assert "https://drystone.clinic.example/first/once" in said.out
    again = drystone("serve", "--program", folder, "--port", free_port(), "--first-link")
    assert "https://drystone.clinic.example/first/again" in again.out
    assert (started[0].url, started[0].workers, started[0].background) == ("https://drystone.clinic.example", 2, False)
    monkeypatch.setattr(first, "link", lambda *, now, anyway: "")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: range(8), raising=False)
    assert "/first/" not in drystone("serve", "--program", folder, "--port", free_port()).out
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: range(1), raising=False)
    drystone("serve", "--program", folder, "--port", free_port())
    assert [one.workers for one in started[-2:]] == [2, 1]


def test_on_the_open_network_without_tls_it_says_how_to_put_tls_in_front(tmp_path: Path, started: list[Any]) -> None:
    folder = Path(shutil.copytree(CLINIC, tmp_path / "clinic"))
    open_ = drystone("serve", "--program", folder, "--host", "0.0.0.0", "--port", free_port())
    assert "X-Forwarded-Proto" in open_.err
    assert started[0].url.startswith("http://")
    assert "0.0.0.0" not in started[0].url
    port = free_port()
    assert drystone("serve", "--program", folder, "--host", "localhost", "--port", port).code == 0
    assert (started[1].host, started[1].url) == ("127.0.0.1", f"http://localhost:{port}"), "it listens at numbers"
    assert "X-Forwarded-Proto" not in drystone("serve", "--program", folder, "--port", free_port()).err


def test_a_made_up_organisation_is_served_again_and_only_to_this_machine(served: Any, started: list[Any]) -> None:
    port = free_port()
    said = drystone("demo", served.root, "--port", port)
    assert said.code == 0, said.err
    assert (started[0].demo, started[0].host, started[0].url) == (True, "127.0.0.1", f"http://localhost:{port}")
    assert "made earlier" in said.err
    assert drystone("demo", served.root, "--no-serve").code == 2
    (served.root / ".drystone-demo").unlink()
    assert drystone("demo", served.root, "--port", port).code == 2
