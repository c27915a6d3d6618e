"""Why a position or relation is nobody's, in words for the one who mends it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from drystone.lake.engines.base import Engine
from drystone.lib.text import listing, plural
from drystone.responsibility.coverage import Need

_MANY = {"person": "people", "activity": "activities", "repository": "repositories"}
_REASONS = {
    "left": "{given} has left",
    "leave": "{given} is on leave",
    "ended": "the time of {given} ended on {to_date}",
    "future": "{given} begins on {from_date}",
}


def rows(engine: Engine, needs: Iterable[Need]) -> list[tuple[str, str, str, int, int, str]]:
    """Return the rows of ``hole``: position, kind, asset_kind (all kinds concerned), activities, things, reason."""
    told = _told(engine)
    known = {str(row[0]): (row[1], row[2]) for row in engine.rows("select position_id, role, seat from position")}
    return [
        (
            need.position,
            need.kind,
            ", ".join(sorted(kind for kind, things in need.things.items() if things)),
            len(need.activities),
            sum(need.things.values()),
            _reason(need, told, known),
        )
        for need in sorted(needs, key=lambda need: need.position)
    ]


def _told(engine: Engine) -> dict[str, list[str]]:
    """What each position's holdings say about why they do not count; the first five of each."""
    told: dict[str, list[str]] = defaultdict(list)
    for position, state, given, from_date, to_date, note in engine.rows(
        "select position_id, state, given, from_date, to_date, _note from holding where state <> 'active'"
        " qualify row_number() over (partition by position_id order by _ordinal) <= 5 order by position_id, _ordinal"
    ):
        words = _REASONS.get(state, "{given} cannot be found")
        told[position].append(note or words.format(given=given, from_date=from_date, to_date=to_date))
    return told


def _reason(need: Need, told: dict[str, list[str]], known: dict[str, tuple[str, str | None]]) -> str:
    if need.kind == "relation":
        things = [
            plural(count, kind.replace("_", " "), _MANY.get(kind))
            for kind, count in sorted(need.things.items())
            if count
        ]
        return f"nobody is known for {listing(things)}"
    if told.get(need.position):
        return "; ".join(told[need.position])
    role, seat = known.get(need.position, (need.position, None))
    if seat is not None:
        return "; ".join([f"nobody is found for {seat}", *told.get(role, ())])
    if any(other == role and place is not None for other, place in known.values()):
        return "the department or team of these things is not known"
    return "nobody is named"
