"""``drystone exception``: live with a gap for a while, with a reason, an end and a second person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from drystone.cli.options import HERE, AsOfOption, JSONOption, ProgramOption, moment, read_program
from drystone.cli.printing import print_json, print_table, say
from drystone.cli.session import applied_tables, opened_state, person_id, serve
from drystone.lake.engines import Engine
from drystone.program import Program
from drystone.responsibility import superior

app = typer.Typer(name="exception", help="Dated acceptances that a second person approves.", no_args_is_help=True)

By = Annotated[str, typer.Option(help="Who does this.", envvar="DRYSTONE_ME", metavar="E-MAIL")]
#: Who decides, why, the program folder and ``--as-of``.
Common = tuple[str, str, Path, str | None]
ExceptionId = Annotated[str, typer.Argument(metavar="EXCEPTION", help="The exception's id.")]


@app.callback()
def _group() -> None:
    """Dated acceptances that a second person approves."""


@app.command()
def ask(
    gap: Annotated[str, typer.Argument(help="The gap's id.")],
    reason: Annotated[str, typer.Option(help="Why it cannot be mended now.")],
    until: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day it holds; a year at most.")],
    by: By,
    program: ProgramOption = HERE,
    as_of: AsOfOption = None,
) -> None:
    """Ask for an exception. The accountable decides; where they ask themselves, their superior does."""
    with _telling(read_program(program)) as engine:
        from drystone.gaps import actions

        who = person_id(engine, by)
        wish = actions.Wish(gap_id=gap, reason=reason, until=until.date())
        exception = actions.ask(wish, by=who, superior=superior(engine, who), now=moment(as_of))
    say(f"Asked for as {exception}. It counts once somebody else has approved it.")


@app.command()
def approve(
    exception: ExceptionId, by: By, reason: str = "", program: ProgramOption = HERE, as_of: AsOfOption = None
) -> None:
    """Approve an exception that somebody else asked for."""
    _decide(exception, "approved", (by, reason, program, as_of))
    say("Approved. The gap is shown as accepted until its day, then it is open again by itself.")


@app.command()
def refuse(
    exception: ExceptionId,
    by: By,
    reason: Annotated[str, typer.Option(help="Why not.")],
    program: ProgramOption = HERE,
    as_of: AsOfOption = None,
) -> None:
    """Refuse an exception, with a reason."""
    _decide(exception, "refused", (by, reason, program, as_of))
    say("Refused; the gap stays open.")


@app.command()
def end(exception: ExceptionId, by: By, program: ProgramOption = HERE, as_of: AsOfOption = None) -> None:
    """End an exception before its day."""
    with _telling(read_program(program)) as engine:
        from drystone.gaps import actions

        actions.finish(exception, by=person_id(engine, by), now=moment(as_of))
    say("Ended; the gap is open again.")


@app.command("list")
def show(program: ProgramOption = HERE, json: JSONOption = False) -> None:
    """List all exceptions."""
    with opened_state(read_program(program)):
        from drystone.gaps import queries

        rows = [dict(zip(queries.EXCEPTION_COLUMNS, row, strict=True)) for row in queries.exceptions()]
    if json:
        print_json(rows)
        return
    columns = ("exception_id", "check_id", "asset_id", "item", "until", "status", "reason")
    print_table("", columns, ([row[column] for column in columns] for row in rows))


@contextmanager
def _telling(program: Program) -> Iterator[Engine]:
    """Yield the applied tables, where what is done is also told to those concerned."""
    with applied_tables(program) as (engine, _):
        serve(program)
        yield engine


def _decide(exception: str, status: Literal["approved", "refused"], common: Common) -> None:
    by, reason, program, as_of = common
    loaded = read_program(program)
    with _telling(loaded) as engine:
        from drystone.gaps import actions

        verdict = actions.Verdict(exception, status, reason)
        actions.decide(verdict, by=person_id(engine, by), now=moment(as_of))
