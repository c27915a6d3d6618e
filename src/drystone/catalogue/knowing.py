"""What the applied run knows of one thing: that there is such a thing, whose it is, and who holds a letter on it.

A snapshot never changes, so the answer is kept by its run id and the program's digest: the rule that opens a page and
the page itself ask once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from drystone.program.vocabulary import KINDS
from drystone.responsibility import LetterLine, who
from drystone.shell import site

_KEPT = 256
#: Kinds that stand in the program, not in any source.
OF_THE_PROGRAM = ("activity", "position")


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the applied run. ``person_id`` is whose record it is, for the kinds that are about one person."""

    kind: str
    asset_id: str
    name: str
    owner_id: str
    person_id: str
    criticality: int | None


def find(kind: str, asset_id: str) -> Thing | None:
    """Return the thing with this id or former id; never by name or serial number, so that nobody finds by guessing."""
    current = site.snapshot()
    if current is None or kind not in KINDS or kind == "activity":
        return None
    return _find(current.run_id, kind, asset_id)


def letters(thing: Thing) -> tuple[LetterLine, ...]:
    """Return who holds which letter on a thing, in the program's order."""
    current = site.snapshot()
    if current is None:
        return ()
    return _letters(current.run_id, site.program().digest, thing.kind, thing.asset_id)


@lru_cache(maxsize=_KEPT)
def _find(run_id: str, kind: str, asset_id: str) -> Thing | None:
    if kind == "position":
        return _position(asset_id)
    about = {"kind": kind, "id": asset_id}
    whose = {"person": "person_id", "screening": "person_id"}.get(kind)
    subject = f"(select {whose} from {kind} where {kind}_id = asset_id)" if whose else "null"
    with site.reading() as engine:
        rows = engine.rows(
            f"select asset_id, name, owner_id, {subject}, criticality from asset where asset_kind = $kind"
            " and asset_id in (select $id union all"
            " select asset_id from asset_alias where asset_kind = $kind and old_id = $id)"
            " order by asset_id <> $id limit 1",
            about,
        )
    if not rows:
        return None
    found, name, owner, person, criticality = rows[0]
    return Thing(kind, found, name or found, owner or "", person or "", criticality)


def _position(position_id: str) -> Thing | None:
    with site.reading() as engine:
        rows = engine.rows(
            "select position_id, name from position where position_id = $id"
            " union all select position, null from hole where position = $id and kind = 'relation'",
            {"id": position_id},
        )
    return Thing("position", rows[0][0], rows[0][1] or rows[0][0], "", "", None) if rows else None


@lru_cache(maxsize=_KEPT)
def _letters(run_id: str, digest: str, kind: str, asset_id: str) -> tuple[LetterLine, ...]:
    with site.reading() as engine:
        return who(engine, site.program(), kind, asset_id)
