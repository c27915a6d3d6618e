"""Locating: from ``location.path`` to regular files that the program may mean.

A path is relative to the program folder; an absolute path or one with ``..`` says openly that it leads out. A link that
leads out without saying so is refused: who may edit the folder must not thereby read the whole machine.
"""

from __future__ import annotations

import glob
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from drystone.lib.errors import SourceError
from drystone.lib.text import plural, suggest

MOST_FILES = 10_000


@dataclass(frozen=True, slots=True)
class Located:
    """A file as it lies there, and its name as people wrote it."""

    path: Path
    name: str
    mtime: float


def locate_all(written: tuple[str, ...], *, root: Path, where: str) -> tuple[Located, ...]:
    """Return the files of several paths and patterns, each file once. Raises SourceError as ``locate`` does."""
    found = {one.path: one for path in written for one in locate(path, root=root, where=where)}
    return tuple(found.values())


def locate(written: str, *, root: Path, where: str) -> tuple[Located, ...]:
    """Return the files that a path or a pattern (``*``, ``?``, ``[…]``, ``**``) names, sorted by name.

    Raises SourceError where there is none, or one is no readable regular file.
    """
    if "\0" in written:
        raise SourceError("the path has a NUL character in it", where=where, do="Write the path again.")
    home = root.resolve()
    if not glob.has_magic(written) or os.path.lexists(home / written):
        return (_inspect(written, home, where),)
    names = []
    for name in glob.iglob(written, root_dir=home, recursive=True):  # noqa: PTH207 — Path.glob takes no absolute pattern.
        if (home / name).is_dir():
            continue
        names.append(name)
        if len(names) > MOST_FILES:
            raise SourceError(
                f'"{written}" names more than {MOST_FILES:,} files', where=where, do="Write a narrower pattern."
            )
    if not names:
        raise SourceError(f'no file fits "{written}"', where=where, do=f"The pattern is read from {home}.")
    return tuple(_inspect(name, home, where) for name in sorted(names))


def _inspect(name: str, home: Path, where: str) -> Located:
    path = home / name
    lexical = Path(os.path.normpath(path))
    try:
        real = path.resolve(strict=True)
        found = real.stat()
    except FileNotFoundError as error:
        raise SourceError(f'there is no file "{name}"', where=where, do=_advice(lexical, home)) from error
    except (OSError, RuntimeError) as error:
        raise SourceError(f'"{name}" cannot be read: {error}', where=where, do="Check the path.") from error
    if lexical.is_relative_to(home) and not real.is_relative_to(home):
        raise SourceError(
            f'"{name}" is a link that leads out of the program folder',
            where=where,
            do="Write the path that you mean in full, so that everyone who reads the program sees it.",
        )
    if stat.S_ISDIR(found.st_mode):
        inside = sum(1 for _ in real.iterdir()) if os.access(real, os.R_OK) else 0
        raise SourceError(
            f'"{name}" is a folder ({plural(inside, "entry", "entries")})',
            where=where,
            do=f"Name a file in it, or several by a pattern such as {name.rstrip('/')}/*.csv.",
        )
    if not stat.S_ISREG(found.st_mode):
        raise SourceError(f'"{name}" is not a regular file', where=where, do="Export into a file and name that.")
    if not os.access(real, os.R_OK):
        raise SourceError(f'"{name}" may not be read', where=where, do="Give the user that runs drystone read access.")
    return Located(real, name, found.st_mtime)


def _advice(lexical: Path, home: Path) -> str:
    if lexical.parent.is_dir() and os.access(lexical.parent, os.R_OK):
        near = suggest(lexical.name, [entry.name for entry in lexical.parent.iterdir()])
        if near:
            return f'Did you mean "{near}" in the same folder?'
        return f"The folder {lexical.parent} is there, the file is not: has the export run?"
    return f"Paths are read from {home}; the folder {lexical.parent} is not there either."
