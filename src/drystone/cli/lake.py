"""``drystone lake``: look after the snapshots."""

from __future__ import annotations

import typer

from drystone.cli.options import HERE, JSONOption, ProgramOption, read_program
from drystone.cli.printing import print_json, progress, say
from drystone.lake import Lake
from drystone.lib.text import plural

app = typer.Typer(name="lake", help="Look after the snapshots.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Look after the snapshots."""


@app.command()
def fsck(program: ProgramOption = HERE, json: JSONOption = False) -> None:
    """Read every file of every snapshot and compare its hash. Exits 1 where something is missing or changed."""
    loaded = read_program(program)
    with progress("reading every file"):
        problems = [str(problem) for problem in Lake(loaded.root / loaded.settings.lake.path).fsck()]
    if json:
        print_json({"sound": not problems, "problems": problems})
    elif problems:
        for problem in problems:
            say(problem)
        say(plural(len(problems), "problem"), "bold")
    else:
        say("The lake is sound: every file is there and says what it said when it was written.")
    if problems:
        raise typer.Exit(1)
