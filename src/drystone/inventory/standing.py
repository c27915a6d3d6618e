"""Which sources count as complete, and what an incomplete one contributes.

1. A source is incomplete where staging said so, where its knowledge is older than ``fresh``, or where it brought fewer
   rows than ``shrink`` times its last complete delivery. It is failed where nothing could be read.
2. Such a source contributes its last complete records, marked stale; where it never was complete, what arrived.
3. Of a complete source with ``covers``, the records outside it are kept though they are missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from drystone.inventory.feeding import missing_column
from drystone.lake import Build, raw_name
from drystone.lake.engines import Engine
from drystone.lib.clock import iso, naive_utc
from drystone.program.model import Program, Source
from drystone.sources.staged import Staged

#: A row of quarantine stands for itself, or says for how many more.
_QUARANTINED = "sum(coalesce(try_cast(regexp_extract(reason, ' ([0-9]+) rows more$', 1) as bigint), 1))"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one source stands in this run. ``carried``: its last complete records are used in place of what arrived;
    ``unlisted``: rows that staging could not use and did not list."""

    source: Source
    status: str
    rows: int
    unlisted: int
    fetched_at: dt.datetime | None
    error: str
    last_complete: int | None
    carried: bool


def assess(build: Build, program: Program, staged: Sequence[Staged]) -> dict[str, Standing]:
    """Judge every source of the program; one that was not staged has failed."""
    before = _before(build)
    arrived = {one.source_id: one for one in staged}
    return {
        identity: _judge(build, program, source, arrived.get(identity), before.get(identity))
        for identity, source in program.sources.items()
    }


def _before(build: Build) -> dict[str, int]:
    """The number of rows of each source's last complete delivery."""
    if not build.previous_table("source_status", "_before_status"):
        return {}
    query = 'select source_id, _last_complete from "_before_status" where _last_complete is not null'
    return dict(build.engine.rows(query))


def _judge(build: Build, program: Program, source: Source, arrived: Staged | None, before: int | None) -> Standing:
    if arrived is None:
        return Standing(source, "failed", 0, 0, None, "it was not staged", before, before is not None)
    rows = sum(_count(build, source.id, number) for number in range(len(arrived.streams)))
    unlisted = arrived.quarantined_count - len(arrived.quarantined)
    status, error = arrived.status, arrived.error
    if wrong := missing_column(source, arrived):
        status, error = "failed", wrong
    if status == "complete":
        error = _late(build, source, arrived) or _shrunk(rows, before, program.settings.shrink)
        status = "incomplete" if error else status
    complete = status == "complete"
    last = rows if complete else before
    carried = not complete and before is not None
    return Standing(source, status, rows, unlisted, arrived.fetched_at, error, last, carried)


def _count(build: Build, source_id: str, number: int) -> int:
    return int(build.streams.get(raw_name(source_id, number), {}).get("rows", 0))


def _late(build: Build, source: Source, arrived: Staged) -> str:
    if source.fresh is None or arrived.fetched_at >= build.as_of - source.fresh:
        return ""
    return f"it is from {iso(arrived.fetched_at)}, older than the source's `fresh`"


def _shrunk(rows: int, before: int | None, shrink: float) -> str:
    if before is None or rows >= shrink * before:
        return ""
    return f"it brought {rows:,} rows, after {before:,} last time"


def write(build: Build, standings: dict[str, Standing]) -> None:
    """Write ``source_status``; ``quarantined`` counts what staging, parsing and typing could not use."""
    engine = build.engine
    listed = dict(engine.rows(f"select source_id, {_QUARANTINED} from quarantine group by source_id"))
    rows = [
        (
            one.source.id,
            one.status,
            one.rows,
            int(listed.get(one.source.id, 0)) + one.unlisted,
            naive_utc(one.fetched_at) if one.fetched_at else None,
            one.error or None,
            one.last_complete,
        )
        for one in standings.values()
    ]
    columns = ("source_id", "status", "rows", "quarantined", "fetched_at", "error", "_last_complete")

    def make(engine: Engine) -> None:
        engine.execute(
            "create table source_status (source_id varchar, status varchar, rows bigint, quarantined bigint,"
            " fetched_at timestamp, error varchar, _last_complete bigint)"
        )
        engine.insert("source_status", columns, rows)

    build.table("source_status", make, text=repr(rows))
