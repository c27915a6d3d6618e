"""``drystone demo``: make up an organisation, run over it, and serve it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from drystone.cli import demo_life, demo_reports, reminders
from drystone.cli.options import AsOfOption, moment, read_program
from drystone.cli.printing import note, progress, say
from drystone.cli.serve import PortOption, prepare, run
from drystone.cli.session import open_state
from drystone.cli.summary import say_report
from drystone.demo.exports import World
from drystone.demo.making import make_exports, make_program
from drystone.demo.trials import PLANTED
from drystone.lib.clock import now
from drystone.lib.errors import UsageError
from drystone.program import Program
from drystone.web import serving, setup

#: The made-up organisation began three weeks ago, so that gaps have an age and most checks are past their trial.
BEGAN = dt.timedelta(days=21)
#: Every seventh check of an agreed activity is still in trial.
IN_TRIAL_EVERY = 7
#: The file that says that a folder holds nothing but what was made up.
MARK = ".drystone-demo"
LOOPBACK = "127.0.0.1"
#: Passkeys belong to a host name, never to a number (Web Authentication, 5.1.3).
NAME = "localhost"


def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="A new folder.")] = Path("demo"),
    people: Annotated[int, typer.Option(min=40, max=20_000, help="How many people it has.")] = 250,
    seed: Annotated[int, typer.Option(help="Another number, another organisation.")] = 7,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Only make it and run.")] = False,
    port: PortOption = 8000,
    as_of: AsOfOption = None,
    simulate: Annotated[
        int, typer.Option(min=0, max=3_650, metavar="DAYS", help="Then live so many made-up days of reminders.")
    ] = 0,
) -> None:
    """Make a believable organisation from its systems' exports, run over it twice, three weeks apart, and serve it.

    A folder that holds one already is served again. It is served on this machine only.
    """
    again = (folder / MARK).exists() and (simulate > 0 or not no_serve)
    if (folder / "drystone.toml").exists() and not again:
        raise UsageError(
            f"{folder} holds a program already", do=f"Delete it (`rm -r {folder}`) or name another folder."
        )
    if not no_serve and not simulate:
        serving.listening_at(LOOPBACK, port)
    if again:
        note(f"The made-up organisation in {folder} was made earlier; delete the folder for a new one.")
    else:
        today = moment(as_of)
        _make(World(people=people, seed=seed, today=today.date()), folder, today, lived_in=not no_serve)
    if simulate:
        reminders.live(read_program(folder), at=moment(as_of), days=simulate, seed=seed, as_json=False, planted=PLANTED)
    elif not no_serve:
        _serve(folder, port)


def _make(world: World, folder: Path, today: dt.datetime, *, lived_in: bool) -> None:
    """Make it; with ``lived_in`` its people did something meanwhile, for pages to show."""
    make_program(world, folder)
    began = today - BEGAN
    make_exports(world, folder, began)
    _dated(folder, began)
    program = read_program(folder)
    open_state(program)
    note(f"Fenwick Foods, {len(world.people)} people, made up in {folder}. Three weeks ago it looked like this:")
    _run(program, began)
    _start_checks(program, began)
    if lived_in:
        demo_life.give_words(program, began)
        demo_reports.live_through(program, today)
    make_exports(world, folder, today)
    _dated(folder, today)
    say_report(_run(program, today))
    if lived_in:
        demo_life.ask_exceptions(today)
        demo_life.live_through_trials(program, today, PLANTED)
        demo_life.take_lessons(program, today)
    (folder / MARK).write_text("Made by `drystone demo`, which may serve this folder again.\n", encoding="utf-8")
    _say_further(world.people[3].email, folder)


def _say_further(login: str, folder: Path) -> None:
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


def _serve(folder: Path, port: int) -> None:
    """Serve it here, and only to this machine: whoever reaches it may sign in as anybody."""
    what = replace(prepare(read_program(folder), LOOPBACK, port), url=serving.address(NAME, port), demo=True)
    setup.site(folder, demo=True)
    from django.db import connection

    from drystone.jobs import worker

    with progress("getting the pages ready"):
        worker.once(now=now)
    connection.close()
    run(what)


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
