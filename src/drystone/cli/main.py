"""The ``drystone`` command: gathers the commands, and turns expected errors into words and exit codes.

Exit codes: 0 done, 1 the thing you asked to be judged failed, 2 you used it wrongly, 3 a source or service failed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache

import typer

from drystone import __version__
from drystone.cli import (
    attest,
    audit,
    backup,
    decide,
    demo,
    evidence,
    exception,
    gaps,
    incidents,
    init,
    lake,
    lessons,
    matrix,
    privacy,
    program,
    reminders,
    report,
    reports,
    reviews,
    run,
    serve,
    sources,
    triage,
    validate,
    who,
    why,
)
from drystone.cli.printing import note
from drystone.lib.errors import DrystoneError

app = typer.Typer(
    name="drystone",
    help="Who answers for what, what is not happening, whose it is and since when.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=True,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"drystone {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Say the version."),
) -> None:
    """Who answers for what, what is not happening, whose it is and since when."""


for command in (init, validate, run, gaps, who, why, attest, triage, report, serve, demo, backup):
    command.register(app)
_GROUPS = (
    matrix, lessons, sources, program, lake, decide, exception, audit, evidence, privacy, reminders, reports, incidents,
    reviews,
)  # fmt: skip
for group in _GROUPS:
    app.add_typer(group.app)


@cache
def _command() -> Callable[..., object]:
    """Return the whole of the commands; one process may be told many words."""
    return typer.main.get_command(app)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line (by default the process's own words) and return its exit code."""
    try:
        _command()(args=words)
        sys.stdout.flush()
    except DrystoneError as error:
        note(f"drystone: {error}")
        return error.exit_code
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except KeyboardInterrupt:
        note("drystone: stopped. Nothing is lost; the next run finishes what this one began.")
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`). Point stdout elsewhere so that closing it stays silent.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        # A file or folder that somebody named, or the disk below it; rooms say more where they know more.
        place = f"{error.filename}: " if error.filename else ""
        note(f"drystone: {place}{error.strerror or error}\n  Check the path, who may write there, and the room left.")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
