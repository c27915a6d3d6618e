"""``drystone matrix lint``: judge a responsibility matrix in any file, with no program and no server."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import AsOfOption, moment
from drystone.cli.printing import note, print_json, print_table, say
from drystone.lib.text import plural
from drystone.responsibility.matrices import linting, tuning
from drystone.responsibility.matrices.reading import opening
from drystone.responsibility.matrices.reporting import documents, page
from drystone.responsibility.matrices.rules.catalogue import RULES


class ReportFormat(StrEnum):
    """How a report is given."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"
    HTML = "html"


def lint(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A workbook, CSV, Markdown, Word, HTML or YAML file, or a program.")
    ],
    format: Annotated[ReportFormat, typer.Option("--format", help="How the answer is given.")] = ReportFormat.TABLE,
    rules: Annotated[
        Path | None, typer.Option("--rules", help=f"A file that tunes rules; default: {tuning.NAME} beside FILE.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the report here instead of to stdout.")] = None,
    as_of: AsOfOption = None,
) -> None:
    """Judge a responsibility matrix in any file; exit 1 when a rule fires that is an error."""
    beside = (file if file.is_dir() else file.parent) / tuning.NAME
    chosen = rules or (beside if beside.is_file() else None)
    tuned = tuning.load(chosen) if chosen else None
    report = linting.lint(opening.read(file), as_of=moment(as_of), tuning=tuned)
    if format is ReportFormat.TABLE:
        _table(report)
    elif format is ReportFormat.HTML:
        _put(page.as_html(report), out)
    else:
        made = documents.as_json(report) if format is ReportFormat.JSON else documents.as_sarif(report)
        _put_document(made, out)
    if out is not None and format is not ReportFormat.TABLE:
        note(f"The report is in {out}.")
    if report.failed:
        raise typer.Exit(1)


def _put(text: str, out: Path | None) -> None:
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8", newline="")


def _put_document(document: object, out: Path | None) -> None:
    import json

    if out is None:
        print_json(document)
    else:
        _put(json.dumps(document, ensure_ascii=False, indent=2) + "\n", out)


def _table(report: linting.Report) -> None:
    for matrix in report.reading.matrices:
        say(
            f"{matrix.title}: {plural(len(matrix.rows), 'activity', 'activities')}, "
            f"{plural(len(matrix.roles), 'role')} ({matrix.scheme})",
            "bold",
        )
    if report.findings:
        rows = [(f.severity, f.rule, str(f.spot), f.activity, f.text) for f in report.findings]
        print_table("", ("severity", "rule", "place", "activity", ""), rows)
        for rule in dict.fromkeys(finding.rule for finding in report.findings if finding.severity == "error"):
            say(f"{rule}: {RULES[rule].why} ({RULES[rule].source})", "dim")
    excused = f", {len(report.excused)} excused" if report.excused else ""
    say(
        f"{plural(report.count('error'), 'error')}, {plural(report.count('warning'), 'warning')}, "
        f"{report.count('info')} to know{excused}."
    )
