"""What an evaluation gathers: findings in the engine, counts in hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from drystone.checks.compile import Compiled, universe
from drystone.lake.engines.base import Engine, EngineError
from drystone.responsibility.clauses import literal

#: The columns of ``finding``; all are text, and ``item`` is empty rather than NULL where there is but one.
FINDING = ("origin", "check_id", "activity_id", "asset_kind", "asset_id", "item", "outcome", "detail", "severity")


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
    """One evaluation. ``seconds`` bounds each check; findings gather in ``finding``."""

    engine: Engine
    seconds: float
    results: dict[str, CheckResult] = field(default_factory=dict)
    _totals: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """Start with no findings."""
        listed = ", ".join(f"{column} varchar" for column in FINDING)
        self.engine.execute(f"create or replace table finding ({listed})")

    def total(self, kind: str) -> int:
        """How many things of a kind there are."""
        if kind not in self._totals:
            self._totals[kind] = int(self.engine.value(f"select count(*) from ({universe(kind)})"))
        return self._totals[kind]

    def head(self, compiled: Compiled) -> str:
        """SQL for the first columns of a finding, up to asset_kind."""
        named = ("check", compiled.check.id, compiled.activity.id, compiled.kind)
        return ", ".join(literal(one) for one in named)

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
            f"insert into finding select {self.head(compiled)}, asset_id, '', 'unknown', {literal('not checked')},"
            f" {literal(compiled.check.severity)} from ({population})"
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
        return f"{things} where asset_id in ({rows})"
