"""All checks of a program over one run's tables, each judged again only where something it reads has changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping

from drystone.checks import scanning, single
from drystone.checks.compile import Compiled, compile_check, kind_of_check, members, universe
from drystone.checks.session import FINDING, TABLES, CheckResult, Session
from drystone.lake.build import Build
from drystone.lake.engines.base import Engine
from drystone.lib.clock import iso
from drystone.lib.errors import ProgramError
from drystone.program.model import Check, Program
from drystone.responsibility.matrix import kind_of
from drystone.responsibility.population import LETTER_INPUTS

#: The check that no program writes: one finding for each position or relation that only the fallback answers for.
HOLE_CHECK = "duty-without-a-holder"
#: Nor this one: one finding for each letter of a position whose holder left or was moved, until somebody is named.
LEAVER_CHECK = "letter-of-a-leaver"
#: The letters that a departure leaves behind; what is only suggested is nobody's duty yet.
_LEFT_BEHIND = """
insert into finding_item
select distinct 65535, d.position_id, r.letter || ' of ' || r.activity_id, 2, d.why || ' ' || d.gone_on::varchar
from (select position_id, max_by(why, gone_on) as why, max(gone_on) as gone_on from departure group by position_id) d
join position p using (position_id)
join letter_rule r on r.target = p.role and r.how in ('position', 'seat', 'seats')
join activity a on a.activity_id = r.activity_id and a.standing = 'agreed'
"""

_COUNTS = (
    "check_id varchar, pass bigint, fail bigint, unknown bigint, not_applicable bigint, error varchar, note varchar,"
    " _mark varchar"
)


def prepare(build: Build) -> None:
    """Take over what the previous snapshot judged. Call it before the engine is sealed: it lies in files."""
    for name in ("outcome_count", *TABLES):
        if build.previous_table(name, f"_previous_{name}"):
            build.engine.execute(f"create or replace temp table _before_{name} as select * from _previous_{name}")


def needs(build: Build, program: Program, *, asked: Collection[str] = ()) -> tuple[str, ...]:
    """Return the tables that this run's checks will read: what ``build.seal`` must load. Call it after ``resolve``.

    Checks of which nothing has changed read nothing, unless ``asked`` names them: their population will be asked for.
    """
    if not build.engine.columns("_before_outcome_count"):
        prepare(build)
    compiled, _ = _compiled(build, program)
    kept = _kept(build, _marks(build, compiled))
    read = {
        name for check_id, one in compiled.items() if check_id not in kept or check_id in asked for name in one.reads
    }
    return stored(program, read | {"hole", "position", "departure", "letter_rule", "activity"})


def judged_of(build: Build, program: Program) -> dict[str, tuple[Compiled, str]]:
    """Return every check that can be run, with what its outcome depends on, as a mark."""
    compiled, _ = _compiled(build, program)
    marks = _marks(build, compiled)
    return {check_id: (one, marks[check_id]) for check_id, one in compiled.items()}


def stored(program: Program, read: Collection[str]) -> tuple[str, ...]:
    """Return the stored tables behind those that are read: the resolved matrix is views over others."""
    read = set(read)
    if "letter" in read:
        read |= {"population", *LETTER_INPUTS}
    if "population" in read:
        read |= {activity.about for activity in program.activities.values() if activity.about}
    return tuple(sorted(read - {"letter", "population"}))


def evaluate(build: Build, program: Program) -> tuple[CheckResult, ...]:
    """Judge every check and write ``outcome_count`` and ``finding``; return the counts in the program's order.

    A check that errs or runs too long is unknown for its things; the others go on. Raises nothing for a bad check.
    """
    if not build.engine.columns("_before_outcome_count"):
        prepare(build)
    compiled, broken = _compiled(build, program)
    marks = _marks(build, compiled)
    kept = _kept(build, marks)
    text = repr((sorted(marks.items()), sorted(broken), list(program.checks)))
    if erred_before(build.engine) & set(compiled):
        text += iso(build.as_of)
    numbers = {check_id: number for number, check_id in enumerate(program.checks, start=1)}
    session = Session(build.engine, float(program.settings.engine.check_seconds), numbers)

    def judge(engine: Engine) -> None:
        session.begin()
        _number(engine, [*compiled.values(), *(_nothing(program, check) for check, _ in broken.values())], numbers)
        _keep(engine, kept)
        _judge(session, [one for check_id, one in compiled.items() if check_id not in kept])
        for check, error in broken.values():
            session.erred(_nothing(program, check), error)
        _holes(engine)

    build.table("finding_thing", judge, inputs=("hole", "departure", "letter_rule", "activity", "position"), text=text)
    for name in ("finding_item", "finding_check"):
        build.table(name, lambda _: None, inputs=("finding_thing",))
    build.view("finding", FINDING, inputs=tuple(TABLES))
    counted = ("finding_thing",)
    build.table("outcome_count", lambda engine: _count(engine, session, marks, kept), inputs=counted)
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
    """A check that cannot even be read still has things: those that its activity is about."""
    activity = program.activities[check.activity]
    kind = kind_of_check(activity, check)
    return Compiled(
        check, activity, kind, "query", applies=members(activity) if kind == kind_of(activity) else universe(kind)
    )


def erred_before(engine: Engine) -> set[str]:
    """Return the checks that the previous run could not run."""
    if not engine.columns("_before_outcome_count"):
        return set()
    return {str(row[0]) for row in engine.rows("select check_id from _before_outcome_count where error is not null")}


def _before(engine: Engine) -> dict[str, str]:
    if not engine.columns("_before_outcome_count"):
        return {}
    return dict(engine.rows("select check_id, _mark from _before_outcome_count where error is null"))


def _marks(build: Build, compiled: Mapping[str, Compiled]) -> dict[str, str]:
    return {check_id: _mark(build, one) for check_id, one in compiled.items()}


def _kept(build: Build, marks: Mapping[str, str]) -> set[str]:
    """The checks whose outcome is still what the previous snapshot holds."""
    before = _before(build.engine)
    return {check_id for check_id, mark in marks.items() if before.get(check_id) == mark}


def _mark(build: Build, compiled: Compiled) -> str:
    """Name what a check's outcome depends on: its text, its tables, and the moment where it reads the clock."""
    parts = [compiled.text, iso(build.as_of) if compiled.clock else ""]
    parts += [_fingerprint(build, name) for name in sorted(compiled.reads)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _number(engine: Engine, checks: list[Compiled], numbers: Mapping[str, int]) -> None:
    rows: list[tuple[object, ...]] = [
        (numbers[one.check.id], "check", one.check.id, one.activity.id, one.kind, one.check.severity) for one in checks
    ]
    columns = ("n", "origin", "check_id", "activity_id", "asset_kind", "severity")
    engine.insert("finding_check", columns, [*rows, *_OWN])


#: The last number that a check can have: those of the program begin at one.
_LAST = 65_535
_OWN: tuple[tuple[object, ...], ...] = (
    (0, "matrix", HOLE_CHECK, None, "position", "high"),
    (_LAST, "matrix", LEAVER_CHECK, None, "position", "high"),
)


def _fingerprint(build: Build, name: str) -> str:
    try:
        return build.fingerprint(name)
    except LookupError:
        # A table that this run does not have: the check will err, and say so.
        return "none"


def _keep(engine: Engine, kept: set[str]) -> None:
    if not kept:
        return
    for name, rest in (("finding_thing", "asset_id, code"), ("finding_item", "asset_id, item, code, detail")):
        engine.execute(
            f"insert into {name} select now.n, {rest} from _before_{name} b"
            " join _before_finding_check was on was.n = b.n join finding_check now on now.check_id = was.check_id"
            " where now.origin = 'check' and was.origin = 'check' and now.check_id in (select unnest($kept))",
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
    engine.execute("insert into finding_item select 0, position, '', 2, reason from hole")
    engine.execute(_LEFT_BEHIND)


def _count(engine: Engine, session: Session, marks: Mapping[str, str], kept: set[str]) -> None:
    engine.execute(f"create or replace table outcome_count ({_COUNTS})")
    if kept:
        engine.execute(
            "insert into outcome_count select * from _before_outcome_count where check_id in (select unnest($kept))",
            {"kept": sorted(kept)},
        )
    columns = ("check_id", "pass", "fail", "unknown", "not_applicable", "error", "note", "_mark")
    rows = [
        (one.id, one.passed, one.failed, one.unknown, one.not_applicable, one.error, one.note, marks.get(one.id, ""))
        for one in session.results.values()
    ]
    engine.insert("outcome_count", columns, rows)
