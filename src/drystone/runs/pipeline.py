"""The engine rooms, called in their order; what they tell is put into the words of the contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

from drystone import checks, inventory, responsibility, sources
from drystone.gaps import changes
from drystone.lake import Build, load_streams
from drystone.program.model import Program
from drystone.runs.report import Judged
from drystone.sources.staged import Staged


class Rooms:
    """What ``runs.actions.run`` calls; ``environ`` is where sources find their secrets."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def stage(
        self, program: Program, *, scratch: Path, as_of: dt.datetime, step: Callable[[str], None]
    ) -> list[Staged]:
        """Fetch every source; one that fails says so in what it returns."""

        def told(source: str, _done: int, _total: int) -> None:
            step(f"source {source}")

        return sources.stage_all(program, scratch=scratch, as_of=as_of, environ=self._environ, progress=told)

    def judge(self, build: Build, program: Program, staged: list[Staged], *, step: Callable[[str], None]) -> Judged:
        """Make every table from the raw streams to the findings."""
        step("reading")
        load_streams(build, staged)
        step("inventory")
        made = inventory.build(build, program, staged)
        step("responsibility")
        resolved = responsibility.resolve(build, program)
        responsibility.write_pages(build, program)
        step("checks")
        checks.prepare(build)
        # From here on the checks' own SQL is run: nothing outside the session can be reached any more.
        # Only what is read again is loaded: an unchanged table may have tens of millions of rows.
        read = checks.needs(build, program, asked=changes.unsettled(build))
        build.seal({*read, *checks.page_needs(build, program), *changes.READS})
        step("judging")
        results = checks.evaluate(build, program)
        checks.write_page_outcomes(build, program)
        return Judged(
            sources=_sources(build),
            inventory=made.tables,
            merges={
                "records": made.records,
                "things": made.things,
                "conflicts": made.conflicts,
                "rejected_keys": made.rejected_keys,
            },
            responsibility={
                "pairs": resolved.pairs,
                "resolved": resolved.resolved,
                "by_fallback": resolved.by_fallback,
                "holes": resolved.holes,
            },
            checks=[_check(one) for one in results],
            problems=resolved.problems,
        )

    def applies(self, build: Build, program: Program) -> None:
        """Say which of the gaps without a finding are still in their check's population."""
        checks.applies(build, program)


def _sources(build: Build) -> list[dict[str, object]]:
    told = build.engine.rows("select source_id, status, rows, quarantined, error from source_status order by source_id")
    return [dict(zip(("id", "status", "rows", "quarantined", "error"), row, strict=True)) for row in told]


def _check(result: checks.CheckResult) -> dict[str, object]:
    return {
        "id": result.id,
        "pass": result.passed,
        "fail": result.failed,
        "unknown": result.unknown,
        "not_applicable": result.not_applicable,
        "error": result.error,
    }
