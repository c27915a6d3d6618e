"""The refusal of a file: what is the matter with it, where, and what to do."""

from __future__ import annotations

from drystone.lib.errors import UsageError

_ASK = "Ask whoever made it for a new export, and do not open this one elsewhere until you know why."


class RefusedFileError(UsageError):
    """A file that was not read, or not taken; nothing of it was used."""


def hostile(what: str, where: str) -> RefusedFileError:
    """Return the refusal of a file that looks as if it was made to do harm."""
    return RefusedFileError(f"{what}, so nothing of it was read", where=where, do=_ASK)


def too_much(what: str, where: str, most: int) -> RefusedFileError:
    """Return the refusal of a file that is beyond a bound."""
    return RefusedFileError(
        f"{what}; the most is {most:,}, so nothing of it was read",
        where=where,
        do="Export less at once, then try again.",
    )


def damaged(what: str, where: str) -> RefusedFileError:
    """Return the refusal of a file that is broken or is something else."""
    return RefusedFileError(what, where=where, do="Export it anew from where it came from, then try again.")
