"""The error tree.

    DrystoneError             anything we expected could go wrong
    ├── UsageError            the person asked for something that does not exist or does not fit (exit 2)
    ├── ProgramError          the program folder has errors, all of them listed (exit 1)
    ├── SourceError           a source or service could not be read (exit 3)
    ├── StoreError            the lake or the state cannot be used (exit 3)
    └── BusyError             somebody else holds the lease (exit 3)

Every error says what happened, where, and what to do next. Anything else that is raised is a defect of ours and
reaches the top whole.
"""

from __future__ import annotations

from typing import ClassVar


class DrystoneError(Exception):
    """Something expected went wrong; ``what`` happened, ``where``, and what to ``do`` next.

    ``more`` are lines that some kinds add, such as the differences between two edits.
    """

    exit_code: ClassVar[int] = 3
    more: tuple[str, ...] = ()

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.do = do

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"\n  {self.do}" if self.do else ""
        return f"{place}{self.what}{advice}"


class UsageError(DrystoneError):
    """The person asked for something that does not exist or does not fit together."""

    exit_code = 2


class ProgramError(DrystoneError):
    """The program folder has errors; they are listed with their places."""

    exit_code = 1


class SourceError(DrystoneError):
    """A source or a service could not be read."""


class StoreError(DrystoneError):
    """The lake or the state cannot be read or written."""


class BusyError(DrystoneError):
    """Somebody else is doing this right now."""
