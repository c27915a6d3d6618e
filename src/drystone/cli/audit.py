"""``drystone audit``: show that nobody changed the log."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from drystone.cli.options import HERE, JSONOption, ProgramOption, read_program
from drystone.cli.printing import print_json, progress, say
from drystone.cli.session import opened_state
from drystone.lib.errors import UsageError

app = typer.Typer(name="audit", help="The hash-chained log of changes and looks.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The hash-chained log of changes and looks."""


@app.command()
def verify(
    program: ProgramOption = HERE,
    noted: Annotated[
        str, typer.Option("--noted", help="A number and digest that you noted before, as NUMBER:DIGEST.")
    ] = "",
    json: JSONOption = False,
) -> None:
    """Walk the whole chain. Exits 1 where an entry was changed, added or taken out.

    It ends with the newest entry's number and digest. Note them in another place: given back with --noted, they show
    whether the end of the log was cut off since.
    """
    kept = _noted(noted)
    with opened_state(read_program(program)):
        from drystone.audit import verifying

        with progress("walking the log"):
            walk = verifying.walk(noted=kept)
    if json:
        print_json(
            {"intact": not walk.problems, "problems": walk.problems, "newest": {"seq": walk.seq, "digest": walk.digest}}
        )
    elif walk.problems:
        for problem in walk.problems:
            say(problem)
        say("The log was changed. Compare it with a backup before you trust anything it says.", "bold")
    else:
        say("The log is whole: every entry follows from the one before it.")
        say(f"Its newest entry is {walk.seq}:{walk.digest}")
    if walk.problems:
        raise typer.Exit(1)


def _noted(text: str) -> tuple[int, str] | None:
    if not text:
        return None
    number, _colon, digest = text.partition(":")
    if not number.isdigit() or re.fullmatch("[0-9a-f]{64}", digest) is None:
        raise UsageError(f"this is no entry's number and digest: {text!r}", do="Write it as verify said it.")
    return int(number), digest
