"""Shared fixtures: a private PostgreSQL server, and a fresh state in each kind of database."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from browser import address, chromium, visit
from forking import Forks
from longest import longest_first
from once import once, shared_folder
from served import served, served_template
from settling import settle, unsettle
from unsynced import wait_for_no_disk

__all__ = ["address", "chromium", "served", "served_template", "visit"]  # Fixtures that live in a file of their own.

# A suite starts many processes. What one of them compiled, the others need not compile again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
wait_for_no_disk()
# No test fails because the machine is busy: drawing the first value may take a second then.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

_NUMBERS = itertools.count()
_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=30"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Begin one process more than there are cores: many a test waits for a server, a browser or a killed run."""
    return (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest."""
    longest_first(items)


def pytest_collection_finish() -> None:
    """All test modules are there."""
    settle()


def pytest_unconfigure() -> None:
    """The process ends."""
    unsettle()


def missing(what: str) -> None:
    """Skip with a reason, or fail where everything must run."""
    if os.environ.get("DRYSTONE_REQUIRE_ALL") == "1":
        pytest.fail(f"{what} is missing, and DRYSTONE_REQUIRE_ALL=1")
    pytest.skip(f"{what} is missing")


def _postgres_tool(name: str) -> str:
    found = shutil.which(name)
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    if found is None and not versions:
        missing("a PostgreSQL server")
    return str(versions[-1]) if versions else str(found)


def _as_other_user(folder: Path) -> list[str]:
    """PostgreSQL refuses root; then it runs as its own user, who owns the folder."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            os.chown(folder, user.pw_uid, user.pw_gid)
            return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    missing("a user to run PostgreSQL as")
    return []


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a private server on a socket in a folder of its own; yields that folder. Its cluster is made once."""
    initdb, control = _postgres_tool("initdb"), _postgres_tool("pg_ctl")
    folder = Path(tempfile.mkdtemp(prefix="drystone-pg-"))
    user = _as_other_user(folder)
    data = str(folder / "data")

    def run(*words: str) -> None:
        subprocess.run([*user, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)

    def start() -> None:
        options = f"{_OPTIONS} -c listen_addresses='' -k {folder}"
        run(control, "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")

    made = shared_folder(tmp_path_factory) / "cluster"
    try:
        with once(made) as needed:
            if needed:
                run(initdb, "-D", data, "-U", "drystone", "-A", "trust", "-E", "UTF8", "--no-sync")
                start()
                _admin(str(folder), "create database template_state")
                _made(State("postgres", _postgres_url(str(folder), "template_state"), Path()))
                run(control, "-D", data, "-w", "-m", "fast", "stop")
                subprocess.run(["cp", "-a", data, made / "data"], check=True)
            else:
                subprocess.run(["cp", "-a", made / "data", data], check=True)
        start()
        yield str(folder)
    finally:
        run(control, "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def forks() -> Iterator[Any]:
    """Processes for tests that kill them or race them."""
    served = Forks()
    yield served
    served.close()


@dataclass(frozen=True)
class State:
    """A database for one test. ``url`` is None for a SQLite file."""

    kind: str
    url: str | None
    path: Path

    def use(self) -> None:
        """Point this process at it."""
        from drystone.web.setup import configure

        configure(self.url, self.path)


def _postgres_url(server: str, name: str) -> str:
    return f"postgresql://drystone@/{name}?host={server}"


def _admin(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(host=server, user="drystone", dbname="postgres", autocommit=True) as connection:
        connection.execute(statement)


def _made(state: State) -> State:
    state.use()
    from django.db import connection

    from drystone.runs import state as states

    states.migrate(now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    connection.close()
    return state


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shared_folder(tmp_path_factory) / "template"
    path = folder / "state.sqlite3"
    with once(folder) as needed:
        if needed:
            _made(State("sqlite", None, path))
    return path


@pytest.fixture(scope="session")
def ready(sqlite_template: Path) -> Callable[[Path], Path]:
    """Gives a program folder the state that its first run would make, which takes longer than many a run."""

    def put(program: Path) -> Path:
        (program / "var").mkdir(exist_ok=True)
        shutil.copy(sqlite_template, program / "var" / "state.sqlite3")
        return program

    return put


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    return "template_state"  # The server has it from its start.


@contextlib.contextmanager
def _postgres_database(server: str, template: str) -> Iterator[str]:
    from django.db import connection

    name = f"state_{next(_NUMBERS)}"
    _admin(server, f"create database {name} template {template}")
    try:
        yield _postgres_url(server, name)
    finally:
        connection.close()
        _admin(server, f"drop database {name} with (force)")


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The address of a fresh, made state in PostgreSQL."""
    with _postgres_database(postgres_server, postgres_template) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[State]:
    """A fresh, made state that this process is pointed at; the test runs once per kind of database."""
    if request.param == "sqlite":
        yield from _sqlite_state(request, tmp_path)
        return
    template = request.getfixturevalue("postgres_template")
    with _postgres_database(request.getfixturevalue("postgres_server"), template) as url:
        made = State("postgres", url, tmp_path / "unused.sqlite3")
        made.use()
        yield made


@pytest.fixture
def sqlite_state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[State]:
    """A fresh, made state in a SQLite file, for what does not depend on the kind of database."""
    yield from _sqlite_state(request, tmp_path)


def _sqlite_state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[State]:
    path = tmp_path / "var" / "state.sqlite3"
    path.parent.mkdir()
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    made = State("sqlite", None, path)
    made.use()
    yield made
    from django.db import connection

    connection.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def unmade_state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[State]:
    """A state that nobody has made yet."""
    if request.param == "sqlite":
        made = State("sqlite", None, tmp_path / "var" / "state.sqlite3")
        made.use()
        yield made
        return
    with _postgres_database(request.getfixturevalue("postgres_server"), "template0") as url:
        made = State("postgres", url, tmp_path / "unused.sqlite3")
        made.use()
        yield made


@pytest.fixture
def empty_like(request: pytest.FixtureRequest) -> Callable[[State, Path], Iterator[State]]:
    """Makes an empty database of the same kind; the SQLite file is not made."""

    def make(state: State, path: Path) -> Iterator[State]:
        if state.kind == "sqlite":
            yield State("sqlite", None, path)
            return
        with _postgres_database(request.getfixturevalue("postgres_server"), "template0") as url:
            yield State("postgres", url, path)

    return make


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Any]:
    """Run over a world, days after the first of May; returns the report."""

    def go(told: dict[str, Any], *checks: str, day: int = 0, dry_run: bool = False, **more: Any) -> Any:
        import fake_pipeline
        from drystone.runs import actions

        as_of = fake_pipeline.MAY + dt.timedelta(days=day)
        step = more.pop("step", lambda _name: None)
        program = fake_pipeline.program(tmp_path, *checks, **more)
        tools = actions.Tools(fake_pipeline.FakePipeline(told), now=lambda: as_of, step=step)
        return actions.run(program, tools=tools, as_of=as_of, dry_run=dry_run)

    return go
