"""Secrets, read when they are needed: from the environment or from a file beside the program."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from drystone.messages.carriers.parcel import UndeliveredError

_MOST_SECRET = 16_384


class Secrets:
    """What ``*_env`` and ``*_file`` stand for; ``root`` is the program folder."""

    def __init__(self, root: Path, environ: Mapping[str, str]) -> None:
        self._root = root
        self._environ = environ

    def variable(self, name: str) -> str:
        """Return what a variable holds, "" for no name. Raises UndeliveredError where it is not set."""
        if not name:
            return ""
        value = self._environ.get(name, "").strip()
        if not value:
            raise UndeliveredError(f"the variable {name} is not set", away=True, unheard=True)
        return value

    def file(self, name: str) -> str:
        """Return what a file holds. Raises UndeliveredError where it cannot be read."""
        path = self.path(name)
        try:
            with path.open(encoding="utf-8") as file:
                return file.read(_MOST_SECRET).strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UndeliveredError(f"the file {name} cannot be read: {type(error).__name__}", away=True) from None

    def either(self, variable: str, file: str) -> str:
        """Return what the variable holds, where one is named, else the file, else ""."""
        return self.variable(variable) or (self.file(file) if file else "")

    def path(self, name: str) -> Path:
        """Return where a file lies."""
        return self._root / name
