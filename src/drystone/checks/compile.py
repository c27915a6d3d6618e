"""From a check as the program writes it to the parts of SQL that judge its things.

A judgement is one small number: 0 pass, 1 unknown, 2 fail (so the greatest of several wins), NULL not applicable.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from drystone.lib.errors import ProgramError
from drystone.program.model import Activity, Check, Program
from drystone.program.vocabulary import TABLES, Table
from drystone.responsibility.clauses import Clause, literal, predicate, query
from drystone.responsibility.matrix import kind_of

#: ``thing``: one row per thing, shared scans. ``rows``: several rows per thing. ``query``: the check brings its SELECT.
Shape = Literal["thing", "rows", "query"]

#: Tables of one row per thing that are not fed but made.
_MADE_THINGS = ("activity", "position")


@dataclass(frozen=True, slots=True)
class Compiled:
    """One check, ready to run. ``where`` is three-valued SQL over ``table``; for a query ``sql`` and ``applies``.

    ``within`` is a SELECT of the only things that can be meant, where the rows are about the activity's things.
    ``meant_by`` are those of the tables it ``reads`` that say which things it is about.
    """

    check: Check
    activity: Activity
    kind: str
    shape: Shape
    table: Table | None = None
    within: str = ""
    where: str = "true"
    fails: str = "null"
    sql: str = ""
    applies: str = ""
    reads: frozenset[str] = frozenset()
    meant_by: frozenset[str] = frozenset()
    clock: bool = False

    def code(self, where: str) -> str:
        """SQL for the judgement of one row, given SQL for whether the row applies."""
        judged = f"coalesce(cast(cast(({self.fails}) as boolean) as utinyint) * 2::utinyint, 1::utinyint)"
        return judged if where == "true" else f"case when {where} then {judged} end"

    @property
    def text(self) -> str:
        """Everything that decides its findings, besides the tables it reads."""
        return repr(
            (
                self.kind,
                self.within,
                self.where,
                self.fails,
                self.sql,
                self.applies,
                self.check.severity,
                self.activity.id,
            )
        )


def compile_check(program: Program, check: Check, as_of: dt.datetime) -> Compiled:
    """Return the check ready to run. Raises ProgramError where it cannot be: validation should have said so before."""
    activity = program.activities[check.activity]
    about = check.about or activity.about
    table = TABLES[about] if about else None
    kind = kind_of_check(activity, check)
    if check.sql is not None:
        return _query(check, activity, kind, as_of)
    if table is None or check.fails is None or not table.asset_id:
        raise ProgramError(
            f"check {check.id} has nothing to look at",
            where=str(check.place),
            do="Give it `about` and `fails`, or `sql` and `applies`.",
        )
    fails = predicate(check.fails, as_of, table=table.name)
    clauses = [fails]
    conditions, within = [], ""
    if activity.where and activity.about == table.name:
        clauses.append(predicate(activity.where, as_of, table=table.name))
        conditions.append(clauses[-1].sql)
    elif activity.where and kind == kind_of(activity):
        clauses.append(Clause("", frozenset({"population"})))
        within = members(activity)
    if check.where:
        clauses.append(predicate(check.where, as_of, table=table.name))
        conditions.append(clauses[-1].sql)
    if not table.asset_kind:
        conditions.append(f"asset_kind = {literal(kind)}")
    return Compiled(
        check,
        activity,
        kind,
        # Where another table says which things are meant, they are found first, as for rows.
        "thing" if not within and (table.role == "thing" or table.name in _MADE_THINGS) else "rows",
        table,
        within,
        " and ".join(f"({condition})" for condition in conditions) or "true",
        fails.sql,
        reads=frozenset({table.name, *things_of(kind)}).union(*(clause.tables for clause in clauses)),
        meant_by=frozenset({table.name, *things_of(kind)}).union(*(clause.tables for clause in clauses[1:])),
        clock=any(clause.clock for clause in clauses),
    )


def _query(check: Check, activity: Activity, kind: str, as_of: dt.datetime) -> Compiled:
    if check.applies is None:
        raise ProgramError(
            f"check {check.id} does not say which things it is about", where=str(check.place), do="Add `applies`."
        )
    found, applies = query(check.sql or "", as_of), query(check.applies, as_of, applies=True)
    narrowed = applies.sql
    meant = applies.tables | set(things_of(kind))
    if activity.where and activity.about == kind:
        meant |= {"population"}
        narrowed = f"select asset_id from ({applies.sql}) where asset_id in ({members(activity)})"
    return Compiled(
        check,
        activity,
        kind,
        "query",
        sql=found.sql,
        applies=narrowed,
        reads=found.tables | meant,
        meant_by=frozenset(meant),
        clock=found.clock or applies.clock,
    )


def kind_of_check(activity: Activity, check: Check) -> str:
    """Return the kind of thing that a check judges."""
    about = check.about or activity.about
    return (TABLES[about].asset_kind if about else "") or kind_of(activity)


def members(activity: Activity) -> str:
    """Return a SELECT of the things that an activity is about."""
    return f"select asset_id from population where activity_id = {literal(activity.id)}"


def universe(kind: str) -> str:
    """Return a SELECT of asset_id: every thing of a kind, once. A hole may be a relation, which is no position."""
    if kind == "position":
        return "select position_id as asset_id from position union select position from hole"
    return f'select "{TABLES[kind].asset_id}" as asset_id from "{kind}"'


def things_of(kind: str) -> tuple[str, ...]:
    """Return the tables that ``universe`` reads."""
    return ("position", "hole") if kind == "position" else (kind,)
