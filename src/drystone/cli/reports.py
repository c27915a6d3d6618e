"""``drystone reports``: answers as they will be read, and keys for officers, who open a sealed name two together."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import HERE, JSONOption, ProgramOption, read_program
from drystone.cli.printing import print_json, say
from drystone.lib.clock import now
from drystone.lib.errors import StoreError, UsageError
from drystone.lib.text import listing
from drystone.program.answer_model import VERDICTS
from drystone.program.playbook_model import KINDS

app = typer.Typer(
    name="reports", help="What people tell: answers as they are read, keys for officers.", no_args_is_help=True
)
_VARIABLE = "DRYSTONE_OFFICER_PASSPHRASE"


@app.callback()
def _group() -> None:
    """What people tell: answers as they are read, keys for officers."""


@app.command()
def answers(
    verdict: Annotated[str, typer.Option("--verdict", help="Only of this verdict.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="Only as it is read after this kind of report.")] = "",
    as_json: JSONOption = False,
    program: ProgramOption = HERE,
) -> None:
    """Show what whoever reported is told once it is known what it was, in every language. Exits 1 on errors in it."""
    from drystone.cli.session import open_state, serve

    loaded = read_program(program)
    for name, given, choices in (("verdict", verdict, VERDICTS), ("kind of report", kind, KINDS)):
        if given and given not in choices:
            raise UsageError(f"there is no {name} {given!r}", do=f"known are {listing(list(choices))}")
    open_state(loaded)
    serve(loaded)
    from drystone.reports import answering  # Needs Django set up; nothing of the state is read.

    found = list(answering.samples(loaded, now=now(), verdict=verdict, kind=kind))
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        said = one.answer_id or "our own words: the program has none"
        say(f"{one.verdict} · {listing(list(one.kinds)) or 'all other kinds'} · {one.language} · {said}", "bold")
        say(one.text)
        if one.received:
            told = loaded.settings.reports.tell_recipients
            say(f"Those who received it{'' if told else ', if they were told ([reports] tell_recipients)'}:", "dim")
            say(one.received)
        say("")


@app.command()
def officer(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A word for the officer, such as works-council.")],
    role: Annotated[str, typer.Option("--role", help="The position that they hold.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the officer keeps the key: not here.")],
    program: ProgramOption = HERE,
) -> None:
    """Make an officer's key: a file for them, under a passphrase that only they know, and lines for drystone.toml.

    Do it on the officer's own machine. Two officers open a sealed name together; one alone opens none unseen.
    """
    from drystone.cli.session import open_state

    loaded = read_program(program)
    if role not in loaded.roles:
        raise UsageError(f"the program has no role {role!r}", do=f"known are {listing(list(loaded.roles))}")
    if out.resolve().is_relative_to(loaded.root.resolve()):
        raise UsageError(
            "a key inside the program folder is in its backups", where=str(out), do="name a file elsewhere"
        )
    open_state(loaded)
    from drystone.reports import officers  # Needs Django set up; nothing of the state is read.

    key, public = officers.make(_passphrase())
    try:
        with os.fdopen(os.open(out, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(key)
    except OSError as error:
        raise StoreError(
            f"the key cannot be written: {error.strerror}", where=str(out), do="name a new file"
        ) from error
    say(f"The key is in {out}. Keep it and a copy of it where nobody else is; who loses both opens no seal any more.")
    say("Write this into drystone.toml, beside a second officer's:\n")
    say(f'[reports.officers.{name}]\nrole = "{role}"\nkey = "{public}"')


def _passphrase() -> str:
    given = os.environ.get(_VARIABLE)
    if given:
        return given
    return str(typer.prompt("A passphrase for the key", hide_input=True, confirmation_prompt=True))
