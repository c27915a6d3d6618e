"""``drystone run``: sources → inventory → responsibility → checks → gaps."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from drystone.cli.options import HERE, AsOfOption, JSONOption, ProgramOption, moment, read_program
from drystone.cli.printing import print_json, progress
from drystone.cli.session import open_state
from drystone.cli.summary import say_report


def run(
    program: ProgramOption = HERE,
    json: JSONOption = False,
    as_of: AsOfOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")] = False,
) -> None:
    """Run the main job. Exits 3 where a source failed, another run is under way, or lake or state cannot be used."""
    at = moment(as_of)
    loaded = read_program(program)
    open_state(loaded)
    from drystone.runs import actions
    from drystone.runs.pipeline import Rooms

    with progress("starting") as report:
        tools = actions.Tools(pipeline=Rooms(dict(os.environ)), step=report)
        done = actions.run(loaded, tools=tools, as_of=at, dry_run=dry_run)
    told = done.as_json()
    if json:
        print_json(told)
    else:
        say_report(told)
    if any(source["status"] == "failed" for source in told["sources"]):
        raise typer.Exit(3)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(run)
