"""From the checked tree to the SQL that runs.

``days_since(x)`` becomes the number of full days of 24 hours between ``x`` and ``$as_of``: 0 on the first day, negative
where ``x`` lies ahead, NULL where ``x`` is NULL or is no moment. A date counts from its midnight in UTC.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.generators.duckdb import DuckDBGenerator

_DAY = 86_400_000_000


def _json(name: str) -> Any:
    def write(self: Any, node: exp.Expr) -> str:
        # As functions, because the arrows bind more weakly in the engine than they look.
        return str(self.func(name, node.this, node.expression))

    return write


class _Written(DuckDB):
    class Generator(DuckDBGenerator):
        TRANSFORMS: ClassVar[dict[Any, Any]] = {
            **DuckDBGenerator.TRANSFORMS,
            exp.JSONExtract: _json("json_extract"),
            exp.JSONExtractScalar: _json("json_extract_string"),
        }


def rewritten(tree: exp.Expr, *, text_moments: bool) -> tuple[str, bool]:
    """Return the SQL of a tree and whether its answer depends on ``$as_of``. The tree itself is left as it is.

    With ``text_moments`` what ``days_since`` is given may be text with an offset, as in a source.
    """
    copy = tree.copy()
    clock = False
    for parameter in list(copy.find_all(exp.Placeholder)):
        clock = True
        copy = _replaced(copy, parameter, _as_of())
    # Deepest first, so that a call inside a call is already rewritten when the outer one is.
    for node in reversed(list(copy.find_all(exp.Anonymous))):
        if str(node.this).lower() == "days_since":
            clock = True
            copy = _replaced(copy, node, _days_since(node.expressions[0], text_moments=text_moments))
    written = _Written().generate(copy, identify=True, comments=False, normalize_functions="lower")
    return written, clock


def _replaced(tree: exp.Expr, old: exp.Expr, new: exp.Expr) -> exp.Expr:
    if old is tree:
        return new
    old.replace(new)
    return tree


def _as_of() -> exp.Expr:
    return exp.Cast(this=exp.Placeholder(this="as_of"), to=exp.DataType.build("timestamp", dialect="duckdb"))


def _days_since(moment: exp.Expr, *, text_moments: bool) -> exp.Expr:
    cast = moment.copy()
    # The engine drops the offset of a text that it casts straight to a timestamp; typed columns are spared the detour.
    for kind in ("timestamptz", "timestamp") if text_moments else ("timestamp",):
        cast = exp.TryCast(this=cast, to=exp.DataType.build(kind, dialect="duckdb"))
    elapsed = exp.Paren(this=exp.Sub(this=_microseconds(_as_of()), expression=_microseconds(cast)))
    days = exp.Floor(this=exp.Div(this=elapsed, expression=exp.Literal.number(_DAY)))
    return exp.Cast(this=days, to=exp.DataType.build("bigint", dialect="duckdb"))


def _microseconds(moment: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="epoch_us", expressions=[moment])
