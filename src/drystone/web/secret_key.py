"""The key that signs cookies and links: given by the environment, else made once and kept beside the state."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from drystone.lib.errors import StoreError, UsageError

VARIABLE = "DRYSTONE_SECRET_KEY"
#: Django asks for 50 characters and more (``security.W009``).
SHORTEST = 50


def place(state_path: Path) -> Path:
    """Return where the key of a state lies. Backups leave out whatever begins with the state's name, so it too."""
    return state_path.with_name(f"{state_path.name}.key")


def ready(state_path: Path, environ: Mapping[str, str]) -> str:
    """Return the key; the first process makes it, readable by its user only.

    Raises UsageError for one in the environment that is too short, StoreError where the file cannot be used.
    """
    given = environ.get(VARIABLE, "")
    if given:
        if len(given) < SHORTEST:
            raise UsageError(f"{VARIABLE} is shorter than {SHORTEST} characters", do="openssl rand -base64 48")
        return given
    path = place(state_path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        key = path.read_text(encoding="utf-8").strip()
        mode = path.stat().st_mode
    except OSError as error:
        raise StoreError(
            f"the secret key cannot be kept: {error.strerror or error}",
            where=str(path),
            do=f"let this user write the folder, or set {VARIABLE}",
        ) from error
    if len(key) < SHORTEST or mode & 0o077:
        what = "others can read the secret key" if mode & 0o077 else "the file holds no secret key"
        raise StoreError(what, where=str(path), do="delete the file and start again; everybody signs in once more")
    return key


def _make(path: Path) -> None:
    """Write the key whole or not at all; of two processes that make one, the first wins."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(64) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            os.link(new, path)
    finally:
        new.unlink()
