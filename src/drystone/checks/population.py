"""Whether things with standing gaps are still in a check's population: what gaps asks before it closes one."""

from __future__ import annotations

import datetime as dt

from drystone.checks.compile import Compiled, compile_check, universe
from drystone.lake.build import Build
from drystone.lake.engines.base import EngineError
from drystone.lib.errors import ProgramError
from drystone.program.model import Check, Program
from drystone.responsibility.clauses import literal


def applies(build: Build, program: Program, *, pairs: str = "gap_quiet_pair", into: str = "gap_applies") -> None:
    """Add to ``into`` (check_id, asset_id, applies) what is known of ``pairs`` (check_id, asset_id).

    ``applies`` is true in the population, false outside it, and NULL where its ``where`` cannot tell. Pairs whose thing
    is gone, or whose check cannot be run, are left out: no row is no reason to close.
    """
    asked = {str(row[0]) for row in build.engine.rows(f"select distinct check_id from {pairs}")}
    for check in program.checks.values():
        if check.id not in asked:
            continue
        try:
            compiled = compile_check(program, check, build.as_of)
            build.engine.execute(
                f"insert into {into} select p.check_id, p.asset_id, k.applies from {pairs} p"
                f" join ({_known(compiled, pairs)}) k using (asset_id) where p.check_id = {literal(check.id)}",
                seconds=program.settings.engine.check_seconds,
            )
        except (ProgramError, EngineError):
            # The check itself has erred too, says so in its result, and nothing of it is closed.
            continue


def outcomes_sql(program: Program, check: Check, as_of: dt.datetime) -> str:
    """Return a SELECT of (asset_id, outcome): every thing of an applied run that a check is about, with its outcome.

    Reads the run's own tables and findings, so it says what the run said. Things that the check does not apply to are
    left out. Raises ProgramError where the check cannot be run.
    """
    compiled = compile_check(program, check, as_of)
    if compiled.shape == "query":
        inside = f"select asset_id from ({compiled.applies})"
    else:
        table = compiled.table
        assert table is not None
        inside = f'select "{table.asset_id}" from "{table.name}" where {compiled.where}'
    within = f" and asset_id in ({compiled.within})" if compiled.within else ""
    return (
        f"with judged as materialized (select distinct asset_id from ({universe(compiled.kind)})"
        f" where asset_id in ({inside}){within}), worst as (select asset_id, min(outcome) as outcome from finding"
        f" where check_id = {literal(check.id)} group by asset_id)"
        " select p.asset_id, coalesce(w.outcome, 'pass') as outcome from judged p left join worst w using (asset_id)"
    )


def _known(compiled: Compiled, pairs: str) -> str:
    """SQL for (asset_id, applies). Over several rows it is the thing that counts: removed software is mended."""
    if compiled.shape == "query":
        return (
            f"select asset_id, asset_id in (select asset_id from ({compiled.applies}) where asset_id is not null)"
            f" as applies from (select distinct asset_id from {pairs})"
        )
    table = compiled.table
    assert table is not None
    rows = f'select "{table.asset_id}" as asset_id, ({compiled.where}) as applies from "{table.name}"'
    if compiled.shape == "thing":
        return rows
    unsure = f"select asset_id from ({rows}) group by asset_id having bool_or(applies) is null"
    inside = f"asset_id in ({compiled.within})" if compiled.within else "true"
    return (
        f"select asset_id, if({inside}, if(asset_id in ({unsure}), null, true), false) as applies"
        f" from ({universe(compiled.kind)}) where asset_id is not null"
    )
