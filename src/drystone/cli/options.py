"""Options that commands share, and the way from a folder to a valid program and an open state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from drystone.lib import collecting
from drystone.lib.clock import now, parse_moment
from drystone.lib.errors import ProgramError, UsageError
from drystone.lib.text import plural, suggest
from drystone.program import Program, load

ProgramOption = Annotated[
    Path, typer.Option("--program", "-p", help="The program folder.", show_default="the current folder")
]
JSONOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of words for people.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Fix the clock (ISO date or moment, UTC).")
]
HERE = Path()


def moment(as_of: str | None) -> dt.datetime:
    """Return the moment that ``--as-of`` names, else now. Raises UsageError."""
    if as_of is None:
        return now()
    try:
        return parse_moment(as_of)
    except ValueError:
        raise UsageError(f"{as_of!r} is not a date", do="Write --as-of 2026-11-22 or 2026-11-22T08:00:00Z.") from None


@collecting.put_off()
def read_program(folder: Path) -> Program:
    """Load a valid program. Raises ProgramError listing every error where it has any."""
    loaded = load(folder)
    if loaded.program is None:
        wrong = [problem for problem in loaded.problems if problem.level == "error"]
        listed = "\n".join(f"  {problem}" for problem in wrong)
        raise ProgramError(
            f"the program has {plural(len(wrong), 'error')}:\n{listed}",
            do="Mend these, then try again; `drystone validate` lists them with all warnings.",
        )
    return loaded.program


def known(name: str, names: Iterable[str], what: str) -> None:
    """Raise UsageError, with the nearest name, where there is no such thing; ``what`` is "check" or the like."""
    listed = list(names)
    if name not in listed:
        near = suggest(name, listed)
        raise UsageError(f"there is no {what} {name!r}", do=f"Did you mean {near!r}?" if near else "")
