"""``drystone serve``: the web app and its background work, in one go."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import HERE, ProgramOption, read_program
from drystone.cli.printing import note, say
from drystone.cli.session import open_state
from drystone.lib.clock import now
from drystone.program import Program
from drystone.web import secret_key, serving, setup

PortOption = Annotated[int, typer.Option(min=1, max=65_535, help="Where it answers.")]


def serve(
    program: ProgramOption = HERE,
    host: Annotated[str, typer.Option(help="The address to listen at; 0.0.0.0 for every one of this machine.")] = (
        "127.0.0.1"
    ),
    port: PortOption = 8000,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes that make pages; two where there are two cores.")
    ] = None,
    no_background: Annotated[
        bool, typer.Option("--no-background", help="Pages only; another machine does the runs and messages.")
    ] = False,
    first_link: Annotated[
        bool, typer.Option("--first-link", help="Print a link that makes an administrator, when none of yours gets in.")
    ] = False,
) -> None:
    """Serve the site and do the background work until stopped. Exits 3 where the port or the state cannot be used."""
    loaded = read_program(program)
    number = serving.listening_at(host, port)
    what = replace(prepare(loaded, host, port), host=number)
    link = _first_link(loaded.root, anyway=first_link)
    run(replace(what, workers=workers or serving.usual_workers(), background=not no_background), link)


def prepare(program: Program, host: str, port: int) -> serving.Serving:
    """Make the state and the secret key ready, and return what is served, and where."""
    open_state(program)
    from drystone.authoring import writing
    from drystone.runs import state

    secret = secret_key.ready(program.root / program.settings.state.path, os.environ)
    state.migrate(now=now())
    writing.recover(program.root, now=now())
    url = os.environ.get("DRYSTONE_URL") or program.settings.site.url or serving.address(host, port)
    receiver = program.settings.receiver is not None
    return serving.Serving(program.root, url, secret, host, port, receiver=receiver)


def run(what: serving.Serving, link: str = "") -> None:
    """Serve until stopped, and say the address when it answers."""
    _warn(what)

    def ready() -> None:
        say(f"Drystone answers at {what.url}", "bold")
        if link:
            say(f"Whoever opens this link first administers it, once: {what.url}{link}")
        say("Ctrl-C stops it.")
        sys.stdout.flush()

    serving.serve(what, say=note, ready=ready)
    note("Stopped.")


def _warn(what: serving.Serving) -> None:
    if not what.loopback and not what.url.startswith("https://"):
        note(
            "Passwords and pages would cross the network in plain text. Put a server that ends TLS in front (Caddy,\n"
            "  nginx, a load balancer), let it forward to this port with X-Forwarded-Proto, and set the https address\n"
            "  that people type as url under [site] in drystone.toml. docs/serving.md shows how."
        )


def _first_link(root: Path, *, anyway: bool) -> str:
    setup.site(root)
    from django.db import connection

    from drystone.directory import first
    from drystone.runs import state

    with state.spoken():
        link = first.link(now=now(), anyway=anyway)
    connection.close()
    return link


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)
