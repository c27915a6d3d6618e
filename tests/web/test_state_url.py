"""Where the state lies: URLs are parsed safely, never repeated, and a state that cannot be reached is said in words."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import unsynced
from drystone.lib.errors import StoreError, UsageError
from drystone.web import databases
from drystone.web.setup import configure


def test_every_part_of_a_postgresql_url_is_read() -> None:
    found = databases.from_url("postgresql://d%40ve:p%2Fw%3F@db.example:6432/dry%20stone?sslmode=verify-full")
    assert {key: found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "dry stone",
        "USER": "d@ve",
        "PASSWORD": "p/w?",
        "HOST": "db.example",
        "PORT": "6432",
    }
    assert found["OPTIONS"] == {"connect_timeout": "10", "sslmode": "verify-full"}


def test_a_socket_folder_is_given_as_host() -> None:
    assert databases.from_url("postgresql:///drystone?host=/run/postgresql")["HOST"] == "/run/postgresql"


def test_a_sqlite_url_names_a_file() -> None:
    assert databases.from_url("sqlite:////srv/a%20b.sqlite3")["NAME"] == "/srv/a b.sqlite3"
    assert databases.from_url("sqlite:///var/a.sqlite3")["NAME"] == "/var/a.sqlite3"


def test_what_is_answered_is_on_the_disk_wherever_the_power_can_go(sqlite_state: Any) -> None:
    from django.db import connection

    assert "PRAGMA synchronous=FULL;" in unsynced.SYNCED
    with connection.cursor() as cursor:
        cursor.execute("pragma synchronous")
        assert cursor.fetchone() == (0,), "tests wait for no disk"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:hunter2@h/d",
        "postgresql://u:hunter2@h",
        "postgresql://u:hunter2@h/d/e",
        "postgresql://u:hunter2@h:port/d",
        "postgresql://u:hunter2@h/d?sslmod=require",
        "postgresql://u:hunter2@[h/d",
        "sqlite://u:hunter2@h/d",
        "u:hunter2@h/d",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_telling_its_password(url: str) -> None:
    with pytest.raises(UsageError) as told:
        databases.from_url(url)
    assert "hunter2" not in str(told.value)
    assert told.value.do


def test_a_wrong_url_in_the_environment_is_said_in_words_by_the_command(tmp_path: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "DRYSTONE_STATE_URL": "mysql://u:hunter2@h/d"}
    words = [sys.executable, "-m", "drystone.cli.main", "audit", "verify", "--program", str(tmp_path / "none")]
    told = subprocess.run(words, env=environ, capture_output=True, text=True, check=False)
    assert "Traceback" not in told.stderr
    assert told.stderr.startswith("drystone: ")


def test_an_unreachable_database_is_said_in_words_without_its_password(tmp_path: Path) -> None:
    configure(f"postgresql://dave:hunter2@/drystone?host={tmp_path}", tmp_path / "unused")
    from drystone.runs import state

    with pytest.raises(StoreError, match="could not be used") as told:
        state.require()
    assert told.value.exit_code == 3
    assert "hunter2" not in str(told.value)


def test_a_state_that_is_not_made_yet_is_said_and_not_made(unmade_state: Any) -> None:
    from drystone.runs import state

    with pytest.raises(StoreError, match="not made yet"):
        state.require()
    assert not unmade_state.path.exists()


def test_a_file_that_is_no_database_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "state.sqlite3").write_text("this is not a database, it only looks like a file" * 100)
    configure(None, tmp_path / "state.sqlite3")
    from drystone.runs import state

    with pytest.raises(StoreError, match="could not be used"):
        state.require()


def test_the_migrations_say_what_the_models_say(sqlite_state: Any) -> None:
    from django.core.management import call_command

    said = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert "No changes detected" in said.getvalue()
