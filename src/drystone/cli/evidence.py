"""``drystone evidence``: evidence packs, made and checked without the site."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import HERE, JSONOption, ProgramOption, read_program
from drystone.cli.packs import KeyOption, PackArgument, tell_whether_whole
from drystone.cli.printing import say
from drystone.cli.session import actor, applied_tables
from drystone.lib.clock import now
from drystone.lib.errors import UsageError

app = typer.Typer(name="evidence", help="Evidence packs for auditors.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Evidence packs for auditors."""


@app.command()
def pack(
    activity: Annotated[str, typer.Argument(help="The activity's id.")],
    since: Annotated[str, typer.Option("--from", help="The first day, as 2026-01-31.")],
    until: Annotated[str, typer.Option("--to", help="The last day.")],
    out: Annotated[Path, typer.Option("--out", help="The ZIP to write.")] = Path("evidence.zip"),
    program: ProgramOption = HERE,
) -> None:
    """Write the evidence of one activity and a period as a signed ZIP, with ids instead of names."""
    loaded = read_program(program)
    made = loaded.activities.get(activity)
    if made is None:
        raise UsageError(f"there is no activity {activity!r}", do="`drystone matrix show` lists them.")
    try:
        first, last = dt.date.fromisoformat(since), dt.date.fromisoformat(until)
    except ValueError as error:
        raise UsageError(f"this is not a day: {error}", do="Write it as 2026-01-31.") from error
    with applied_tables(loaded) as (engine, snapshot):
        from drystone.accountability import evidence
        from drystone.audit import actions as audit
        from drystone.audit import keys
        from drystone.directory import naming

        run = evidence.Run(snapshot.run_id, snapshot.as_of, snapshot.manifest.program_digest, engine)
        period = evidence.Period(first, last)
        period.check()
        at = now()
        making = evidence.Making(at, keys.of(loaded, os.environ), naming.named())
        with out.open("wb") as file:
            evidence.pack(file, loaded, made, period=period, run=run, making=making)
        payload = {"since": since, "until": until, "run": snapshot.run_id}
        audit.record("evidence-packed", actor=actor(), at=at, about=("activity", activity), payload=payload)
    say(f"Wrote {out}. `drystone evidence verify {out}` checks it, and so do sha256sum and openssl.")


@app.command()
def verify(
    file: PackArgument,
    key: KeyOption = None,
    json: JSONOption = False,
) -> None:
    """Check a pack: nothing changed, nothing added, nothing missing. Exits 1 where it is not whole."""
    tell_whether_whole(file, key, called="pack", json=json)
