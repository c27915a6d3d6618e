"""``drystone matrix``: show, lint, import and export the responsibility matrix."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from drystone.cli.importing import import_matrix
from drystone.cli.lint import lint
from drystone.cli.options import HERE, JSONOption, ProgramOption, read_program
from drystone.cli.printing import print_json, print_table, say
from drystone.cli.profile import profile
from drystone.lib.clock import now
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
    OSCAL = "oscal"


app.command()(lint)
app.command("import")(import_matrix)
app.command()(profile)


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
    by_department: Annotated[
        bool, typer.Option("--by-department", help="Markdown: one section a party, in its own words.")
    ] = False,
    program: ProgramOption = HERE,
) -> None:
    """Write the matrix as CSV, Markdown, HTML, a spreadsheet, JSON or OSCAL."""
    chosen = format or _by_name(out)
    loaded = read_program(program)
    if chosen is Format.XLSX:
        if out is None:
            raise UsageError(
                "a spreadsheet cannot go to the terminal", do="Name a file: drystone matrix export matrix.xlsx"
            )
        from drystone.responsibility import exporting  # What writes spreadsheets loads slowly.

        exporting.write_spreadsheet(exporting.grid(loaded), out, as_of=now())
    else:
        _put(_text(chosen, loaded, by_department), out)
    if out is not None:
        say(f"The matrix is in {out}.")


def _by_name(out: Path | None) -> Format:
    suffix = out.suffix.lower().lstrip(".") if out else "csv"
    if suffix in list(Format):
        return Format(suffix)
    raise UsageError(f"{out} does not say which format it is", do="Add --format csv, md, html, xlsx, json or oscal.")


def _text(chosen: Format, program: Program, by_department: bool) -> str:
    import json

    from drystone.responsibility import exporting
    from drystone.responsibility.matrices import programs
    from drystone.responsibility.matrices.writing import oscal, texts

    matrix = exporting.grid(program)
    parties = programs.parties(program, matrix)
    if chosen is Format.JSON:
        return json.dumps(list(_rows(program)), ensure_ascii=False, indent=2) + "\n"
    if chosen is Format.OSCAL:
        return json.dumps(oscal.as_oscal(matrix, as_of=now(), parties=parties), ensure_ascii=False, indent=2) + "\n"
    if chosen is Format.MD and by_department:
        return texts.by_department(matrix, parties)
    write = {Format.CSV: exporting.as_csv, Format.MD: exporting.as_markdown, Format.HTML: exporting.as_html}[chosen]
    return write(matrix)


def _put(text: str, out: Path | None) -> None:
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
