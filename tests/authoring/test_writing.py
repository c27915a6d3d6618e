"""Killed at any moment, an edit is whole or was never there."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drystone.program import write_starter
from served import NOW, Served


class KilledError(BaseException):
    """The process ends here."""


def proposal(root: Path) -> object:
    from drystone.authoring.proposals import Proposal, Whole, digests

    paths = ("promise.md", "objectives.yaml")
    changes = tuple(
        Whole(path, (root / path).read_text() + extra)
        for path, extra in zip(paths, ("more\n", "# more\n"), strict=True)
    )
    return Proposal(changes, digests(root, paths), "both belong together", by="test")


@pytest.mark.parametrize("moment", range(1, 12))
def test_an_edit_of_two_files_is_finished_or_never_began(
    served: Served, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    from drystone.authoring import writing

    wanted = proposal(served.root)
    before = [(served.root / name).read_text() for name in ("promise.md", "objectives.yaml")]
    passed = 0

    def step(real: object) -> object:
        def killed(*args: object, **kwargs: object) -> object:
            nonlocal passed
            passed += 1
            if passed == moment:
                raise KilledError
            return real(*args, **kwargs)  # type: ignore[operator]

        return killed

    with monkeypatch.context() as patched:
        for name in ("_write_synced", "_sync_folder"):
            patched.setattr(writing, name, step(getattr(writing, name)))
        patched.setattr(Path, "replace", step(Path.replace))
        with contextlib.suppress(KilledError):
            writing.write(served.root, wanted, now=NOW)  # type: ignore[arg-type]
    from drystone.jobs import actions as jobs

    jobs.forget_holders()
    writing.recover(served.root, now=NOW)
    after = [(served.root / name).read_text() for name in ("promise.md", "objectives.yaml")]
    assert after in (before, [before[0] + "more\n", before[1] + "# more\n"])
    hidden = [path.name for path in served.root.rglob(".*") if "var" not in path.relative_to(served.root).parts]
    assert [name for name in hidden if name.startswith(".drystone-edit") or re.search("-[0-9a-f]{12}$", name)] == []
    from drystone.audit import queries as audit

    # What was written is in the log, once, whoever finished it.
    assert len([look for look in audit.about("program", "") if look.action == "program-edited"]) == (after != before)


def test_an_edit_is_in_the_audit_log_with_its_reason(served: Served) -> None:
    from drystone.audit import queries as audit
    from drystone.authoring import writing

    writing.write(served.root, proposal(served.root), now=NOW)  # type: ignore[arg-type]
    last = audit.about("program", "")[-1]
    assert last.payload is not None
    assert last.payload["reason"] == "both belong together"


def test_an_edit_is_written_with_either_database(state: Any, tmp_path: Path) -> None:
    from drystone.authoring import writing

    root = tmp_path / "program"
    write_starter(root)
    written = writing.write(root, proposal(root), now=NOW)  # type: ignore[arg-type]
    assert written.paths == ("objectives.yaml", "promise.md")
    assert (root / "promise.md").read_text().endswith("more\n")


@pytest.fixture
def repository_of(sqlite_state: Any, tmp_path: Path) -> Callable[..., str]:
    """A program in a repository with one commit; asked with words, git says something of it."""
    root = tmp_path / "program"
    write_starter(root)

    def git(*words: str) -> str:
        told = ["git", "-C", str(root), "-c", "user.name=Test", "-c", "user.email=test@fenwick.example", *words]
        return subprocess.run(told, check=True, capture_output=True, text=True).stdout

    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "As it was")):
        git(*words)
    return git


def _killed_inside_git(root: Path, patched: pytest.MonkeyPatch, *, leaves: Path | None) -> None:
    """Begin an edit, and die while git commits it."""
    from drystone.authoring import repository, writing

    real = repository._git

    def killed(git: str, folder: Path, *words: str) -> tuple[bool, str]:
        if "commit" not in words:
            return real(git, folder, *words)
        if leaves is not None:
            leaves.touch()
        raise KilledError

    with patched.context() as patch:
        patch.setattr(repository, "_git", killed)
        with contextlib.suppress(KilledError):
            writing.write(root, proposal(root), now=NOW)  # type: ignore[arg-type]
    patched.setattr(repository, "_PATIENCE", 0.0)


def test_an_edit_killed_inside_git_is_committed_by_the_next(
    repository_of: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.authoring import writing

    root = tmp_path / "program"
    lock = root / ".git" / "index.lock"
    _killed_inside_git(root, monkeypatch, leaves=lock)
    assert lock.exists()
    writing.recover(root, now=NOW)
    assert repository_of("log", "--format=%s").splitlines() == ["both belong together", "As it was"]
    assert (repository_of("status", "--porcelain"), lock.exists()) == ("", False)
    assert not (root / ".git" / "drystone-edit").exists()


@pytest.mark.parametrize("why", ["its git lives", "made later", "made earlier", "none of ours was at work"])
def test_a_lock_of_somebody_elses_git_stays(
    repository_of: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    from drystone.authoring import repository, writing

    root = tmp_path / "program"
    lock, mark = root / ".git" / "index.lock", root / ".git" / "drystone-edit"
    _killed_inside_git(root, monkeypatch, leaves=None)
    lock.touch()
    began = mark.stat().st_mtime
    if why == "none of ours was at work":
        mark.unlink()
    elif why != "its git lives":
        at = began + (3_600 if why == "made later" else -1)
        os.utime(lock, (at, at))
    with contextlib.ExitStack() as living:
        if why == "its git lives":
            other = subprocess.Popen(
                ["git", "-C", str(root), "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
            )
            living.callback(other.wait)
            living.callback(other.stdin.close)  # type: ignore[union-attr]
            while not repository._at_work(root):
                assert other.poll() is None
        written = writing.recover(root, now=NOW)
    assert lock.exists()
    assert written is not None
    assert "did not" in written.note
    assert (root / "promise.md").read_text().endswith("more\n")
