"""How far checks reach, and gaps with the names of people, which leaves a trace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from drystone.audit import actions as audit
from drystone.decisions import queries as decisions
from drystone.directory import naming
from drystone.gaps import queries as gaps
from drystone.gaps import subjects, wording
from drystone.lake import Lake
from drystone.lake.engines import DuckEngine
from drystone.lib.errors import UsageError
from drystone.program.model import Program
from drystone.responsibility import CheckReach, Decided, reach
from drystone.runs import protocol, state
from drystone.runs.actions import lake_path


def reaches(program: Program, *, as_of: dt.datetime) -> tuple[CheckReach, ...]:
    """Return how far each check of the program would reach in a run at ``as_of``. Raises StoreError."""
    decided, first_runs = [], {}
    with state.spoken():
        if state.exists():
            state.require()
            rows = [dict(zip(decisions.COLUMNS, row, strict=True)) for row in decisions.in_force(as_of.date())]
            decided = [
                Decided(row["check_id"], row["kind"], row["decided_at"], row["until"])
                for row in rows
                if row["kind"] in {"sampled", "started"}
            ]
            first_runs = _first_runs(program)
    return reach(program, decided, as_of=as_of, first_runs=first_runs)


def _first_runs(program: Program) -> dict[str, dt.datetime]:
    with _applied(program, "check_history") as engine:
        return dict(engine.rows("select check_id, first_run from check_history")) if engine is not None else {}


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks at people's names, when and why."""

    by: str
    at: dt.datetime
    reason: str


def gaps_found(program: Program, chosen: gaps.Filter, *, findings: bool = False) -> Iterator[dict[str, Any]]:
    """Yield gaps with ids for people, also where a thing is called after one; ``findings`` are rows for OCSF."""
    rows = gaps.listing(chosen, hide=naming.hiding_everybody())
    return wording.findings(rows, program, seen=protocol.applied_as_of()) if findings else rows


def gaps_with_people(
    program: Program, chosen: gaps.Filter, looking: Looking, *, findings: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield gaps with e-mail addresses for person ids; the look, and at whom, is logged before the first row is out.

    A person without an address is given by name; one whom the applied run does not know stays an id. In
    ``findings``, rows for OCSF, everybody stays an id, and ``people`` says who they are. Raises UsageError without a
    reason.
    """
    if not looking.reason.strip():
        raise UsageError("people's names need a reason", do="add --reason TEXT; the look is recorded")
    payload = {
        "reason": looking.reason.strip(),
        "check": chosen.check,
        "activity": chosen.activity,
        "people": sorted({*gaps.people(chosen), *_named_by_things(program, chosen)}),
    }
    seen = ("person", chosen.person) if chosen.person else ("gaps", "")
    audit.record("gaps-with-people", actor=looking.by, at=looking.at, about=seen, payload=payload)
    rows = gaps.listing(chosen, named=True)
    if findings:
        known = _people(program)
        told = wording.findings(rows, program, seen=protocol.applied_as_of())
        return (row | {"people": known} for row in told)
    return _named(rows, addresses(program))


def addresses(program: Program) -> dict[str, str]:
    """Return the e-mail address, else the name, of every person id that the applied run knows."""
    with _applied(program, "person") as engine:
        if engine is None:
            return {}
        return dict(engine.rows("select person_id, coalesce(email, name) as word from person where word is not null"))


def _people(program: Program) -> dict[str, tuple[str, str]]:
    """Return the name and the address of every person id that the applied run knows."""
    with _applied(program, "person") as engine:
        if engine is None:
            return {}
        rows = engine.rows("select person_id, coalesce(name, ''), coalesce(email, '') from person")
    return {person: (name, email) for person, name, email in rows}


def _named_by_things(program: Program, chosen: gaps.Filter) -> set[str]:
    """Return whose names the things say that gaps are about: they are told of the look too."""
    with _applied(program, *subjects.TABLES) as engine:
        return subjects.behind(engine, gaps.things(chosen)) if engine is not None else set()


@contextmanager
def _applied(program: Program, *tables: str) -> Iterator[DuckEngine | None]:
    """Yield an engine over tables of the applied run, or None before the first."""
    applied = protocol.applied()
    if not applied:
        yield None
        return
    engine = DuckEngine(threads=1, memory="500MB")
    try:
        snapshot = Lake(lake_path(program)).snapshot(applied)
        for table in tables:
            engine.read_parquet(table, snapshot.files(table))
        yield engine
    finally:
        engine.close()


def _named(rows: Iterator[dict[str, Any]], known: dict[str, str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        accountable = row["accountable"]
        yield row | {
            "responsible": sorted(known.get(one, one) for one in row["responsible"]),
            "accountable": known.get(accountable, accountable) if accountable else None,
        }
