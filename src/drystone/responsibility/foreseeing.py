"""Who would hold a position if the program said so: for judging an edit before any run follows it.

The steps are those of a run (holder, deputy, superior), read a little wider where that needs the whole run: a name that
fits several people counts for each of them, and any holder's superior may come to stand in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from drystone.lake.engines.base import Engine, EngineError
from drystone.lib.errors import ProgramError
from drystone.program.model import Program, Role
from drystone.responsibility.clauses import predicate
from drystone.responsibility.evidence import superior
from drystone.responsibility.superiors import living


@dataclass(frozen=True, slots=True)
class Term:
    """A living person in a position, from and to inclusive (None: no end)."""

    person_id: str
    since: dt.date | None = None
    until: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Whether they hold it on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Foreseen:
    """The people of one run's tables (``engine``) in the positions of any program."""

    def __init__(self, engine: Engine, program: Program, *, as_of: dt.datetime) -> None:
        self._engine, self._program, self._as_of = engine, program, as_of
        self._terms: dict[str, tuple[Term, ...]] = {}

    def fills(self, person_id: str, role_id: str, day: dt.date) -> bool:
        """Whether somebody would hold a position on a day, themselves or stepping in."""
        role = self._program.roles.get(role_id)
        if role is None or not person_id:
            return False
        holding = self._holding(role_id, day)
        if person_id in holding:
            return True
        # A position with a seat each may have one empty seat although others are taken.
        if holding and not role.each:
            return False
        deputies = self._holding(role.deputy or "", day)
        if deputies:
            return person_id in deputies
        return person_id in {superior(self._engine, one) for one in self._ever(role)}

    def days(self, role_ids: Iterable[str]) -> set[dt.date]:
        """Return the days from which on these positions may have other holders."""
        one = dt.timedelta(days=1)
        terms = [term for role_id in role_ids for term in self.terms(role_id)]
        return {term.since for term in terms if term.since} | {
            term.until + one for term in terms if term.until and term.until < dt.date.max
        }

    def terms(self, role_id: str) -> tuple[Term, ...]:
        """Return the living people whom a position's names and query mean."""
        if role_id not in self._terms:
            role = self._program.roles.get(role_id)
            self._terms[role_id] = (*self._named(role), *self._found(role)) if role else ()
        return self._terms[role_id]

    def _holding(self, role_id: str, day: dt.date) -> set[str]:
        return {term.person_id for term in self.terms(role_id) if term.covers(day)}

    def _ever(self, role: Role) -> list[str]:
        """Whoever the position names, here or not: a superior stands in for somebody who left."""
        return [row[1] for row in self._meant(role, alive=False)]

    def _named(self, role: Role) -> list[Term]:
        meant: dict[str, list[str]] = {}
        for given, person_id in self._meant(role, alive=True):
            meant.setdefault(given, []).append(person_id)
        return [
            Term(person_id, holder.since, holder.until)
            for holder in role.holders
            for person_id in meant.get(holder.person.strip().lower(), ())
        ]

    def _meant(self, role: Role, *, alive: bool) -> list[tuple[str, str]]:
        """Return each given name, in small letters, with everybody it may mean."""
        given = sorted({holder.person.strip().lower() for holder in role.holders})
        if not given:
            return []
        rows: list[tuple[str, str]] = self._engine.rows(
            f"""
            with known(name, person_id) as (
                select lower(trim(email)), person_id from person
                union select person_id, person_id from person
                union select lower(trim(name)), person_id from person
                union select lower(trim(email)), person_id from alias
                union select lower(trim(key)), asset_id from member where asset_kind = 'person'
                union select lower(trim(username)), person_id from account where coalesce(kind, 'human') = 'human'
            )
            select distinct k.name, p.person_id from known k join person p using (person_id)
            where list_contains($given, k.name) and ({living("p", self._as_of)} or not $alive)
            order by all
            """,
            {"given": given, "alive": alive},
        )
        return rows

    def _found(self, role: Role) -> list[Term]:
        """Return whom the position's query finds; nobody where it cannot be run, as in a run."""
        if role.find is None:
            return []
        try:
            found = predicate(role.find, self._as_of, table="person")
            rows = self._engine.rows(
                f"select person_id from person where ({found.sql}) and {living('person', self._as_of)}"
            )
        except (EngineError, ProgramError):
            return []
        return [Term(row[0]) for row in rows]
