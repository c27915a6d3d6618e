"""A made-up organisation, run and served: made once for the whole suite, its state copied for every test.

Its clock stands at ``NOW``. ``Served.client("approver")`` is a browser in which that kind of person is signed in.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import importlib
import io
import os
import shutil
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest

from once import once, shared_folder
from settling import settle

AS_OF = dt.datetime(2026, 6, 15, 8, tzinfo=dt.UTC)
NOW = AS_OF + dt.timedelta(hours=1)
PEOPLE = 60
#: Ids grow from the lake's salt. With another one, another employee is the first, who may have nothing to do.
SALT = "1" * 32

#: The kinds of people that the table of access knows.
KINDS = (
    "anonymous", "employee", "manager", "colleague", "department-head", "approver", "responder", "auditor",
    "administrator", "editor", "leaver",
)  # fmt: skip
_ROLES = {
    "approver": "ciso",
    "responder": "security-lead",
    "editor": "security-lead",
    "auditor": "internal-audit",
    "administrator": "it-operations",
}


def make(program: Path) -> None:
    """Make the organisation, run over it, and do what waits after a run."""
    from drystone.cli.main import main
    from drystone.lake import folder
    from drystone.lib import clock

    words = ["demo", str(program), "--people", str(PEOPLE), "--no-serve", "--as-of", AS_OF.isoformat()]
    quiet = contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO())
    salted = patch.object(folder, "secrets", SimpleNamespace(token_hex=lambda _bytes: SALT))
    with patch.object(clock, "now", lambda: NOW), salted, quiet[0], quiet[1]:
        assert main(words) == 0
    from django.db import connection

    _serve(program)
    from drystone.jobs import queue

    queue.drain(now=NOW)
    connection.close()


def _serve(root: Path) -> None:
    from drystone.web import setup

    setup.site(root, demo=True)


#: What is no part of a program.
_BESIDE = {"var", "exports", ".git"}

_known: dict[Any, Any] = {}


def known_load(root: Path) -> Any:
    """Load a program; a folder with the very content of one that was loaded before is not parsed again."""
    from drystone import program

    marks = _marks(root, _BESIDE)
    if marks not in _known:
        digest = hashlib.sha256()
        for path in (root / inner for inner, *_rest in marks):
            if path.is_file():
                data = path.read_bytes()
                digest.update(f"{path.relative_to(root)}\0{len(data)}\0".encode() + data)
        _known[marks] = _known.get(digest.hexdigest()) or program.load(root)
        if _known[marks].program is None:
            return _known.pop(marks)  # What is wrong may name the folder.
        _known[digest.hexdigest()] = _known[marks]
    return replace(_known[marks], program=replace(_known[marks].program, root=root))


def _marks(root: Path, beside: set[str]) -> tuple[tuple[Any, ...], ...]:
    """What tells whether any file in a folder was touched: nobody can set back when its system last changed it."""
    found = []
    for folder, inner, files in os.walk(root):
        inner[:] = sorted(name for name in inner if folder != str(root) or name not in beside)
        for name in (*inner, *sorted(files)):
            path = f"{folder}/{name}"
            told = os.lstat(path)
            place = path[len(str(root)) + 1 :]
            found.append((place, told.st_ino, told.st_mode, told.st_uid, told.st_size, told.st_ctime_ns))
    return tuple(found)


class _Handed:
    """The program folder of a process, handed from test to test; one that a test changed is not handed on."""

    def __init__(self) -> None:
        self._root: Path | None = None
        self._marks: tuple[tuple[Any, ...], ...] = ()

    def on(self, template: Path, root: Path) -> None:
        """Put the program at ``root``, without anything under ``var``."""
        if self._root is not None and self._marks == _marks(self._root, {"var"}):
            shutil.rmtree(self._root / "var", ignore_errors=True)
            self._root.rename(root)
        else:
            shutil.copytree(template, root, ignore=shutil.ignore_patterns("var"))
            self._marks = _marks(root, {"var"})
        self._root = root


_handed = _Handed()


_opened: dict[tuple[Path, str], Any] = {}


def _share_what_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the site find the shared lake open: opening it takes longer than most tests."""
    from drystone.lake import Lake
    from drystone.shell import site

    opening = site._open

    def opened(run_id: str) -> Any:
        lake = site.served().root / "var" / "lake"
        if not lake.is_symlink():
            return opening(run_id)
        key = (lake.resolve(), run_id)
        if key not in _opened:
            _opened[key] = site._Opened(Lake(key[0]).snapshot(run_id))
        return _opened[key]

    monkeypatch.setattr(site, "_open", opened)


