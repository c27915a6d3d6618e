"""``drystone decide``: settle what only a person can, so that every later run keeps to it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import HERE, AsOfOption, ProgramOption, known, moment, read_program
from drystone.cli.printing import say
from drystone.cli.session import actor, applied_tables, opened_state, person_id, serve
from drystone.inventory import one_thing
from drystone.lake.engines import Engine
from drystone.lib.errors import UsageError
from drystone.program.vocabulary import TABLES

app = typer.Typer(name="decide", help="Settle what only a person can; later runs keep to it.", no_args_is_help=True)

Reason = Annotated[str, typer.Option(help="Why; it is kept.")]
Until = Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day it holds.")]
RecordName = Annotated[str, typer.Argument(metavar="SOURCE:KEY", help="A record: its source and its key.")]
#: Reason, program folder and ``--as-of``, which every decision takes.
Common = tuple[str, Path, str | None]
Kind = Annotated[str, typer.Argument(help="The kind of thing: person, account, device, …")]


@app.callback()
def _group() -> None:
    """Settle what only a person can; later runs keep to it."""


@app.command()
def same(
    kind: Kind, a: RecordName, b: RecordName, reason: Reason, program: ProgramOption = HERE, as_of: AsOfOption = None
) -> None:
    """Two records are one thing."""
    _pair("same", kind, (a, b), (reason, program, as_of))


@app.command("not-same")
def not_same(
    kind: Kind, a: RecordName, b: RecordName, reason: Reason, program: ProgramOption = HERE, as_of: AsOfOption = None
) -> None:
    """Two records are two things, whatever their keys say."""
    _pair("not_same", kind, (a, b), (reason, program, as_of))


@app.command()
def owner(
    kind: Kind,
    key: Annotated[str, typer.Argument(help="The thing's id or a strong key.")],
    person: Annotated[str, typer.Argument(help="Whose it is: an e-mail address or id.")],
    reason: Reason,
    until: Until = None,
    program: ProgramOption = HERE,
    as_of: AsOfOption = None,
) -> None:
    """This thing is this person's."""
    _ownership("owner", (kind, key, person), until, (reason, program, as_of))


@app.command("not-mine")
def not_mine(
    kind: Kind,
    key: Annotated[str, typer.Argument(help="The thing's id or a strong key.")],
    person: Annotated[str, typer.Argument(help="Whose it is not: an e-mail address or id.")],
    reason: Reason,
    until: Until = None,
    program: ProgramOption = HERE,
    as_of: AsOfOption = None,
) -> None:
    """This thing is not this person's, whatever a claim says."""
    _ownership("not_mine", (kind, key, person), until, (reason, program, as_of))


@app.command()
def sampled(check: str, reason: Reason, program: ProgramOption = HERE, as_of: AsOfOption = None) -> None:
    """A sample of this check's owners was confirmed right (at most 1 of 30 wrong)."""
    _about_check("sampled", check, (reason, program, as_of))


@app.command()
def started(check: str, reason: Reason, program: ProgramOption = HERE, as_of: AsOfOption = None) -> None:
    """The accountable starts this check: from the next run on it may reach people, once its trial is over."""
    _about_check("started", check, (reason, program, as_of))


@app.command()
def withdraw(decision: str, reason: Reason, program: ProgramOption = HERE, as_of: AsOfOption = None) -> None:
    """Take a decision back."""
    with opened_state(read_program(program)):
        from drystone.decisions import actions

        actions.withdraw(decision, by=actor(), at=moment(as_of), reason=reason)
    say("Withdrawn; the next run no longer counts it.")


def _pair(kind: str, asset_kind: str, records: tuple[str, str], common: Common) -> None:
    reason, program, as_of = common
    with applied_tables(read_program(program), ("member",)) as (engine, _):
        (a_source, a_key), (b_source, b_key) = (_known_record(engine, asset_kind, name) for name in records)
        two = {"a_source": a_source, "a_key": a_key, "b_source": b_source, "b_key": b_key}
        _save({"kind": kind, "asset_kind": asset_kind, **two}, reason, as_of)


def _known_record(engine: Engine, kind: str, name: str) -> tuple[str, str]:
    source, key = _record(name)
    values = {"kind": kind, "source": source, "key": key}
    if not engine.rows("select 1 from member where asset_kind = $kind and source = $source and key = $key", values):
        raise UsageError(f"no {kind} has the record {name!r}", do="`drystone why KIND KEY` shows a thing's records.")
    return source, key


def _record(name: str) -> tuple[str, str]:
    source, colon, key = name.partition(":")
    if not (source and colon and key):
        raise UsageError(f"{name!r} does not name a record", do="Write SOURCE:KEY, such as jamf:100.")
    return source, key


def _ownership(kind: str, words: tuple[str, str, str], until: dt.datetime | None, common: Common) -> None:
    reason, program, as_of = common
    asset_kind, key, who = words
    loaded = read_program(program)
    with applied_tables(loaded) as (engine, _):
        asset_id = one_thing(engine, asset_kind, key).asset_id
        if TABLES[asset_kind].role != "thing":
            raise UsageError(f"the program says whose the {asset_kind} is", do="change its letters or holders there")
        person = person_id(engine, who)
        serve(loaded)
        _save({"kind": kind, "asset_kind": asset_kind, "asset_id": asset_id, "person_id": person}, reason, as_of, until)


def _about_check(kind: str, check: str, common: Common) -> None:
    reason, program, as_of = common
    loaded = read_program(program)
    known(check, loaded.checks, "check")
    with opened_state(loaded):
        _save({"kind": kind, "check_id": check}, reason, as_of)


def _save(what: dict[str, str], reason: str, as_of: str | None, until: dt.datetime | None = None) -> None:
    from drystone.decisions import actions, settling

    last = until.date() if until else None
    decision = settling.settle(actions.Settled(**what), by=actor(), at=moment(as_of), reason=reason, until=last)
    say(f"Settled as {decision}; the next run keeps to it. `drystone decide withdraw {decision}` takes it back.")
