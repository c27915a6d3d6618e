"""``drystone privacy pack``: what is kept about people, and the drafts that are made from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import HERE, ProgramOption, read_program
from drystone.cli.printing import say
from drystone.cli.session import open_state
from drystone.lib.clock import now

app = typer.Typer(name="privacy", help="What is kept about people.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """What is kept about people."""


@app.command()
def pack(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="A new folder.")] = Path("privacy-pack"),
    program: ProgramOption = HERE,
) -> None:
    """Write every field, purpose, viewer and retention, and drafts of a works agreement and an impact assessment."""
    loaded = read_program(program)
    open_state(loaded)
    from drystone.web import privacy

    files = privacy.pack(loaded, made=now())
    privacy.write(files, folder)
    say(f"Wrote {len(files)} files to {folder}: {', '.join(files)}.")
