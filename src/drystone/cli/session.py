"""Opening what a command works on: the state of a program, and the tables of its applied run."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from drystone.lake import Lake, Snapshot
from drystone.lake.engines import DuckEngine, Engine
from drystone.lib.clock import now
from drystone.lib.errors import UsageError
from drystone.program import Program
from drystone.web import setup


def open_state(program: Program) -> None:
    """Point Django at the program's state: the URL that its variable holds, else the file beside the lake."""
    settings = program.settings.state
    setup.configure(os.environ.get(settings.url_env) or None, program.root / settings.path)


@contextmanager
def opened_state(program: Program) -> Iterator[None]:
    """Open the state for a command that needs a run to have been. Raises StoreError where there was none."""
    open_state(program)
    from drystone.runs import state

    with state.spoken():
        state.require()
        yield


def serve(program: Program) -> None:
    """Let what tells people know the program and where its pages are, as in the process of the site."""
    from drystone.runs import protocol
    from drystone.shell import site

    site.serve(site.Served(program.root, protocol.applied, dict(os.environ)))


def actor() -> str:
    """Return who types, as the audit log names them."""
    return f"cli:{getpass.getuser()}"


@contextmanager
def applied_tables(program: Program, tables: Iterable[str] | None = None) -> Iterator[tuple[Engine, Snapshot]]:
    """Yield an engine that sees the tables of the applied run. Raises UsageError where nothing has run yet."""
    with opened_state(program):
        from drystone.runs import protocol

        run_id = protocol.applied()
        if not run_id:
            raise UsageError("nothing has run yet", do="Run `drystone run` first.")
        snapshot = Lake(program.root / program.settings.lake.path).snapshot(run_id)
        engine = DuckEngine(threads=program.settings.engine.threads, memory=program.settings.engine.memory)
        try:
            snapshot.attach(engine, tables)
            yield engine, snapshot
        finally:
            engine.close()


def addresses(engine: Engine, people: Iterable[str]) -> dict[str, str]:
    """Return the e-mail address (else the name) of each person id that is known."""
    wanted = sorted(set(people))
    if not wanted:
        return {}
    rows = engine.rows(
        "select person_id, coalesce(email, name, person_id) from person where list_contains($ids, person_id)",
        {"ids": wanted},
    )
    return dict(rows)


def person_id(engine: Engine, who: str) -> str:
    """Return the id of the person with this id, address, alias or name. Raises UsageError where it is not one."""
    rows = engine.rows(
        """
        select distinct person_id from person
        where person_id = $who or lower(email) = lower($who) or lower(name) = lower($who)
        union
        select distinct person_id from alias where lower(email) = lower($who) and person_id is not null
        """,
        {"who": who},
    )
    if len(rows) == 1:
        return str(rows[0][0])
    if not rows:
        raise UsageError(f"nobody in the people data is called {who!r}", do="Give an e-mail address or a person's id.")
    raise UsageError(f"{len(rows)} people are called {who!r}", do="Give an e-mail address instead.")


#: Kinds whose things are about one person: looking at one is looking at them.
PERSONAL = ("person", "screening")


def record_look(kind: str, asset_id: str, command: str) -> None:
    """Keep in the log that somebody looked at a person's records; the person can see it."""
    if kind not in PERSONAL:
        return
    from drystone.audit import actions as audit

    audit.record("looked-at-person", actor=actor(), at=now(), about=(kind, asset_id), payload={"command": command})
