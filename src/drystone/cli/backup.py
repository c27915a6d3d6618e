"""``drystone backup`` and ``drystone restore``: everything, verified."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import HERE, AsOfOption, ProgramOption, moment, read_program
from drystone.cli.printing import say
from drystone.cli.session import require_state


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="A new file to write.")],
    program: ProgramOption = HERE,
    as_of: AsOfOption = None,
) -> None:
    """Put the state, the lake that it needs and the program into one file. Keep it where its keys are not."""
    loaded = read_program(program)
    require_state(loaded)
    from drystone.runs import backup as backups

    backups.backup(loaded, target, at=moment(as_of))
    say(f"Everything is in {target}. It holds personal data: keep it encrypted, and not beside its key.")


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Check a backup whole, then put it back into a new folder. Overwrites nothing."""
    from drystone.runs import backup as backups

    backups.restore(source, folder)
    say(f"Restored into {folder}; `drystone gaps --program {folder}` goes on where the backup was made.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(backup)
    app.command()(restore)
