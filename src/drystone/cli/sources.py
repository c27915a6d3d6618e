"""``drystone sources``: propose a source from an export, and try one out."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import HERE, AsOfOption, JSONOption, ProgramOption, moment, read_program
from drystone.cli.printing import note, print_json, print_table, progress, say
from drystone.inventory.trying import Tried, try_source
from drystone.lib.text import plural
from drystone.program.edits import append_source
from drystone.sources import stage_one

app = typer.Typer(name="sources", help="Where records come from.", no_args_is_help=True)
SHOWN = 5


@app.callback()
def _group() -> None:
    """Where records come from."""


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Exports: CSV, JSON, JSON lines, spreadsheets.")],
    program: ProgramOption = HERE,
    only_print: Annotated[bool, typer.Option("--print", help="Show the proposal; write nothing.")] = False,
) -> None:
    """Look at exports and write a source file for each, with its reasons, for you to review."""
    # What reads spreadsheets takes longer to load than most commands take to run.
    from drystone.sources.proposing import propose

    for path in files:
        loaded = read_program(program)
        with progress(f"looking at {path.name}"):
            proposal = propose(path, loaded)
        if only_print:
            typer.echo(proposal.text, nl=False)
            continue
        written = append_source(loaded.root, proposal.text)
        say(f"{path.name} → {written}", "bold")
        for reason in proposal.reasons:
            say(f"  {reason}")
        if proposal.confidence < 0.5:
            say("  This is a guess: please read every line before you run it.", "yellow")
    if not only_print:
        note("Review the files, then `drystone validate`, `drystone sources test ID` and `drystone run`.")


@app.command("test")
def try_out(
    source: Annotated[str, typer.Argument(metavar="ID", help="The source's id.")],
    program: ProgramOption = HERE,
    json: JSONOption = False,
    as_of: AsOfOption = None,
) -> None:
    """Read one source and show what it gives. Changes nothing; exits 3 where it cannot be read."""
    loaded = read_program(program)
    at = moment(as_of)
    with tempfile.TemporaryDirectory(prefix="drystone-") as folder, progress(f"reading {source}"):
        scratch = Path(folder)
        staged = stage_one(loaded, source, scratch=scratch / "sources", as_of=at, environ=dict(os.environ))
        tried = try_source(loaded, staged, scratch=scratch, as_of=at)
    if json:
        print_json(tried.as_json())
    else:
        _say(tried)
    if tried.status == "failed":
        raise typer.Exit(3)


def _say(tried: Tried) -> None:
    say(f"{tried.source_id} is {tried.status}.{f' {tried.error}' if tried.error else ''}", "bold")
    for table, rows in tried.rows.items():
        columns = [column for column, cells in zip(*_turned(tried.samples[table]), strict=True) if any(cells)]
        say(f"{plural(rows, 'row')} of {table}; the first:")
        print_table("", columns, ([row[column] for column in columns] for row in tried.samples[table][:SHOWN]))
    for reason, count, example in tried.quarantine:
        say(f"  {count:,} × {reason}{f' ({example})' if example else ''}", "yellow")


def _turned(rows: list[dict[str, object]]) -> tuple[list[str], list[list[object]]]:
    names = list(rows[0]) if rows else []
    return names, [[row[name] for row in rows] for name in names]
