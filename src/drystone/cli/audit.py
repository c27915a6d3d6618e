"""``drystone audit``: show that nobody changed the log."""

from __future__ import annotations

import typer

from drystone.cli.options import HERE, JSONOption, ProgramOption, read_program
from drystone.cli.printing import print_json, progress, say
from drystone.cli.session import opened_state

app = typer.Typer(name="audit", help="The hash-chained log of changes and looks.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The hash-chained log of changes and looks."""


@app.command()
def verify(program: ProgramOption = HERE, json: JSONOption = False) -> None:
    """Walk the whole chain. Exits 1 where an entry was changed, added or taken out."""
    with opened_state(read_program(program)):
        from drystone.audit import queries

        with progress("walking the log"):
            problems = queries.verify()
    if json:
        print_json({"intact": not problems, "problems": problems})
    elif problems:
        for problem in problems:
            say(problem)
        say("The log was changed. Compare it with a backup before you trust anything it says.", "bold")
    else:
        say("The log is whole: every entry follows from the one before it.")
    if problems:
        raise typer.Exit(1)
