"""All checks of a program over one run's tables, each judged again only where something it reads has changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping

from drystone.checks import scanning, single
from drystone.checks.compile import Compiled, compile_check, kind_of_check, universe
from drystone.checks.session import FINDING, CheckResult, Session
from drystone.lake.engines.base import Engine
from drystone.lib.clock import iso
from drystone.lib.errors import ProgramError
from drystone.program.model import Check, Program
from drystone.responsibility.clauses import literal
from drystone.responsibility.contract import Build

#: The check that no program writes: one finding for each position or relation that only the fallback answers for.
HOLE_CHECK = "duty-without-a-holder"

_COUNTS = (
    "check_id varchar, pass bigint, fail bigint, unknown bigint, not_applicable bigint, error varchar, note varchar,"
    " _mark varchar"
)


def prepare(build: Build) -> None:
    """Take over what the previous snapshot judged. Call it before the engine is sealed: it lies in files."""
    for name, alias in (("outcome_count", "_counted_before"), ("finding", "_found_before")):
        if build.previous_table(name, f"{alias}_file"):
            build.engine.execute(f"create or replace temp table {alias} as select * from {alias}_file")


def evaluate(build: Build, program: Program) -> tuple[CheckResult, ...]:
    """Judge every check and write ``outcome_count`` and ``finding``; return the counts in the program's order.

    A check that errs or runs too long is unknown for its things; the others go on. Raises nothing for a bad check.
    """
    if not build.engine.columns("_counted_before"):
        prepare(build)
    compiled, broken = _compiled(build, program)
    before = _before(build.engine)
    marks = {check_id: _mark(build, one) for check_id, one in compiled.items()}
    kept = {check_id for check_id, mark in marks.items() if before.get(check_id) == mark}
    text = repr((sorted(marks.items()), sorted(broken), sorted(program.checks)))
    if _erred_before(build.engine) & set(compiled):
        text += iso(build.as_of)
    session = Session(build.engine, float(program.settings.engine.check_seconds))

    def judge(engine: Engine) -> None:
        session.begin()
        _keep(engine, kept)
        _judge(session, [one for check_id, one in compiled.items() if check_id not in kept])
        for check, error in broken.values():
            session.erred(_nothing(program, check), error)
        _holes(engine)

    build.table("finding", judge, inputs=("hole",), text=text)
    build.table("outcome_count", lambda engine: _count(engine, session, marks, kept), inputs=("finding",), text=text)
    rows = build.engine.rows("select check_id, pass, fail, unknown, not_applicable, error, note from outcome_count")
    results = {str(row[0]): CheckResult(*row) for row in rows}
    return tuple(results[check_id] for check_id in program.checks)


def _compiled(build: Build, program: Program) -> tuple[dict[str, Compiled], dict[str, tuple[Check, ProgramError]]]:
    compiled: dict[str, Compiled] = {}
    broken: dict[str, tuple[Check, ProgramError]] = {}
    for check in program.checks.values():
        try:
            compiled[check.id] = compile_check(program, check, build.as_of)
        except ProgramError as error:
            broken[check.id] = (check, error)
    return compiled, broken


def _nothing(program: Program, check: Check) -> Compiled:
    """A check that cannot even be read still has things: all of the kind."""
    activity = program.activities[check.activity]
    kind = kind_of_check(activity, check)
    return Compiled(check, activity, kind, "query", applies=universe(kind))


def _erred_before(engine: Engine) -> set[str]:
    if not engine.columns("_counted_before"):
        return set()
    return {str(row[0]) for row in engine.rows("select check_id from _counted_before where error is not null")}


def _before(engine: Engine) -> dict[str, str]:
    if not engine.columns("_counted_before"):
        return {}
    return dict(engine.rows("select check_id, _mark from _counted_before where error is null"))


def _mark(build: Build, compiled: Compiled) -> str:
    """Name what a check's outcome depends on: its text, its tables, and the moment where it reads the clock."""
    parts = [compiled.text, iso(build.as_of) if compiled.clock else ""]
    parts += [build.fingerprint(name) for name in sorted(compiled.reads)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _keep(engine: Engine, kept: set[str]) -> None:
    if kept:
        names = ", ".join(FINDING)
        engine.execute(
            f"insert into finding select {names} from _found_before where origin = 'check'"
            " and check_id in (select unnest($kept))",
            {"kept": sorted(kept)},
        )


def _judge(session: Session, checks: list[Compiled]) -> None:
    shared: dict[str, list[Compiled]] = defaultdict(list)
    for compiled in checks:
        if compiled.shape == "thing" and compiled.table:
            shared[compiled.table.name].append(compiled)
        else:
            single.run(session, compiled)
    for group in shared.values():
        scanning.scan(session, group)


def _holes(engine: Engine) -> None:
    engine.execute(
        f"insert into finding select 'matrix', {literal(HOLE_CHECK)}, null, 'position', position, '', 'fail', reason,"
        " 'high' from hole"
    )


def _count(engine: Engine, session: Session, marks: Mapping[str, str], kept: set[str]) -> None:
    engine.execute(f"create or replace table outcome_count ({_COUNTS})")
    if kept:
        engine.execute(
            "insert into outcome_count select * from _counted_before where check_id in (select unnest($kept))",
            {"kept": sorted(kept)},
        )
    columns = ("check_id", "pass", "fail", "unknown", "not_applicable", "error", "note", "_mark")
    rows = [
        (one.id, one.passed, one.failed, one.unknown, one.not_applicable, one.error, one.note, marks.get(one.id, ""))
        for one in session.results.values()
    ]
    engine.insert("outcome_count", columns, rows)
