"""``drystone backup`` and ``drystone restore``: everything, verified."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import HERE, AsOfOption, ProgramOption, moment, read_program
from drystone.cli.printing import progress, say
from drystone.cli.session import opened_state
from drystone.program.model import StateSettings
from drystone.web import setup


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="A new folder, or a new file that ends in .tar.")],
    program: ProgramOption = HERE,
    as_of: AsOfOption = None,
) -> None:
    """Put the state, the lake that it needs and the program into one place. Keep it where its keys are not."""
    loaded = read_program(program)
    with opened_state(loaded):
        from drystone.runs import backup as backups

        with progress("copying state, lake and program"):
            backups.backup(loaded, target, at=moment(as_of))
    say(f"Everything is in {target}. It holds personal data: keep it encrypted, and not beside its key.")


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A backup: the folder or the .tar file.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Check a backup whole, then put it back into a new folder. Overwrites nothing.

    A state that was in PostgreSQL goes into the empty database that DRYSTONE_STATE_URL names.
    """
    setup.configure(os.environ.get(StateSettings().url_env) or None, folder / StateSettings().path)
    from drystone.runs import backup as backups

    with progress("checking the backup, then putting it back"):
        backups.restore(source, folder)
    say(f"Restored into {folder}; `drystone gaps --program {folder}` goes on where the backup was made.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(backup)
    app.command()(restore)
