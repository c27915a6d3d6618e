"""Which things some record is old of, since its source is not complete: what is mended there cannot be seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from drystone.lake.engines import Engine
from drystone.program.model import Program
from drystone.program.vocabulary import TABLES


def stale(engine: Engine, program: Program, about: Iterable[tuple[str, str, str]]) -> set[tuple[str, str]]:
    """Return (check, thing) of those (check, kind, thing) of which a record is old; one question for each table."""
    asked: dict[str, set[tuple[str, str]]] = {}
    for check_id, kind, asset_id in about:
        for name in tables(program, check_id, kind):
            asked.setdefault(name, set()).add((check_id, asset_id))
    found: set[tuple[str, str]] = set()
    for name, pairs in sorted(asked.items()):
        ids = stale_ids(engine, name, {asset_id for _check, asset_id in pairs})
        found |= {pair for pair in pairs if pair[1] in ids}
    return found


def tables(program: Program, check_id: str, kind: str) -> set[str]:
    """Return the tables that a check of a thing reads first: the thing's own, and what the check is about."""
    check = program.checks.get(check_id)
    names = {kind, (check.about if check else None) or kind}
    return {name for name in names if name in TABLES and TABLES[name].role in {"thing", "fact"}}


def stale_ids(engine: Engine, name: str, ids: Collection[str]) -> set[str]:
    """Return which of these things an old record in a table is about."""
    table = TABLES[name]
    if table.role == "thing":
        sql = (
            f"select distinct m.asset_id from member m join record_{name} r on r._source = m.source and r._key = m.key"
            f" where m.asset_kind = '{name}' and r._stale and m.gone_since is null"
            " and m.asset_id in (select unnest($ids))"
        )
    else:
        key = table.asset_id  # A name of our own vocabulary, like the table's.
        sql = f"select distinct {key} from {name} where _stale and {key} in (select unnest($ids))"
    return {str(row[0]) for row in engine.rows(sql, {"ids": sorted(ids)})}
