"""What an evaluation gathers: findings in the engine, counts in hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drystone.checks.compile import Compiled, universe
from drystone.lake.engines.base import Engine, EngineError

#: What is not a pass, kept narrow, because there may be millions: ``n`` is the check's number in ``finding_check``,
#: ``code`` 2 for fail and 1 for unknown. Rows about a whole thing need neither item nor detail.
TABLES = {
    "finding_check": (
        "n usmallint, origin varchar, check_id varchar, activity_id varchar, asset_kind varchar, severity varchar"
    ),
    "finding_thing": "n usmallint, asset_id varchar, code utinyint",
    "finding_item": "n usmallint, asset_id varchar, item varchar, code utinyint, detail varchar",
}

#: The table that others read; ``item`` is empty rather than NULL where there is but one.
FINDING = """
    select c.origin, c.check_id, c.activity_id, c.asset_kind, f.asset_id, f.item,
        if(f.code = 2, 'fail', 'unknown') as outcome, f.detail, c.severity
    from (
        select n, asset_id, '' as item, code, null::varchar as detail from finding_thing
        union all select n, asset_id, item, code, detail from finding_item
    ) f join finding_check c on c.n = f.n
"""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How one check judged its things: the four counts add up to all things of the kind.

    ``error`` says why it could not be run (then its things are unknown); ``note`` what was left out of its rows.
    """

    id: str
    passed: int
    failed: int
    unknown: int
    not_applicable: int
    error: str | None = None
    note: str = ""


@dataclass(slots=True)
class Session:
    """One evaluation. ``seconds`` bounds each check; ``numbers`` are what its checks are called in the tables.

    ``population_of`` is the statement that the session's ``_population`` was made by.
    """

    engine: Engine
    seconds: float
    numbers: Mapping[str, int]
    results: dict[str, CheckResult] = field(default_factory=dict)
    population_of: str = ""
    _totals: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """Start with no findings."""
        for name, columns in TABLES.items():
            self.engine.execute(f"create or replace table {name} ({columns})")

    def total(self, kind: str) -> int:
        """How many things of a kind there are."""
        if kind not in self._totals:
            self._totals[kind] = int(self.engine.value(f"select count(*) from ({universe(kind)})"))
        return self._totals[kind]

    def number(self, compiled: Compiled) -> str:
        """SQL for the check's number."""
        return f"{self.numbers[compiled.check.id]}::usmallint"

    def count(self, compiled: Compiled, population: int, failed: int, unknown: int, note: str = "") -> None:
        """Note the counts of a check that ran."""
        check_id = compiled.check.id
        passed = population - failed - unknown
        rest = self.total(compiled.kind) - population
        self.results[check_id] = CheckResult(check_id, passed, failed, unknown, rest, None, note)

    def erred(self, compiled: Compiled, error: Exception) -> None:
        """Make every thing of a check that could not be run unknown; of all things, where even those are unclear."""
        text = str(getattr(error, "what", error)).splitlines()[0]
        things = f"({universe(compiled.kind)})"
        try:
            population = self._population(compiled)
            unknown = int(self.engine.rows(f"select count(*) from ({population})", seconds=self.seconds)[0][0])
        except EngineError:
            population, unknown = f"select asset_id from {things}", self.total(compiled.kind)
        self.engine.execute(
            f"insert into finding_thing select {self.number(compiled)}, asset_id, 1 from ({population})"
        )
        check_id, rest = compiled.check.id, self.total(compiled.kind) - unknown
        self.results[check_id] = CheckResult(check_id, 0, 0, unknown, rest, text)

    def _population(self, compiled: Compiled) -> str:
        things = f"select asset_id from ({universe(compiled.kind)})"
        if compiled.shape == "query":
            return f"{things} where asset_id in (select asset_id from ({compiled.applies}))"
        if compiled.table is None:
            return things
        rows = f'select "{compiled.table.asset_id}" from "{compiled.table.name}" where {compiled.where}'
        within = f" and asset_id in ({compiled.within})" if compiled.within else ""
        return f"{things} where asset_id in ({rows}){within}"
