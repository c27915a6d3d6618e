"""A tiny evaluator of checks over rows written in a test; the checks room does this for real.

A thing's outcome is the worst of its rows: fail before unknown before pass; what is outside the population is absent.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from drystone.lake.engines import DuckEngine
from drystone.program.vocabulary import TABLES

AS_OF = dt.datetime(2026, 6, 15, 8, tzinfo=dt.UTC)
WORST = {"fail": 0, "unknown": 1, "pass": 2}
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def engine_with_empty_tables() -> DuckEngine:
    """Return an engine that holds every table of the vocabulary, and ``days_since`` at one fixed moment."""
    engine = DuckEngine(threads=1)
    for table in TABLES.values():
        columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
        engine.execute(f'create table "{table.name}" ({columns})')
    moment = AS_OF.strftime("%Y-%m-%d %H:%M:%S")
    since = f"epoch(timestamp '{moment}' - cast(x as timestamp)) / 86400"
    engine.execute(f"create macro days_since(x) as cast(floor({since}) as bigint)")
    return engine


def fill(engine: DuckEngine, given: Rows) -> None:
    """Replace all rows by those given; a column that is not named is NULL."""
    for (name,) in engine.rows("select table_name from duckdb_tables() where estimated_size > 0"):
        engine.execute(f'delete from "{name}"')
    for name, rows in given.items():
        columns = TABLES[name].names
        unknown = {column for row in rows for column in row} - set(columns)
        assert not unknown, f"{name} has no {unknown}"
        engine.insert(name, columns, [[row.get(column) for column in columns] for row in rows])


def statement(check: Mapping[str, Any], activity: Mapping[str, Any]) -> str:
    """Return SQL that gives asset_id, item, outcome and detail of every row of the check's population."""
    if "sql" in check:
        applies, found = check["applies"], check["sql"]
        return f"""
            select cast(asset_id as varchar), '' as item, 'pass' as outcome from ({applies})
            union all select cast(asset_id as varchar), item, outcome from ({found})"""
    table = TABLES[check.get("about", activity["about"])]
    wheres = [f"({text})" for text in (activity.get("where"), check.get("where")) if text]
    fails = check["fails"]
    return f"""
        select "{table.asset_id}", {table.item or "''"},
            case when ({fails}) then 'fail' when not ({fails}) then 'pass' else 'unknown' end
        from "{table.name}" where {" and ".join(wheres) or "true"}"""


def outcomes(
    engine: DuckEngine, check: Mapping[str, Any], activity: Mapping[str, Any]
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return each thing's outcome, and the items of those that are not a pass."""
    worst: dict[str, str] = {}
    items = defaultdict(list)
    for asset_id, item, outcome in engine.rows(statement(check, activity)):
        worst[asset_id] = min(worst.get(asset_id, "pass"), outcome, key=WORST.__getitem__)
        if outcome != "pass" and item:
            items[asset_id].append(item)
    return worst, {asset_id: sorted(found) for asset_id, found in items.items()}
