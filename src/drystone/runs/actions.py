"""One run, start to end: the steps of DESIGN §3 in their order.

1. Take the lease.  2. Finish what is applying, drop what never committed.  3. Stage the sources.  4. Export decisions.
5. Build the tables.  6. Compare with the applied run: the redo log.  7. Commit the snapshot to the lake.  8. The commit
point in the state.  9. Apply, batch by batch.  10. The state shows this run; what nobody needs is collected.

Killed before 8, the run was never there; after 8, whoever comes next finishes it.
"""

from __future__ import annotations

import datetime as dt
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from drystone.gaps import actions as gaps
from drystone.gaps import changes, redo
from drystone.gaps import queries as gap_queries
from drystone.jobs import actions as jobs
from drystone.lake import Build, Lake, Snapshot
from drystone.lake.engines import DuckEngine
from drystone.lib import clock
from drystone.lib.errors import DrystoneError, StoreError
from drystone.program.model import Program
from drystone.runs import exporting, protocol, state
from drystone.runs.report import Judged, RunReport
from drystone.runs.timing import Stopwatch
from drystone.sources.staged import Staged

LIFETIME = dt.timedelta(minutes=30)

#: Told which step begins; a progress bar listens here, and tests end the process here.
Step = Callable[[str], None]


class Pipeline(Protocol):
    """The engine rooms in their order."""

    def stage(self, program: Program, *, scratch: Path, as_of: dt.datetime, step: Step) -> list[Staged]:
        """Fetch the sources into the scratch folder."""

    def judge(self, build: Build, program: Program, staged: list[Staged], *, step: Step) -> Judged:
        """Make every table from the raw streams to the findings."""

    def applies(self, build: Build, program: Program) -> None:
        """Say which of the gaps without a finding are still in their check's population (``changes.Applies``)."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run works with: the rooms, the clock (read at steps' ends only), and who is told of each step."""

    pipeline: Pipeline
    now: Callable[[], dt.datetime] = field(default=lambda: clock.now())  # Looked up when asked.
    step: Step = field(default=lambda _name: None)


@dataclass(frozen=True, slots=True)
class _Run:
    """A run under way. Every step renews the lease, and so notices at once when it was lost."""

    program: Program
    tools: Tools
    run_id: str
    as_of: dt.datetime
    started_at: dt.datetime
    held: jobs.Held | None
    scratch: Path
    watch: Stopwatch

    def step(self, name: str) -> None:
        self.watch.begin(name)
        if self.held:
            jobs.renew(self.held, now=self.tools.now(), lifetime=LIFETIME)
        self.tools.step(name)


def run(program: Program, *, tools: Tools, as_of: dt.datetime | None = None, dry_run: bool = False) -> RunReport:
    """Run the whole pipeline and return its report; a dry run changes neither the state nor the lake.

    ``as_of`` is the moment to judge by (aware; default: now). Raises BusyError where a run is under way, StoreError
    where lake or state cannot be used, and whatever DrystoneError a room raises; then nothing was changed.
    """
    started = tools.now()
    with state.spoken():
        if dry_run:
            return _dry(program, tools, as_of or started, started)
        state.migrate(now=started)
        held = jobs.acquire(state.LEASE, now=started, purpose="a run", lifetime=LIFETIME)
        try:
            return _locked(program, tools, as_of or started, held)
        finally:
            jobs.release(held)


def _locked(program: Program, tools: Tools, as_of: dt.datetime, held: jobs.Held) -> RunReport:
    started = tools.now()
    watch = Stopwatch(tools.now)
    this = _Run(program, tools, _new_id(started), as_of, started, held, scratch_of(program), watch)
    shutil.rmtree(this.scratch / "engine", ignore_errors=True)
    lake = Lake(lake_path(program))
    this.step("recovering")
    _recover(this, lake)
    parent = protocol.begin(this.run_id, held, as_of=as_of, digest=program.digest, at=started)
    this.step("building")
    try:
        with _engine_scratch(this.scratch):
            snapshot, judged, count = _build(this, lake, _previous(lake, parent))
            this.step("committing")
            report = RunReport(this.run_id, started, started, as_of, program.digest, judged, {})
            protocol.commit(this.run_id, held, parent=parent, changes=count.total, report=report.as_json())
    except DrystoneError as error:
        protocol.fail(this.run_id, at=tools.now(), error=str(error))
        raise
    this.step("applying")
    figures = _apply(this, snapshot, protocol.Pending(this.run_id, as_of, 0))
    finished = tools.now()
    _collect(this, lake)
    taken = this.watch.seconds()
    return RunReport(this.run_id, started, finished, as_of, program.digest, judged, figures, timings=taken)


def _build(this: _Run, lake: Lake, previous: Snapshot | None) -> tuple[Snapshot, Judged, changes.ChangeCounts]:
    engine = _engine(this)
    build = lake.begin(this.run_id, engine, as_of=this.as_of, previous=previous)
    try:
        exported = _export(this)
        judged, count = _judge(this, build, exported)
        this.step("storing")
        snapshot = build.commit(
            program_digest=this.program.digest, state_version=exported.version, sources=judged.sources
        )
        return snapshot, judged, count
    finally:
        build.close()
        engine.close()


def _export(this: _Run) -> exporting.Exported:
    return exporting.read(this.as_of, pushed=exporting.pushed(this.program, this.scratch / "sources"))


def _judge(this: _Run, build: Build, exported: exporting.Exported) -> tuple[Judged, changes.ChangeCounts]:
    pipeline = this.tools.pipeline
    this.step("staging")
    staged = pipeline.stage(this.program, scratch=this.scratch / "sources", as_of=this.as_of, step=this.step)
    this.step("exporting")
    exporting.write(build, exported)
    changes.prepare(build)
    this.step("judging")
    judged = pipeline.judge(build, this.program, staged, step=this.step)
    this.step("comparing")
    return judged, changes.compute(build, this.program, applies=pipeline.applies)


