"""What every check says of one thing: its findings as a run judged them, and for the rest whether they apply at all.

A run keeps rows only for what is not a pass. So a check without a finding passes where the thing is in its population,
and does not apply where it is not; the population is asked for this one thing only, one look per table.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from drystone.checks.compile import Compiled, compile_check, kind_of_check, universe
from drystone.lake.engines.base import Engine, EngineError, EngineTimeoutError
from drystone.lib.errors import ProgramError
from drystone.program.model import Check, Program
from drystone.responsibility.clauses import literal, quoted

#: How long somebody who waits for a page waits for the populations of one table, in seconds.
PATIENCE = 3.0

Verdict = Literal["pass", "fail", "unknown", "not_applicable"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that is not a pass; ``item`` tells several on one thing apart, "" where there is but one."""

    item: str
    outcome: Verdict
    detail: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check says of one thing. ``error`` says why it could not be judged, "" where it was.

    ``judged`` is False where the run that is read did not know the check yet: then the outcome is unknown.
    """

    check_id: str
    activity_id: str
    outcome: Verdict
    findings: tuple[Finding, ...] = ()
    error: str = ""
    judged: bool = True


def outcomes_of(
    engine: Engine, program: Program, kind: str, asset_id: str, *, as_of: dt.datetime
) -> tuple[Outcome, ...]:
    """Return the outcome of every check about things of this kind, in the program's order.

    ``engine`` must have a run's tables and views (``Snapshot.attach``), and ``as_of`` is the moment that run judged by
    (aware). A thing that the run does not know has no outcomes. Raises nothing for a bad check: it is unknown.
    """
    values = {"kind": kind, "id": asset_id}
    if not engine.rows(f"select 1 from ({universe(kind)}) where asset_id = $id limit 1", {"id": asset_id}):
        return ()
    findings: dict[str, list[Finding]] = defaultdict(list)
    for check_id, item, outcome, detail in engine.rows(
        "select check_id, item, outcome, detail from finding where asset_kind = $kind and asset_id = $id order by all",
        values,
    ):
        findings[check_id].append(Finding(item, outcome, detail or ""))
    errors: dict[str, str | None] = dict(engine.rows("select check_id, error from outcome_count"))
    about = [one for one in program.checks.values() if kind_of_check(program.activities[one.activity], one) == kind]
    quiet = [one for one in about if one.id not in findings and one.id in errors and errors[one.id] is None]
    inside = _inside(engine, program, quiet, asset_id, as_of)
    return tuple(
        _outcome(check, findings.get(check.id, []), errors.get(check.id, _NOT_JUDGED), inside.get(check.id))
        for check in about
    )


_NOT_JUDGED = "\0"


def _outcome(check: Check, findings: list[Finding], error: str | None, inside: bool | str | None) -> Outcome:
    of = (check.id, check.activity)
    if error == _NOT_JUDGED:
        return Outcome(*of, "unknown", judged=False)
    if findings:
        worst: Verdict = "fail" if any(one.outcome == "fail" for one in findings) else "unknown"
        # Worse than not to know is only to fail: those items come first.
        return Outcome(*of, worst, tuple(sorted(findings, key=lambda one: one.outcome)), error or "")
    if isinstance(inside, str):
        return Outcome(*of, "unknown", error=inside)
    return Outcome(*of, "pass" if inside else "not_applicable")


def _inside(
    engine: Engine, program: Program, checks: Iterable[Check], asset_id: str, as_of: dt.datetime
) -> dict[str, bool | str]:
    """Whether the thing is in each check's population; a text where that cannot be told."""
    found: dict[str, bool | str] = {}
    by_table: dict[str, dict[str, Compiled]] = defaultdict(dict)
    for check in checks:
        try:
            compiled = compile_check(program, check, as_of)
        except ProgramError as error:
            found[check.id] = error.what
            continue
        by_table[compiled.table.name if compiled.table else ""][check.id] = compiled
    seconds = min(PATIENCE, float(program.settings.engine.check_seconds))
    for group in by_table.values():
        found.update(_asked(engine, group, asset_id, seconds))
    return found


def _asked(engine: Engine, group: Mapping[str, Compiled], asset_id: str, seconds: float) -> dict[str, bool | str]:
    """Ask for all at once; where that fails one by one, so that only the bad one is unknown."""
    try:
        row = engine.rows(_asking(group), {"id": asset_id}, seconds=seconds)[0]
    except EngineError as error:
        # Asked one by one, slow ones would only take longer still.
        if len(group) == 1 or isinstance(error, EngineTimeoutError):
            return dict.fromkeys(group, error.what.splitlines()[0])
        return {
            check_id: answer
            for check_id, one in group.items()
            for answer in _asked(engine, {check_id: one}, asset_id, seconds).values()
        }
    return dict(zip(group, map(bool, row), strict=True))


def _asking(group: Mapping[str, Compiled]) -> str:
    """SQL for one row with a boolean per check; all of one table, or all that bring their own SELECT."""
    table = next(iter(group.values())).table
    if table is None:
        asked = (f"exists (select 1 from ({one.applies}) where asset_id = $id)" for one in group.values())
        return f"select {', '.join(asked)}"
    within = {
        one.within: f"exists (select 1 from ({one.within}) where asset_id = $id)"
        for one in group.values()
        if one.within
    }
    asked = (
        f"coalesce(bool_or({one.where}), false){f' and {within[one.within]}' if one.within else ''}"
        for one in group.values()
    )
    return f"select {', '.join(asked)} from {quoted(table.name)} where {quoted(table.asset_id)} = $id"


def reaches(engine: Engine) -> dict[str, str]:
    """Return how far each check of the run reaches: suggested, trial or live."""
    return dict(engine.rows("select check_id, reach from check_reach"))


def counts(engine: Engine, check_ids: Iterable[str]) -> dict[str, tuple[int, int, int, int, str]]:
    """Return (pass, fail, unknown, not applicable, error) of some checks, by id, in one look."""
    listed = ", ".join(literal(one) for one in check_ids) or "null"
    rows = engine.rows(
        "select check_id, pass, fail, unknown, not_applicable, coalesce(error, '') from outcome_count"
        f" where check_id in ({listed})"
    )
    return {row[0]: (row[1], row[2], row[3], row[4], row[5]) for row in rows}