_whose: dict[str, str] = {}


@dataclass
class Served:
    """The organisation as one test has it; ``root`` is its program folder."""

    root: Path

    def client(self, who: str = "employee", *, strong: bool = True) -> Any:
        """Return a test client with somebody signed in: a kind of ``KINDS``, an address or a person id."""
        return self.browser(None if who == "anonymous" else self.user(who), strong=strong)

    def browser(self, user: Any, *, strong: bool = True) -> Any:
        """Return a test client in which a user is signed in since just now, or nobody."""
        from django.db import transaction
        from django.test import Client

        from drystone.lib import clock

        client = Client(headers={"host": "127.0.0.1", "accept-language": "en"})
        if user is None:
            return client
        with transaction.atomic():
            client.force_login(user)
            session = client.session
            # What allauth writes when somebody signs in, and what the room directory adds to it.
            session["account_authentication_methods"] = [{"method": "mfa" if strong else "password", "at": 0.0}]
            session["account_authentication_methods_user"] = str(user.pk)
            session["proved_at"] = session["seen_at"] = clock.now().isoformat()
            session.save()
        return client

    def user(self, who: str) -> Any:
        """Return the user that a kind, an address or an id means; made where there is none yet."""
        from drystone.directory.models import User

        person = self.person(who)
        found = User.objects.filter(person_id=person.person_id).first()
        return found or User.objects.create_user(
            login=person.email or person.person_id,
            email=person.email,
            person_id=person.person_id,
            created_at=NOW,
            language="en",
        )

    def person(self, who: str) -> Any:
        """Return the directory's person that a kind, an address or an id means."""
        from django.db.models import Q

        from drystone.directory.models import Person

        if who in KINDS:
            return Person.objects.get(person_id=self.people[who])
        return Person.objects.get(Q(person_id=who) | Q(email=who))

    @cached_property
    def people(self) -> dict[str, str]:
        """The person id of each kind of person. The employee has a laptop with an open gap, and a manager."""
        return dict(_whose)

    def look_who_is_who(self) -> dict[str, str]:
        """Find them in the state, as it was made."""
        from drystone.directory.models import Holding, Person

        holders = dict(Holding.objects.filter(step="holder").order_by("-ordinal").values_list("role_id", "person_id"))
        found = {kind: holders[role] for kind, role in _ROLES.items()}
        busy = set(Holding.objects.values_list("person_id", flat=True))
        plain = Person.objects.filter(status="active").exclude(person_id__in=busy).order_by("person_id")
        employee = next(one for one in plain.filter(department="Sales") if self._has_a_gap(one.person_id))
        colleague = plain.exclude(department="Sales").exclude(email="").first()
        head = Holding.objects.get(role_id="department-head", seat="Sales", step="holder").person_id
        leaver = Person.objects.filter(status="left").order_by("person_id").first()
        assert colleague is not None
        assert leaver is not None
        return found | {
            "employee": employee.person_id,
            "manager": employee.manager_id,
            "colleague": colleague.person_id,
            "department-head": head,
            "leaver": leaver.person_id,
        }

    @staticmethod
    def _has_a_gap(person_id: str) -> bool:
        from drystone.gaps.models import Gap

        return Gap.objects.filter(status="open", asset_kind="device", responsible__person_id=person_id).exists()

    def drain(self) -> int:
        """Do what is waiting in the queue."""
        from drystone.jobs import queue

        return queue.drain(now=NOW)


@pytest.fixture(scope="session")
def served_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shared_folder(tmp_path_factory) / "served"
    with once(folder) as needed:
        if needed:
            make(folder / "program")
    return folder / "program"


@pytest.fixture
def served(
    request: pytest.FixtureRequest, served_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """The organisation with a state of the test's own. The lake is shared: a test that runs copies it."""
    root = tmp_path / "program"
    _handed.on(served_template, root)
    (root / "var").mkdir()
    for name in ("state.sqlite3", "state.sqlite3-wal"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copy(served_template / "var" / name, root / "var" / name)
    (root / "var" / "lake").symlink_to(served_template / "var" / "lake")
    monkeypatch.setattr("drystone.lib.clock.now", lambda: NOW)
    for where in ("drystone.web.setup.load", "drystone.shell.site.load"):
        monkeypatch.setattr(where, known_load)
    if not request.node.get_closest_marker("opens"):
        _share_what_is_opened(monkeypatch)
    _serve(root)
    if not _whose:
        _whose.update(Served(root).look_who_is_who())
        importlib.import_module("drystone.web.urls")  # All pages.
        settle()
    yield Served(root)
    from django.db import connection

    connection.close()
