"""``drystone who``: who is responsible, accountable, consulted and informed for a thing, by which step."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from drystone.cli.options import HERE, JSONOption, ProgramOption, read_program
from drystone.cli.printing import print_json, print_table, say
from drystone.cli.session import applied_tables, record_look
from drystone.inventory import one_thing
from drystone.responsibility import who as letters_of


def who(
    kind: Annotated[str, typer.Argument(help="The kind of thing: person, account, device, …")],
    key: Annotated[str, typer.Argument(help="Its id, an alias, or a strong key such as a serial number.")],
    program: ProgramOption = HERE,
    json: JSONOption = False,
) -> None:
    """Say who holds which letter for a thing, by which step and on what evidence."""
    loaded = read_program(program)
    with applied_tables(loaded) as (engine, _):
        thing = one_thing(engine, kind, key)
        record_look(kind, thing.asset_id, "who")
        lines = letters_of(engine, loaded, kind, thing.asset_id)
    if json:
        letters = [asdict(line) for line in lines]
        print_json({"asset_kind": kind, "asset_id": thing.asset_id, "asset_name": thing.name, "letters": letters})
        return
    say(f"{kind} {thing.name or thing.asset_id}", "bold")
    if not lines:
        say("No activity of the program is about this thing.")
        return
    print_table(
        "",
        ("activity", "", "position", "who", "step", "how we know"),
        (
            (
                line.activity_id,
                line.letter,
                line.who,
                line.person or line.person_id or "nobody",
                line.via,
                line.evidence,
            )
            for line in lines
        ),
    )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(who)
