"""``drystone demo``: make up an organisation and run over it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import AsOfOption, moment, read_program
from drystone.cli.printing import note, progress, say
from drystone.cli.session import open_state
from drystone.cli.summary import say_report
from drystone.demo.exports import World
from drystone.demo.making import make_exports, make_program
from drystone.lib.errors import UsageError
from drystone.program import Program

#: The made-up organisation began three weeks ago, so that gaps have an age and most checks are past their trial.
BEGAN = dt.timedelta(days=21)
#: Every seventh check of an agreed activity is still in trial.
IN_TRIAL_EVERY = 7


def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="A new folder.")] = Path("demo"),
    people: Annotated[int, typer.Option(min=40, max=20_000, help="How many people it has.")] = 250,
    seed: Annotated[int, typer.Option(help="Another number, another organisation.")] = 7,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Only make it and run.")] = False,
    as_of: AsOfOption = None,
) -> None:
    """Make a believable organisation from its systems' exports, and run over it twice, three weeks apart."""
    today = moment(as_of)
    if (folder / "drystone.toml").exists():
        raise UsageError(
            f"{folder} holds a program already", do=f"Delete it (`rm -r {folder}`) or name another folder."
        )
    world = World(people=people, seed=seed, today=today.date())
    make_program(world, folder)
    began = today - BEGAN
    make_exports(world, folder, began.date())
    _dated(folder, began)
    program = read_program(folder)
    open_state(program)
    note(f"Fenwick Foods, {len(world.people)} people, made up in {folder}. Three weeks ago it looked like this:")
    _run(program, began)
    _start_checks(program, began)
    make_exports(world, folder, today.date())
    _dated(folder, today)
    report = _run(program, today)
    say_report(report)
    login = world.people[3].email
    say("")
    say("Look further:", "bold")
    for words in (
        "gaps",
        "gaps --check laptop-disk-encrypted",
        f"who account {login}",
        f"why person {login}",
        "matrix show",
    ):
        say(f"  {_command()} {words} --program {folder}")
    if not no_serve:
        note("Pages come with the web app; until then this is all.")


def _command() -> str:
    """Return how this command was called, where a plain ``drystone`` would not be found."""
    called = Path(sys.argv[0])
    return "drystone" if shutil.which("drystone") or called.name != "drystone" else str(called)


def _dated(folder: Path, moment: dt.datetime) -> None:
    """Give the exports the age they pretend to have, so that nothing is stale that should not be."""
    for path in (folder / "exports").iterdir():
        os.utime(path, (moment.timestamp(), moment.timestamp()))


def _run(program: Program, at: dt.datetime) -> dict[str, object]:
    from drystone.runs import actions
    from drystone.runs.pipeline import Rooms

    with progress("starting") as step:
        tools = actions.Tools(pipeline=Rooms(dict(os.environ)), step=step)
        return actions.run(program, tools=tools, as_of=at).as_json()


def _start_checks(program: Program, at: dt.datetime) -> None:
    """Let the made-up accountables confirm samples and start most checks; every seventh stays in trial."""
    from drystone.decisions import actions

    agreed = [c for c in program.checks.values() if program.activities[c.activity].standing == "agreed"]
    for index, check in enumerate(agreed):
        if index % IN_TRIAL_EVERY:
            for kind, reason in (("sampled", "30 owners asked, 30 right"), ("started", "the sample was right")):
                settled = actions.Settled(kind=kind, check_id=check.id)
                actions.record(settled, by="demo", at=at, reason=reason)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)
