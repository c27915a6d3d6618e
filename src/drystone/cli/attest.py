"""``drystone attest``: say that a duty was done, on this date, and where to see it."""

from __future__ import annotations

from typing import Annotated

import typer

from drystone.cli.options import HERE, AsOfOption, ProgramOption, known, moment, read_program
from drystone.cli.printing import say
from drystone.cli.session import applied_tables, person_id
from drystone.inventory import one_thing
from drystone.responsibility import doers


def attest(
    activity: Annotated[str, typer.Argument(help="The activity's id.")],
    evidence: Annotated[str, typer.Option(help="Where to see that it was done: a link, a ticket, a file.")],
    by: Annotated[str, typer.Option(help="Who attests.", envvar="DRYSTONE_ME", metavar="E-MAIL")],
    thing: Annotated[tuple[str, str] | None, typer.Option(help="For one thing only: its KIND and KEY.")] = None,
    program: ProgramOption = HERE,
    as_of: AsOfOption = None,
) -> None:
    """Attest that a duty which no data shows was done; whoever does it or answers for it may."""
    at = moment(as_of)
    loaded = read_program(program)
    known(activity, loaded.activities, "activity")
    with applied_tables(loaded) as (engine, _):
        from drystone.gaps import actions

        about = (thing[0], one_thing(engine, *thing).asset_id) if thing else None
        actions.attest(
            loaded.activities[activity],
            actions.Word(evidence, about),
            by=person_id(engine, by),
            at=at,
            doers=doers(engine, activity, about),
        )
    say(f"Thank you. {loaded.activities[activity].name}: attested on {at.date()}. The next run counts it.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(attest)
