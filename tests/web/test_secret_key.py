"""The key that signs cookies and links: made once, read by nobody else, in no backup."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from drystone.lib.errors import StoreError, UsageError
from drystone.web import secret_key
from served import Served

LONG = "k" * 64


def test_a_key_is_made_once_and_for_its_user_only(tmp_path: Path) -> None:
    state = tmp_path / "var" / "state.sqlite3"
    key = secret_key.ready(state, {})
    assert len(key) >= secret_key.SHORTEST
    assert secret_key.ready(state, {}) == key
    assert stat.S_IMODE(secret_key.place(state).stat().st_mode) == 0o600
    assert [path.name for path in state.parent.iterdir()] == ["state.sqlite3.key"]


def test_of_two_processes_that_make_one_the_first_wins(tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite3"
    key = secret_key.ready(state, {})
    secret_key._make(secret_key.place(state))
    assert secret_key.ready(state, {}) == key


def test_the_environment_gives_one_for_several_machines(tmp_path: Path) -> None:
    assert secret_key.ready(tmp_path / "state.sqlite3", {"DRYSTONE_SECRET_KEY": LONG}) == LONG
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match="shorter than 50"):
        secret_key.ready(tmp_path / "state.sqlite3", {"DRYSTONE_SECRET_KEY": "short"})


@pytest.mark.parametrize(("text", "mode", "said"), [(LONG, 0o644, "others can read"), ("", 0o600, "holds no secret")])
def test_a_key_that_cannot_be_trusted_is_refused(tmp_path: Path, text: str, mode: int, said: str) -> None:
    state = tmp_path / "state.sqlite3"
    secret_key.place(state).write_text(text)
    secret_key.place(state).chmod(mode)
    with pytest.raises(StoreError, match=said):
        secret_key.ready(state, {})


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")
    with pytest.raises(StoreError, match="cannot be kept") as told:
        secret_key.ready(tmp_path / "var" / "state.sqlite3", {})
    assert told.value.exit_code == 3


def test_a_backup_holds_no_key(served: Served, tmp_path: Path) -> None:
    from drystone.program import load
    from drystone.runs import backup
    from served import NOW

    program = load(served.root).program
    assert program is not None
    secret_key.ready(served.root / program.settings.state.path, {})
    backup.backup(program, tmp_path / "copy", at=NOW)
    assert (tmp_path / "copy" / "program" / "roles.yaml").exists()
    assert [path for path in (tmp_path / "copy").rglob("*") if "key" in path.suffix] == []
