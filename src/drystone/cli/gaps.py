"""``drystone gaps``: what is open, whose it is, since when and due when."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

import typer

from drystone.cli.options import HERE, ProgramOption, known, read_program
from drystone.cli.printing import note, print_json, print_table
from drystone.cli.session import actor, applied_tables, opened_state, person_id
from drystone.gaps.formats import as_csv
from drystone.gaps.ocsf import compliance_finding
from drystone.lib.clock import now
from drystone.lib.errors import UsageError
from drystone.lib.text import plural
from drystone.program import Program


class Format(StrEnum):
    """How to print gaps."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    OCSF = "ocsf"


class Status(StrEnum):
    """Which gaps to list."""

    STANDING = "standing"
    OPEN = "open"
    EXCEPTED = "excepted"
    CLOSED = "closed"
    ALL = "all"


STATUSES = {
    Status.STANDING: ("open", "excepted"),
    Status.OPEN: ("open",),
    Status.EXCEPTED: ("excepted",),
    Status.CLOSED: ("closed",),
    Status.ALL: ("open", "excepted", "closed"),
}


def gaps(
    program: ProgramOption = HERE,
    mine: Annotated[bool, typer.Option("--mine", help="Only those I am responsible for (see --me).")] = False,
    me: Annotated[str, typer.Option(help="Who I am.", envvar="DRYSTONE_ME", metavar="E-MAIL")] = "",
    check: Annotated[str, typer.Option(help="Only this check's.")] = "",
    activity: Annotated[str, typer.Option(help="Only this activity's.")] = "",
    status: Annotated[Status, typer.Option(help="Which state; standing is open and excepted.")] = Status.STANDING,
    format: Annotated[Format, typer.Option("--format", help="How to print them.")] = Format.TABLE,
    with_people: Annotated[bool, typer.Option("--with-people", help="E-mail addresses; needs --reason.")] = False,
    reason: Annotated[str, typer.Option(help="Why you need to see who it is; it is kept.")] = "",
) -> None:
    """List gaps. People are ids that mean nothing outside, unless asked for with a reason, which is kept."""
    if with_people and not reason.strip():
        raise UsageError("--with-people needs a reason", do="Add --reason 'why you need the names'; it is kept.")
    if mine and not me:
        raise UsageError("--mine needs to know who you are", do="Add --me YOUR-ADDRESS or set DRYSTONE_ME.")
    loaded = read_program(program)
    person = _who_asks(loaded, me) if mine else ""
    with opened_state(loaded):
        from drystone.gaps.queries import Filter, mentioned
        from drystone.runs.queries import Looking, gaps_found, gaps_with_people

        if check:
            known(check, {*loaded.checks, *mentioned("check_id")}, "check")
        if activity:
            known(activity, {*loaded.activities, *mentioned("activity_id")}, "activity")
        chosen = Filter(person=person, check=check, activity=activity, statuses=STATUSES[status])
        looking = Looking(by=actor(), at=now(), reason=reason)
        findings = format is Format.OCSF
        if with_people:
            rows = gaps_with_people(loaded, chosen, looking, findings=findings)
        else:
            rows = gaps_found(loaded, chosen, findings=findings)
        _print(rows, format)


def _who_asks(program: Program, me: str) -> str:
    with applied_tables(program, ("person", "alias")) as (engine, _):
        return person_id(engine, me)


def _print(rows: Iterator[dict[str, Any]], format: Format) -> None:
    if format is Format.JSON:
        print_json(list(rows))
    elif format is Format.OCSF:
        print_json([compliance_finding(row) for row in rows])
    elif format is Format.CSV:
        _print_csv(rows)
    else:
        _print_table(list(rows))


def _print_csv(rows: Iterator[dict[str, Any]]) -> None:
    for piece in as_csv(rows, end=os.linesep):
        sys.stdout.write(piece)


def _print_table(rows: list[dict[str, Any]]) -> None:
    if not rows:
        note("No gaps here. That is all.")
        return
    print_table(
        "",
        ("check", "thing", "what", "severity", "since", "due", "whose", ""),
        (
            (
                row["check"],
                row["asset_name"] or row["asset_id"],
                row["item"] or row["detail"] or "",
                row["severity"],
                row["first_seen"][:10],
                row["due"][:10],
                ", ".join(row["responsible"]) or "nobody's",
                _marks(row),
            )
            for row in rows
        ),
    )
    note(f"{plural(len(rows), 'gap')}.")


def _marks(row: dict[str, Any]) -> str:
    marks = [row["reach"]] if row["reach"] != "live" else []
    if row["outcome"] == "unknown":
        marks.append("not heard from")
    if row["status"] != "open":
        marks.append("accepted for a time" if row["status"] == "excepted" else "closed")
    return ", ".join(marks)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(gaps)
