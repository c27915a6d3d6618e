"""``drystone incident``: which incidents there are, one of them, and its signed export, made and checked offline."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import HERE, JSONOption, ProgramOption, read_program
from drystone.cli.packs import KeyOption, PackArgument, tell_whether_whole
from drystone.cli.printing import print_json, print_table, say
from drystone.cli.session import actor, opened_state, serve
from drystone.lib.clock import iso, now
from drystone.lib.errors import UsageError

app = typer.Typer(name="incident", help="Incidents: what is run when more happened.", no_args_is_help=True)
_NUMBER = Annotated[str, typer.Argument(metavar="INCIDENT", help="The incident's number, as the list has it.")]


@app.callback()
def _group() -> None:
    """Incidents: what is run when more happened."""


@app.command("list")
def listing(program: ProgramOption = HERE, json: JSONOption = False) -> None:
    """List incidents, those that go on first, with when the first of their legal clocks is over."""
    loaded = read_program(program)
    with opened_state(loaded):
        from drystone.incidents import queries

        found = queries.listing()
    if json:
        print_json([
            {"incident": one.incident_id, "title": one.title, "kind": one.kind, "severity": one.severity,
             "state": one.state, "declared_at": iso(one.declared_at), "due": iso(one.due) if one.due else None}
            for one in found
        ])  # fmt: skip
        return
    rows = [(one.incident_id, one.title, one.state, one.severity, one.declared_at, one.due) for one in found]
    print_table("incidents", ("incident", "title", "state", "severity", "declared", "clock until"), rows)


@app.command()
def show(incident: _NUMBER, program: ProgramOption = HERE, json: JSONOption = False) -> None:
    """Show an incident as its export has it: roles, not names, and no report's number."""
    loaded = read_program(program)
    with opened_state(loaded):
        from drystone.incidents import packing, queries, writing

        serve(loaded)
        found = queries.incident(incident)
        if found is None:
            raise _unknown(incident)
        told = packing.told(found, loaded, at=now())
        text = writing.markdown(told, loaded)
    if json:
        print_json(told)
    else:
        say(text)


@app.command()
def export(
    incident: _NUMBER,
    out: Annotated[Path, typer.Option("--out", help="The ZIP to write.")] = Path("incident.zip"),
    program: ProgramOption = HERE,
) -> None:
    """Write an incident as a signed ZIP, with its evidence."""
    loaded = read_program(program)
    with opened_state(loaded):
        from drystone.audit import actions as audit
        from drystone.audit import keys
        from drystone.incidents import packing, queries

        serve(loaded)
        found = queries.incident(incident)
        if found is None:
            raise _unknown(incident)
        at = now()
        with out.open("wb") as file:
            packing.pack(file, found, loaded, packing.Making(at, keys.of(loaded, os.environ)))
        audit.record("incident-packed", actor=actor(), at=at, about=("incident", incident))
    say(f"Wrote {out}. `drystone incident verify {out}` checks it, and so do sha256sum and openssl.")


@app.command()
def verify(
    file: PackArgument,
    key: KeyOption = None,
    json: JSONOption = False,
) -> None:
    """Check an export: nothing changed, nothing added, nothing missing. Exits 1 where it is not whole."""
    tell_whether_whole(file, key, called="export", json=json)


def _unknown(incident: str) -> UsageError:
    return UsageError(f"there is no incident {incident!r}", do="`drystone incident list` names them.")
