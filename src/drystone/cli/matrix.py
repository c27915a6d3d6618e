"""``drystone matrix``: show and export the responsibility matrix."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from drystone.cli.options import HERE, JSONOption, ProgramOption, read_program
from drystone.cli.printing import print_json, print_table, say
from drystone.lib.errors import UsageError
from drystone.lib.text import plural
from drystone.program import Program

app = typer.Typer(name="matrix", help="The responsibility matrix.", no_args_is_help=True)


class Format(StrEnum):
    """A file that people open."""

    CSV = "csv"
    MD = "md"
    HTML = "html"
    XLSX = "xlsx"
    JSON = "json"


@app.callback()
def _group() -> None:
    """The responsibility matrix."""


@app.command()
def show(
    program: ProgramOption = HERE,
    activity: Annotated[str, typer.Option(help="Only activities whose id or name contains this.")] = "",
    json: JSONOption = False,
) -> None:
    """Show who does what, answers for it, is asked and is told."""
    loaded = read_program(program)
    rows = [row for row in _rows(loaded) if activity.lower() in f"{row['activity']} {row['name']}".lower()]
    if json:
        print_json(rows)
        return
    columns = ("activity", "about", "R", "A", "C", "I", "held by", "standing")
    print_table(
        f"{loaded.settings.organisation.name}: who answers for what",
        columns,
        (
            (
                r["activity"],
                r["about"] or "organisation",
                *(", ".join(r[letter]) for letter in "RACI"),
                r["held_by"],
                r["standing"],
            )
            for r in rows
        ),
    )
    suggested = sum(row["standing"] == "suggested" for row in rows)
    say(f"{plural(len(rows), 'activity', 'activities')}, {suggested} of them only suggested so far.")


@app.command()
def export(
    out: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where to; text formats default to stdout.")
    ] = None,
    format: Annotated[Format | None, typer.Option("--format", help="Default: by the file's name.")] = None,
    program: ProgramOption = HERE,
) -> None:
    """Write the matrix as CSV, Markdown, HTML, a spreadsheet or JSON."""
    chosen = format or _by_name(out)
    loaded = read_program(program)
    if chosen is Format.XLSX:
        if out is None:
            raise UsageError(
                "a spreadsheet cannot go to the terminal", do="Name a file: drystone matrix export matrix.xlsx"
            )
        from drystone.responsibility import exporting  # What writes spreadsheets loads slowly.

        exporting.write_spreadsheet(exporting.grid(loaded), out)
    elif chosen is Format.JSON:
        _put(None, out, loaded)
    else:
        _put(chosen, out, loaded)
    if out is not None:
        say(f"The matrix is in {out}.")


def _by_name(out: Path | None) -> Format:
    suffix = out.suffix.lower().lstrip(".") if out else "csv"
    if suffix in list(Format):
        return Format(suffix)
    raise UsageError(f"{out} does not say which format it is", do="Add --format csv, md, html, xlsx or json.")


def _put(chosen: Format | None, out: Path | None, program: Program) -> None:
    import json

    if chosen is None:
        text = json.dumps(list(_rows(program)), ensure_ascii=False, indent=2) + "\n"
    else:
        from drystone.responsibility import exporting

        write = {Format.CSV: exporting.as_csv, Format.MD: exporting.as_markdown, Format.HTML: exporting.as_html}[chosen]
        text = write(exporting.grid(program))
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8", newline="")


def _rows(program: Program) -> list[dict[str, Any]]:
    return [
        {
            "activity": activity.id,
            "name": activity.name,
            "about": activity.about,
            "R": list(activity.responsible),
            "A": [activity.accountable],
            "C": list(activity.consulted),
            "I": list(activity.informed),
            "held_by": activity.held_by,
            "standing": activity.standing,
        }
        for activity in program.activities.values()
    ]
