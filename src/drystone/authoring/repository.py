"""Committing an edit where the program folder is a git repository: author, reason, and nothing but the edited files."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from django.utils.translation import gettext as _

_SECONDS = 30
#: How long a git that outlived its parent gets to end by itself, in seconds.
_PATIENCE = 3.0
#: Says, in git's own folder, since when a git of ours is at work: its file time.
_MARK = "drystone-edit"
_PROCESSES = Path("/proc")
#: No hook and no signing program of the folder's configuration is run by the site.
_SAFE = ("-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", "-c", "core.fsmonitor=false")


def uncommitted(root: Path, paths: Sequence[str]) -> list[str]:
    """Return those of these files that hold changes which somebody else has not committed yet."""
    git = shutil.which("git")
    if git is None or _git(git, root, "rev-parse", "--is-inside-work-tree")[1] != "true":
        return []
    return [
        path for path in paths if (root / path).exists() and _git(git, root, "status", "--porcelain", "--", path)[1]
    ]


def commit(root: Path, paths: Sequence[str], *, reason: str, author: tuple[str, str]) -> tuple[str, str]:
    """Commit these files and return the commit's id, and words about what did not work; ("", "") outside a repository.

    The edit stands either way: a repository that refuses leaves it uncommitted, and says so.
    """
    git = shutil.which("git")
    if git is None or _git(git, root, "rev-parse", "--is-inside-work-tree")[1] != "true":
        return "", ""
    mark = _path(git, root, _MARK)
    told = _commit(git, root, paths, reason=reason, author=author, mark=mark)
    mark.unlink(missing_ok=True)  # Not where we are killed: it says whose the locks are that stay.
    return told


def _commit(
    git: str, root: Path, paths: Sequence[str], *, reason: str, author: tuple[str, str], mark: Path
) -> tuple[str, str]:
    name, mail = (_one_line(part) for part in author)
    _touch(mark)
    added, told = _git(git, root, "add", "--all", "--", *paths)
    if not added:
        return "", _("the change is in the folder, but the repository did not take it: %(why)s") % {"why": told}
    same, _told = _git(git, root, "diff", "--cached", "--quiet", "--", *paths)
    if same:
        return "", ""
    _touch(mark)
    done, told = _git(
        git, root, "-c", f"user.name={name}", "-c", f"user.email={mail}", "commit", "--quiet", "--no-verify",
        f"--author={name} <{mail}>", "-m", reason.strip(), "--", *paths,
    )  # fmt: skip
    if not done:
        return "", _("the change is in the folder, but the repository did not commit it: %(why)s") % {"why": told}
    on_branch, _told = _git(git, root, "symbolic-ref", "--quiet", "HEAD")
    note = (
        "" if on_branch else _("The repository is on no branch: put this commit on one before you change to another.")
    )
    return _git(git, root, "rev-parse", "HEAD")[1], note


def unlock(root: Path) -> None:
    """Take away the locks that a git of ours left when it was killed in the middle of an edit.

    Ours are only those that were made while one of ours was at work (``commit`` marks when it begins; it is given half
    a minute), and only once no git is at work in the repository: a lock whose maker lives may be anybody's.
    """
    git = shutil.which("git")
    if git is None or _git(git, root, "rev-parse", "--is-inside-work-tree")[1] != "true":
        return
    mark = _path(git, root, _MARK)
    try:
        began = mark.stat().st_mtime
    except FileNotFoundError:
        return
    known, branch = _git(git, root, "symbolic-ref", "--quiet", "HEAD")
    names = ("index.lock", "HEAD.lock", *((f"{branch}.lock",) if known else ()))
    locks = [_path(git, root, name) for name in names]
    top = Path(_git(git, root, "rev-parse", "--show-toplevel")[1]).resolve()
    end = time.monotonic() + _PATIENCE
    while any(lock.exists() for lock in locks) and _at_work(top) and time.monotonic() < end:
        time.sleep(0.05)
    for lock in [] if _at_work(top) else locks:
        with suppress(FileNotFoundError):
            if began <= lock.stat().st_mtime <= began + _SECONDS:
                lock.unlink()
    mark.unlink(missing_ok=True)


def _at_work(top: Path) -> bool:
    """Whether a git runs in this repository, or one of which we may not know where; False where nothing tells."""
    for process in _PROCESSES.glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if (process / "comm").read_text(encoding="utf-8", errors="replace").strip() != "git":
                continue
            try:
                where = (process / "cwd").readlink()
            except PermissionError:
                return True
            if where.is_relative_to(top):
                return True
    return False


def _touch(mark: Path) -> None:
    with suppress(OSError):  # Where git's folder cannot be written, git says so itself.
        mark.touch()


def _path(git: str, root: Path, name: str) -> Path:
    return root / _git(git, root, "rev-parse", "--git-path", name)[1]


def _git(git: str, root: Path, *words: str) -> tuple[bool, str]:
    """Run git in the folder; returns whether it went well, and its last words."""
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/"), "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 # A fixed program with arguments of ours, never a shell.
            [git, "-C", str(root), *_SAFE, *words],
            capture_output=True, text=True, timeout=_SECONDS, env=environment, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False, _("git did not answer within %(n)s seconds") % {"n": _SECONDS}
    lines = (done.stdout.strip() or done.stderr.strip()).splitlines()
    return done.returncode == 0, lines[-1] if lines else ""


def _one_line(text: str) -> str:
    """Return a name that cannot end git's author line early."""
    return "".join(letter for letter in text if letter.isprintable() and letter not in "<>\n\r").strip() or "unknown"
