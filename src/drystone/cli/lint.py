"""``drystone matrix lint``: judge a responsibility matrix in any file, with no program and no server."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import AsOfOption, known, moment
from drystone.cli.printing import note, print_json, print_table, say
from drystone.lake import manifest
from drystone.lib.errors import StoreError
from drystone.lib.text import plural
from drystone.program.model import PROFILES, LakeSettings
from drystone.responsibility.matrices import linting, tuning
from drystone.responsibility.matrices.reading import opening
from drystone.responsibility.matrices.reporting import documents, page
from drystone.responsibility.matrices.rules.catalogue import RULES

#: Fewer people than this are a small team: the number of a microenterprise in EU Recommendation 2003/361/EC.
FEW = 10


class ReportFormat(StrEnum):
    """How a report is given."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"
    HTML = "html"


GroupOption = Annotated[
    int | None, typer.Option("--group", min=1, max=3, help="Implementation group of the CIS Controls; 1 unless told.")
]
SmallTeamOption = Annotated[
    bool | None,
    typer.Option(
        "--small-team/--no-small-team",
        help="List what makes up for duties that few people cannot part. Default: fewer than ten people in the lake.",
    ),
]


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
    profile: Annotated[
        list[str] | None, typer.Option("--profile", help=f"A law or standard to ask too: {', '.join(PROFILES)}.")
    ] = None,
    group: GroupOption = None,
    small_team: SmallTeamOption = None,
) -> None:
    """Judge a responsibility matrix in any file; exit 1 when a rule fires that is an error."""
    for name in profile or ():
        known(name, PROFILES, "profile")
    report = report_on(
        file, rules=rules, profiles=profile or (), group=group, small_team=small_team, as_of=moment(as_of)
    )
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


def report_on(
    file: Path,
    *,
    rules: Path | None,
    profiles: Iterable[str],
    group: int | None,
    small_team: bool | None,
    as_of: dt.datetime,
) -> linting.Report:
    """Judge a file by its tuning file and by what the command line asks beyond it. Raises UsageError."""
    beside = (file if file.is_dir() else file.parent) / tuning.NAME
    chosen = rules or (beside if beside.is_file() else None)
    tuned = tuning.load(chosen) if chosen else tuning.Tuning()
    reading = opening.read(file)
    small = tuned.small_team if small_team is None else small_team
    if small is None and reading.wishes.small_team is None:
        people = _people(file)
        small = None if people is None else people < FEW
    asked = replace(tuned, profiles=tuned.profiles | frozenset(profiles), group=group or tuned.group, small_team=small)
    return linting.lint(reading, as_of=as_of, tuning=asked)


def _people(folder: Path) -> int | None:
    """Return how many people the newest snapshot of a program knows, those who left among them; None without one."""
    if not folder.is_dir():
        return None
    try:
        told = tomllib.loads((folder / "drystone.toml").read_text(encoding="utf-8"))
        lake = folder / str(told.get("lake", {}).get("path", LakeSettings().path))
        found = [manifest.read(one.parent) for one in sorted(lake.glob(f"snapshots/*/{manifest.NAME}"))]
    except (OSError, ValueError, AttributeError, StoreError):
        # The matrix is judged all the same; how many people there are is then not known.
        return None
    newest = max(found, key=lambda one: one.as_of, default=None)
    return newest.tables["person"].rows if newest is not None and "person" in newest.tables else None


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
        making = Counter((f.rule, one.state, one.words, one.source) for f in report.findings for one in f.measures)
        for (rule, state, words, source), count in making.items():
            say(f"{rule}, {plural(count, 'finding')}, {state}: {words} ({source})", "dim")
        for rule in dict.fromkeys(finding.rule for finding in report.findings if finding.severity == "error"):
            say(f"{rule}: {RULES[rule].why} ({RULES[rule].source})", "dim")
    excused = f", {len(report.excused)} excused" if report.excused else ""
    say(
        f"{plural(report.count('error'), 'error')}, {plural(report.count('warning'), 'warning')}, "
        f"{report.count('info')} to know{excused}."
    )
