"""``drystone init``: write the starter program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.printing import say
from drystone.program import write_starter


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]) -> None:
    """Write a complete starter program that runs as it is."""
    write_starter(folder)
    say(f"The starter program is in {folder}.", "bold")
    say("Next: put your organisation's name and domain into drystone.toml, then hand it your first export:")
    say(f"  drystone sources add --program {folder} FILE")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(init)
