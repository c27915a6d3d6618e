"""The starter is written whole or not at all; edits keep what was not meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from drystone.lib.errors import UsageError
from drystone.program import load
from drystone.program.edits import ChangedError, append_source, file_digest, set_value
from drystone.program.starting import write_starter


def test_a_starter_is_written_to_a_new_folder(tmp_path: Path) -> None:
    paths = write_starter(tmp_path / "new" / "program")
    assert (tmp_path / "new" / "program" / "exports").is_dir()
    assert (tmp_path / "new" / "program" / ".gitignore").read_text(encoding="utf-8").endswith("var/\n")
    assert ".gitignore" in paths
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["program"]


def test_hidden_files_stay_where_they_are(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    write_starter(tmp_path)
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"
    assert {path.name for path in tmp_path.iterdir()} >= {".git", ".gitignore", "exports"}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(f".{tmp_path.name}-")]


@pytest.mark.parametrize("name", ["folder", "file"])
def test_nothing_that_is_there_is_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "work.txt").write_text("x", encoding="utf-8")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        write_starter(tmp_path / name)
    assert caught.value.do
    assert (tmp_path / "folder" / "work.txt").read_text(encoding="utf-8") == "x"


CHECKS = (
    "# Our checks.\n- id: disk-encrypted   # the first\n  activity: encrypt-laptops\n  title: 'Encrypt the disk'\n"
    "  fails: not disk_encrypted\n  severity: high      # agreed in March\n  habit: lock-and-encrypt\n"
)


def test_an_edit_changes_one_line(write: Callable[..., Path]) -> None:
    root = write({"checks/devices.yaml": CHECKS})
    digest = file_digest(root, "checks/devices.yaml")
    after = set_value(root, "checks/devices.yaml", ["disk-encrypted", "severity"], "low", read_digest=digest)
    changed = (root / "checks" / "devices.yaml").read_text(encoding="utf-8")
    assert changed == CHECKS.replace("severity: high      #", "severity: low       #")
    assert after == file_digest(root, "checks/devices.yaml") != digest
    set_value(root, "checks/devices.yaml", [0, "habit"], None, read_digest=after)
    program = load(root).program
    assert program is not None
    assert (program.checks["disk-encrypted"].severity, program.checks["disk-encrypted"].habit) == ("low", None)


def test_an_edit_of_what_has_changed_is_refused(write: Callable[..., Path]) -> None:
    root = write({"checks/devices.yaml": CHECKS})
    digest = file_digest(root, "checks/devices.yaml")
    (root / "checks" / "devices.yaml").write_text(CHECKS + "# Somebody else.\n", encoding="utf-8")
    with pytest.raises(ChangedError):
        set_value(root, "checks/devices.yaml", ["disk-encrypted", "severity"], "low", read_digest=digest)
    assert (root / "checks" / "devices.yaml").read_text(encoding="utf-8").endswith("# Somebody else.\n")


@pytest.mark.parametrize("keys", [["nobody", "severity"], [7, "severity"], ["disk-encrypted", "no", "x"], []])
def test_keys_that_lead_nowhere_are_refused(write: Callable[..., Path], keys: list[str | int]) -> None:
    root = write({"checks/devices.yaml": CHECKS})
    digest = file_digest(root, "checks/devices.yaml")
    with pytest.raises(UsageError):
        set_value(root, "checks/devices.yaml", keys, "x", read_digest=digest)


def test_an_edit_outside_the_program_is_refused(write: Callable[..., Path]) -> None:
    with pytest.raises(UsageError):
        set_value(write(), "../x.yaml", ["a"], 1, read_digest="")


def test_a_new_source_gets_a_file_of_its_own(write: Callable[..., Path]) -> None:
    root = write()
    text = "# From the fleet.\nid: fleet-export\nkind: fleet\nlocation: {path: exports/fleet.json}\n"
    assert append_source(root, text) == "sources/fleet-export.yaml"
    assert (root / "sources" / "fleet-export.yaml").read_text(encoding="utf-8") == text
    program = load(root).program
    assert program is not None
    assert set(program.sources) == {"mdm", "fleet-export"}
    with pytest.raises(UsageError):
        append_source(root, text)


@pytest.mark.parametrize("text", ["", "kind: csv\n", "id: ../x\n", "id: [", "- id: x\n"])
def test_a_text_that_is_no_source_is_refused(write: Callable[..., Path], text: str) -> None:
    with pytest.raises(UsageError):
        append_source(write(), text)
