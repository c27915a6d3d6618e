"""Checks that are run alone: those over several rows per thing, and those that bring their own SELECT.

Rows about the same thing and item are one: fail beats unknown beats pass. Rows of a query about things outside its
population are left out and noted.
"""

from __future__ import annotations

from drystone.checks.compile import Compiled, universe
from drystone.checks.session import Session
from drystone.lake.engines.base import EngineError
from drystone.lib.text import plural
from drystone.responsibility.clauses import count_if


def run(session: Session, compiled: Compiled) -> None:
    """Judge one check; if it cannot be run its things are unknown."""
    try:
        if compiled.shape == "rows":
            _rows(session, compiled)
        else:
            _query(session, compiled)
    except EngineError as error:
        session.erred(compiled, error)


def _rows(session: Session, compiled: Compiled) -> None:
    population_sql, found_sql = rows_sql(compiled)
    if session.population_of != population_sql:
        # Checks of one large table mostly share a population; finding it costs as much as judging.
        session.population_of = ""
        session.engine.execute(population_sql, seconds=session.seconds)
        session.population_of = population_sql
    session.engine.execute(found_sql, seconds=session.seconds)
    population = int(session.engine.value("select count(*) from _population"))
    _settle(session, compiled, population)


def rows_sql(compiled: Compiled) -> tuple[str, str]:
    """Return the statements that make ``_population`` (asset_id) and ``_found`` (asset_id, item, code, detail)."""
    table = compiled.table
    assert table is not None
    item = f"coalesce(cast({table.item} as varchar), '')" if table.item else "''"
    within = f" and asset_id in ({compiled.within})" if compiled.within else ""
    population = (
        f"create or replace temp table _population as\nselect asset_id from ({universe(compiled.kind)})\n"
        f'where asset_id in (select "{table.asset_id}" from "{table.name}" where {compiled.where}){within}'
    )
    found = (
        "create or replace temp table _found as\n"
        "select asset_id, item, max(code) as code, null::varchar as detail\nfrom (\n"
        f'  select "{table.asset_id}" as asset_id, {item} as item,\n    {compiled.code(compiled.where)} as code\n'
        f'  from "{table.name}"\n)\nwhere code > 0 and asset_id in (select asset_id from _population)\ngroup by all'
    )
    return population, found


def _query(session: Session, compiled: Compiled) -> None:
    engine, seconds = session.engine, session.seconds
    session.population_of = ""
    engine.execute(
        f"create or replace temp table _population as select asset_id from ({universe(compiled.kind)})"
        f" where asset_id in (select asset_id from ({compiled.applies}))",
        seconds=seconds,
    )
    engine.execute(f"create or replace temp table _answer as {compiled.sql}", seconds=seconds)
    columns = engine.columns("_answer")
    if "asset_id" not in columns:
        raise EngineError("its SELECT has no column asset_id", where=str(compiled.check.place))
    outcome = "cast(outcome as varchar)" if "outcome" in columns else "'fail'"
    wrong = engine.rows(f"select {outcome} from _answer where {outcome} not in ('fail', 'unknown') limit 1")
    if wrong:
        raise EngineError(f"outcome {wrong[0][0]!r} is neither fail nor unknown", where=str(compiled.check.place))
    item = "coalesce(cast(item as varchar), '')" if "item" in columns else "''"
    detail = "cast(detail as varchar)" if "detail" in columns else "null::varchar"
    engine.execute(
        f"""
        create or replace temp table _found as
        with judged as (
            select cast(asset_id as varchar) as asset_id, {item} as item, {detail} as detail,
                if({outcome} = 'fail', 2, 1) as code
            from _answer where asset_id in (select asset_id from _population)
        )
        select asset_id, item, code, min(detail) as detail from judged
        group by asset_id, item, code
        qualify code = max(code) over (partition by asset_id, item)
        """
    )
    outside = engine.value(
        "select count(*) from _answer where asset_id is null or asset_id not in (select asset_id from _population)"
    )
    population = int(engine.value("select count(*) from _population"))
    _settle(session, compiled, population, f"{plural(outside, 'row')} outside its population" if outside else "")


def _settle(session: Session, compiled: Compiled, population: int, note: str = "") -> None:
    failed, unknown = session.engine.rows(
        f"select {count_if('worst = 2')}, {count_if('worst = 1')}"
        " from (select max(code) as worst from _found group by asset_id)"
    )[0]
    session.count(compiled, population, failed, unknown, note)
    session.engine.execute(
        f"insert into finding_item select {session.number(compiled)}, asset_id, item, code, detail from _found"
    )
