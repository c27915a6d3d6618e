"""Writing the starter program: the data files of ``starter/`` copied whole, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from drystone.lib.errors import UsageError

_IGNORED = "# What runs write: the lake and the state.\nvar/\n"


def write_starter(target: Path) -> list[str]:
    """Write the starter program to ``target`` and return the relative paths of its files, in order.

    A new folder is written beside the target and renamed, so that an interrupted start leaves nothing half done. A
    folder that holds nothing but hidden files is filled by renames, and keeps them. Raises UsageError where something
    is in the way.
    """
    existing = _hidden_files(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=f".{target.name or 'program'}-", dir=target if existing else target.parent))
        try:
            paths = _fill(new)
            _put(new, target, existing)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"cannot write there: {reason}", where=str(target), do="Choose another folder.") from error
    return paths


def _hidden_files(target: Path) -> set[str]:
    """Return the names of the hidden files that are already there; anything else is refused."""
    if not target.exists() and not target.is_symlink():
        return set()
    if not target.is_dir():
        raise UsageError("this is not a folder", where=str(target), do="Choose a new folder.")
    names = {path.name for path in target.iterdir()}
    if any(not name.startswith(".") for name in names):
        raise UsageError("this folder is not empty", where=str(target), do="Choose a new folder, or empty this one.")
    return names


def _put(new: Path, target: Path, existing: set[str]) -> None:
    if not existing:
        new.chmod(0o755)
        new.rename(target)
        return
    # drystone.toml last: a folder without it is not yet a program.
    for path in sorted(new.iterdir(), key=lambda path: (path.name == "drystone.toml", path.name)):
        if path.name not in existing:
            path.rename(target / path.name)


def _fill(folder: Path) -> list[str]:
    _copy(resources.files("drystone.program").joinpath("starter"), folder)
    (folder / "exports").mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text(_IGNORED, encoding="utf-8")
    return sorted(
        Path(parent, name).relative_to(folder).as_posix() for parent, _, names in os.walk(folder) for name in names
    )


def _copy(origin: Traversable, folder: Path) -> None:
    if not origin.is_dir():
        return
    for item in origin.iterdir():
        if item.name in ("__pycache__", "__init__.py"):
            continue
        if item.is_dir():
            (folder / item.name).mkdir()
            _copy(item, folder / item.name)
        else:
            (folder / item.name).write_bytes(item.read_bytes())
