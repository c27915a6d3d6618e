"""Who operates a gap's activity: R or A of it by position, and for a seat of many (one head per department) only where
the thing is that seat's. The head of one department has nothing to do with another's things.
"""

from __future__ import annotations

from collections.abc import Sequence

from drystone.directory import queries as directory
from drystone.gaps.models import Gap
from drystone.shell import site

#: Gaps about the organisation as a whole: every seat is meant.
_WHOLE = frozenset({"activity", "position"})
_PLACE = "select department, team from asset where asset_kind = $kind and asset_id = $id"


def operators(gap: Gap, letters: str = "RA", *, among: str = "") -> set[str]:
    """Return who operates the activity of a gap; with ``among``, whether that one person does: only they, or nobody.

    At most one look-up in the lake, and only where a seat decides.
    """
    if not gap.activity_id:
        return set()
    held = directory.seats(gap.activity_id, letters, person_id=among)
    whole = {one.person_id for one in held if not one.seat or gap.asset_kind in _WHOLE}
    seated = [one for one in held if one.seat and one.person_id not in whole]
    if not seated:
        return whole
    places = _places(gap)
    roles = site.program().roles
    return whole | {
        one.person_id for one in seated if one.role in roles and one.seat == places.get(roles[one.role].each or "")
    }


def operated(person_id: str, gaps: Sequence[Gap]) -> set[str]:
    """Return the ids of those of many gaps that a person operates: what ``operators`` says of each, in few look-ups."""
    seats: dict[str, list[directory.Held]] = {}
    for activity_id, _letter, position in directory.duties(person_id, "RA"):
        seats.setdefault(activity_id, []).append(directory.Held(person_id, *position.partition("/")[::2]))
    found, seated = set[str](), []
    for gap in gaps:
        held = seats.get(gap.activity_id, [])
        if any(not one.seat or gap.asset_kind in _WHOLE for one in held):
            found.add(gap.gap_id)
        elif held:
            seated.append(gap)
    places, roles = _places_of(seated), site.program().roles
    for gap in seated:
        where = places.get((gap.asset_kind, gap.asset_id), {})
        if any(
            one.role in roles and one.seat == where.get(roles[one.role].each or "") for one in seats[gap.activity_id]
        ):
            found.add(gap.gap_id)
    return found


def _places_of(gaps: Sequence[Gap]) -> dict[tuple[str, str], dict[str, str]]:
    if not gaps or site.snapshot() is None:
        return {}
    with site.reading() as engine:
        rows = engine.rows(
            "select asset_kind, asset_id, department, team from asset where asset_id in (select unnest($ids))",
            {"ids": sorted({gap.asset_id for gap in gaps})},
        )
    return {(kind, key): {"department": department or "", "team": team or ""} for kind, key, department, team in rows}


def _places(gap: Gap) -> dict[str, str]:
    """Return the department and the team that a gap's thing belongs to, as far as they are known."""
    if site.snapshot() is None:
        return {}
    with site.reading() as engine:
        rows = engine.rows(_PLACE, {"kind": gap.asset_kind, "id": gap.asset_id})
    department, team = rows[0] if rows else (None, None)
    return {"department": department or "", "team": team or ""}
