"""Whose a thing is in the applied run, and who settles it where somebody says that it is not theirs."""

from __future__ import annotations

from dataclasses import dataclass

from drystone.directory import queries as directory
from drystone.lake.engines import Engine
from drystone.program.model import Program
from drystone.program.vocabulary import TABLES
from drystone.responsibility import superior, who


@dataclass(frozen=True, slots=True)
class Owned:
    """A thing that somebody can own, as the applied run has it; ``owner`` is "" where it is nobody's."""

    kind: str
    asset_id: str
    name: str
    owner: str


def owned(engine: Engine, kind: str, asset_id: str) -> Owned | None:
    """Return a thing with its owner; None where there is no such thing, or its kind is nobody's to own.

    A record of one person (a screening) is about them and not theirs to give away: a wrong one is put right where it is
    kept.
    """
    table = TABLES.get(kind)
    if table is None or table.role != "thing" or kind == "person" or table.seen_by:
        return None
    found = engine.rows(
        "select coalesce(name, asset_id), coalesce(owner_id, '') from asset"
        " where asset_kind = $kind and asset_id = $id",
        {"kind": kind, "id": asset_id},
    )
    return Owned(kind, asset_id, *found[0]) if found else None


def accountable(engine: Engine, program: Program, kind: str, asset_id: str) -> str:
    """Return the accountable of the first activity about the thing's kind that names one, else ""."""
    about = {activity.id for activity in program.activities.values() if activity.about == kind}
    for line in who(engine, program, kind, asset_id):
        if line.letter == "A" and line.person_id and line.activity_id in about:
            return line.person_id
    return ""


def settler(engine: Engine, program: Program, *, first: str, by: str) -> str:
    """Return who settles a question: ``first``, else the fallback role's holder, else the superior of who asks.

    Where the accountable asks, their superior comes before the fallback. Never whoever asks, never a leaver; "" where
    nobody is left.
    """
    above = superior(engine, by) or ""
    fallback = directory.holder(program.settings.authority.fallback)
    order = (above, fallback) if first == by else (first, fallback, above)
    living = {card.person_id for card in directory.cards(order).values() if card.status != "left"}
    return next((one for one in order if one in living and one != by), "")
