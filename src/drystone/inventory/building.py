"""From records to owners, step by step; each step is a module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drystone.inventory import (
    claims,
    facts,
    flaws,
    identity,
    knowledge,
    merging,
    owners,
    people,
    records,
    references,
    software_status,
    standing,
    things,
    vulnerabilities,
)
from drystone.inventory.feeding import intakes
from drystone.lake import Build
from drystone.program.model import Program
from drystone.program.vocabulary import FED
from drystone.sources.staged import Staged


@dataclass(frozen=True, slots=True)
class InventorySummary:
    """What was made: rows per table, and how records became things."""

    tables: dict[str, int]
    records: int
    things: int
    conflicts: int
    rejected_keys: int


def build(build: Build, program: Program, staged: Sequence[Staged]) -> InventorySummary:
    """Make the inventory's tables in the build's engine. ``lake.load_streams`` has run; ``decision`` may stand.

    Raises EngineError where a source's own SQL cannot be run.
    """
    # 1. Sources: who is complete, and what the others contribute. 2. Rows become typed records.
    standings = standing.assess(build, program, staged)
    fed = intakes(program, staged)
    records.load(build, fed, standings)
    decisions = _decisions(build)
    # 3. Records become things with ids that last. 4. What can be referred to gets looked up, people first.
    identity.identify(build, decisions)
    references.make_lookups(build)
    people.attach_accounts(build, program)
    people.add_logins(build)
    # 5. One row per thing. 6. Evidence of who owns it, and who does.
    people.make_people(build)
    for table in claims.owned_kinds():
        merging.merge(build, table.name)
    claims.make_claims(build, decisions)
    owners.make_owners(build, program, decisions)
    things.make_things(build)
    things.make_assets(build)
    things.make_conflicts(build)
    # 7. Facts, and what the world knows of them.
    facts.make_facts(build, program, fed, standings)
    knowledge.make_references(build)
    software_status.make_software_status(build)
    flaws.make_flaws(build)
    vulnerabilities.make_vulnerabilities(build)
    standing.write(build, standings)
    return _summary(build)


def _decisions(build: Build) -> tuple[str, ...]:
    """The exported decisions, where this run has any."""
    try:
        build.fingerprint("decision")
    except LookupError:
        return ()
    return ("decision",)


def _summary(build: Build) -> InventorySummary:
    engine = build.engine
    counted = " union all ".join(f"select '{name}', count(*) from {name}" for name in FED)
    tables = {name: int(rows) for name, rows in engine.rows(counted)}
    members = "select count(*), count(distinct asset_id) from member where gone_since is null"
    (members_now, assets), *_ = engine.rows(members)
    return InventorySummary(
        tables=tables,
        records=int(members_now),
        things=int(assets),
        conflicts=int(engine.value("select count(*) from conflict")),
        rejected_keys=int(engine.value("select count(*) from rejected_key")),
    )
