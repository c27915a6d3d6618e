"""Who holds which letter for one thing, by which step, and on what evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from drystone.lake.engines.base import Engine
from drystone.lib.clock import iso
from drystone.program.model import Program
from drystone.responsibility.population import letters_sql


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter of one activity for a thing: who holds it, by which position or relation and step, and how we know.

    ``who`` is as the matrix writes it; ``position`` the role, seat or relation that it came down to. ``person_id`` is
    None where not even the fallback has a holder.
    """

    activity_id: str
    activity: str
    standing: str
    letter: str
    who: str
    position: str
    via: str
    person_id: str | None
    person: str
    evidence: str


def who(engine: Engine, program: Program, kind: str, asset_id: str) -> tuple[LetterLine, ...]:
    """Return every letter of every activity that the thing falls under, in the program's order.

    ``engine`` must have a run's tables and views (``Snapshot.attach``). Unknown things simply have no lines.
    """
    engine.execute("create or replace temp table _one (activity_id varchar, asset_kind varchar, asset_id varchar)")
    engine.execute(
        "insert into _one select * from population where asset_kind = $kind and asset_id = $id",
        {"kind": kind, "id": asset_id},
    )
    found = engine.rows(
        f"""
        select l.activity_id, l.letter, l.position, l.via, l.person_id, coalesce(p.name, p.email, ''),
            l.ordinal // 1000 as rule
        from ({letters_sql("_one")}) l left join person p on p.person_id = l.person_id
        order by l.activity_id, l.ordinal, l.person_id
        """
    )
    applying = {str(row[0]) for row in engine.rows("select distinct activity_id from _one")}
    evidence = _Evidence(engine, kind, asset_id)
    lines = []
    for activity in program.activities.values():
        if activity.id not in applying:
            continue
        for number, (letter, named) in enumerate(activity.letters()):
            held = [row for row in found if row[0] == activity.id and row[6] == number]
            head = (activity.id, activity.name, activity.standing, letter, named)
            lines += [
                LetterLine(*head, position, via, person_id, person, evidence.words(position, via, person_id))
                for _, _, position, via, person_id, person, _ in held
            ]
            if not held and letter in ("R", "A"):
                lines.append(LetterLine(*head, named, "nobody", None, "", "nobody, and the fallback has no holder"))
    return tuple(lines)


def doers(engine: Engine, activity_id: str, thing: tuple[str, str] | None = None) -> set[str]:
    """Return who does an activity or answers for it (R and A): for one thing (kind, id), or for any of its things.

    ``engine`` must have a run's tables and views. Empty where the activity is not about that thing, or is nobody's.
    """
    kind, asset_id = thing or (None, None)
    engine.execute("create or replace temp table _asked (activity_id varchar, asset_kind varchar, asset_id varchar)")
    engine.execute(
        "insert into _asked select * from population where activity_id = $activity"
        " and ($kind is null or (asset_kind = $kind and asset_id = $id))",
        {"activity": activity_id, "kind": kind, "id": asset_id},
    )
    held = engine.rows(f"select distinct person_id from ({letters_sql('_asked')}) where letter in ('R', 'A')")
    return {str(row[0]) for row in held}


def superior(engine: Engine, person_id: str) -> str | None:
    """Return the nearest living manager above somebody, or None where the people data name none."""
    found = engine.value("select manager_id from superior where person_id = $id", {"id": person_id})
    return str(found) if found else None


class _Evidence:
    """What speaks for each step, looked up once for one thing."""

    def __init__(self, engine: Engine, kind: str, asset_id: str) -> None:
        values = {"kind": kind, "id": asset_id}
        self._claims: Mapping[str, tuple[Any, ...]] = {
            str(row[0]): row
            for row in engine.rows(
                "select claim, source, seen_at from owner where asset_kind = $kind and asset_id = $id", values
            )
        }
        self._holdings = {
            (row[0], row[1]): row[2:]
            for row in engine.rows(
                "select position_id, person_id, found_by, from_date, to_date from holding where state <> 'unknown'"
            )
        }
        self._deputies = dict(engine.rows("select position_id, _deputy_position from position"))
        self._reasons = dict(engine.rows("select position, reason from hole"))

    def words(self, position: str, via: str, person_id: str | None) -> str:
        """Say in a few words how we know."""
        if via in ("holder", "deputy"):
            place = position if via == "holder" else str(self._deputies.get(position))
            found_by, since, until = self._holdings.get((place, person_id), ("query", None, None))
            how = "named in the program" if found_by == "named" else "found by the role's query"
            spell = f"{f' from {since}' if since else ''}{f' to {until}' if until else ''}"
            return f"{how}{f' as {place}' if via == 'deputy' else ''}{spell}"
        if via == "manager":
            return "the manager of the one who has left or is away"
        if via == "fallback":
            reason = self._reasons.get(position, "nobody else is known")
            return f"the program's fallback, because {reason}"
        if via == "self":
            return "it is about this person"
        claim = self._claims.get(via)
        if claim:
            source, seen_at = claim[1:]
            return f"{via} according to {source or 'an unnamed source'}{f', seen {iso(seen_at)}' if seen_at else ''}"
        return f"{via} in the inventory"