def _apply(this: _Run, snapshot: Snapshot, pending: protocol.Pending) -> dict[str, int]:
    held = _held(this)

    def keep(upto: int, counts: Mapping[str, int]) -> None:
        protocol.keep(pending.run_id, held, upto, counts)
        this.tools.step("batch")

    engine = DuckEngine(threads=1, memory="500MB")
    try:
        engine.read_parquet("gap_change", snapshot.files("gap_change"))
        batches = redo.read(engine, after=pending.upto, size=gaps.BATCH)
        gaps.apply(_renewing(this, batches), gaps.Stamp(pending.run_id, pending.as_of), keep=keep)
    finally:
        engine.close()
    this.step("finishing")
    zone = this.program.settings.organisation.time_zone
    return protocol.finish(pending.run_id, held, as_of=pending.as_of, at=this.tools.now(), zone=zone)


def _renewing(this: _Run, batches: Iterable[list[tuple[Any, ...]]]) -> Iterator[list[tuple[Any, ...]]]:
    for rows in batches:
        this.step("applying")
        yield rows


def _recover(this: _Run, lake: Lake) -> None:
    """Finish what was committed, forget what was not."""
    pending = protocol.pending()
    if pending:
        _apply(this, lake.snapshot(pending.run_id), pending)
    lake.drop_temporary()


def _dry(program: Program, tools: Tools, as_of: dt.datetime, started: dt.datetime) -> RunReport:
    scratch = scratch_of(program).with_name(f"scratch-{_new_id(started)}")
    this = _Run(program, tools, _new_id(started), as_of, started, None, scratch, Stopwatch(tools.now))
    known = state.exists()
    with _engine_scratch(scratch), _passing(scratch):
        engine = _engine(this)
        lake, previous = Lake(scratch / "lake"), None
        salt = lake.salt
        if (lake_path(program) / "lake.json").exists():
            real = Lake(lake_path(program))
            salt, previous = real.salt, _previous(real, protocol.applied() if known else "")
        build = Build(lake.path, this.run_id, engine, as_of=as_of, salt=salt, previous=previous)
        try:
            judged, count = _judge(this, build, _export(this) if known else exporting.nothing())
            figures = _foretold(build, count, known=known)
        finally:
            build.close()
            engine.close()
    ended, taken = tools.now(), this.watch.seconds()
    return RunReport(this.run_id, started, ended, as_of, program.digest, judged, figures, dry_run=True, timings=taken)


def _foretold(build: Build, count: changes.ChangeCounts, *, known: bool) -> dict[str, int]:
    """What applying would do, without doing it."""
    reopened = 0
    opening = "select gap_id from gap_change where event = 'opened' order by n"
    for rows in build.engine.batches(opening) if known else ():
        reopened += gap_queries.closed_among([row[0] for row in rows])
    standing = int(build.engine.value("select count(*) from gap") or 0)
    unowned = int(build.engine.value("select count(*) from gap where len(responsible) = 0") or 0)
    excepted = gap_queries.standing().excepted if known else 0
    return {
        "opened": count.opened - reopened,
        "closed": count.closed,
        "reopened": reopened,
        "changed": count.changed + count.unknown + count.verified,
        "moved": count.moved,
        "open": max(0, standing - excepted),
        "excepted": excepted,
        "unowned": unowned,
    }


def _collect(this: _Run, lake: Lake) -> None:
    """Let go of snapshots that neither the applied run, its parent nor retention needs."""
    this.watch.begin("collecting")
    this.tools.step("collecting")
    lake.collect(protocol.kept(), keep_days=this.program.settings.lake.keep_days, as_of=this.tools.now())
    shutil.rmtree(scratch_of(this.program), ignore_errors=True)


def lake_path(program: Program) -> Path:
    """Return where the program's lake lies."""
    return program.root / program.settings.lake.path


def scratch_of(program: Program) -> Path:
    """Return the folder beside the lake for what a run fetches and spills; a finished run leaves nothing there."""
    lake = lake_path(program)
    return lake.with_name(f"{lake.name}-scratch")


def _previous(lake: Lake, run_id: str) -> Snapshot | None:
    if not run_id:
        return None
    if run_id not in lake.snapshots():
        raise StoreError(
            f"the lake lacks the snapshot {run_id} that the state shows",
            where=str(lake.path),
            do="put the lake back from a backup with 'drystone restore', or point the program at the right lake",
        )
    return lake.snapshot(run_id)


def _engine(this: _Run) -> DuckEngine:
    settings = this.program.settings.engine
    return DuckEngine(this.scratch / "engine" / "scratch.duckdb", threads=settings.threads, memory=settings.memory)


def _held(this: _Run) -> jobs.Held:
    if this.held is None:
        raise AssertionError("only a run that holds the lease applies anything")
    return this.held


def _new_id(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


@contextmanager
def _engine_scratch(folder: Path) -> Iterator[None]:
    """A folder for what sources fetch (kept, so that an interrupted answer goes on) and one for the engine (not)."""
    try:
        (folder / "sources").mkdir(parents=True, exist_ok=True)
        (folder / "engine").mkdir()
        folder.chmod(0o700)
    except OSError as error:
        raise StoreError(
            f"the scratch folder cannot be made: {error.strerror or error}",
            where=str(folder),
            do="check the rights and the room on the disk",
        ) from error
    with _passing(folder / "engine"):
        yield


@contextmanager
def _passing(folder: Path) -> Iterator[None]:
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
