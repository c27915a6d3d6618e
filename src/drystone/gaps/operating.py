"""Who operates a gap's activity: R or A of it by position, and for a seat of many (one head per department) only where
the thing is that seat's. The head of one department has nothing to do with another's things.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from drystone.directory import queries as directory
from drystone.gaps.models import Gap
from drystone.shell import site
from drystone.shell.many import Listed

#: Gaps about the organisation as a whole: every seat is meant.
_WHOLE = frozenset({"activity", "position"})
_OF_SEATS = """
    with held as (select unnest($eaches) as each, unnest($seats) as seat),
    thing as (select asset_id, department, team from asset where asset_id in (select unnest($ids)))
    select distinct asset_id, each, seat from thing join held
        on (each = 'department' and seat = department) or (each = 'team' and seat = team)
"""
_PLACE = "select department, team from asset where asset_kind = $kind and asset_id = $id"


def operators(gap: Gap, letters: str = "RA") -> set[str]:
    """Return who operates the activity of a gap.

    At most one look-up in the lake, and only where a seat decides.
    """
    if not gap.activity_id:
        return set()
    held = directory.seats(gap.activity_id, letters)
    whole = {one.person_id for one in held if not one.seat or gap.asset_kind in _WHOLE}
    seated = [one for one in held if one.seat and one.person_id not in whole]
    if not seated:
        return whole
    places = _places(gap)
    roles = site.program().roles
    return whole | {
        one.person_id for one in seated if one.role in roles and one.seat == places.get(roles[one.role].each or "")
    }


def operated(person_id: str, among: QuerySet[Gap]) -> Q:
    """Return which of some gaps somebody operates, as a condition on them: what ``operators`` says, in sets.

    One query; where seats decide, one more and one look-up in the lake, of the things that such gaps are about.
    """
    roles = site.program().roles
    whole, seats = set[str](), dict[str, set[tuple[str, str]]]()
    for activity, _letter, position in directory.duties(person_id, "RA"):
        role, _slash, seat = position.partition("/")
        if not seat:
            whole.add(activity)
        elif role in roles and roles[role].each:
            seats.setdefault(activity, set()).add((roles[role].each or "", seat))
    seats = {activity: held for activity, held in seats.items() if activity not in whole}
    found = Q(activity_id__in=sorted(whole - {""})) | Q(activity_id__in=sorted(seats), asset_kind__in=sorted(_WHOLE))
    for activities, things in _of_seats(seats, among):
        found |= Q(activity_id__in=activities, asset_id__in=Listed(things))
    return found


def _of_seats(seats: Mapping[str, set[tuple[str, str]]], among: QuerySet[Gap]) -> list[tuple[list[str], list[str]]]:
    """Return the things of somebody's seats that some gaps are about, and the activities for which they hold those.

    Ids are unique among kinds. One list for all activities that go with the same seats: most heads have one.
    """
    if not seats or site.snapshot() is None:
        return []
    about = among.filter(activity_id__in=sorted(seats)).exclude(asset_kind__in=sorted(_WHOLE))
    asked = list(about.order_by().values_list("asset_id", flat=True).distinct())
    held = sorted({one for several in seats.values() for one in several})
    if not asked:
        return []
    with site.reading() as engine:
        rows = engine.rows(
            _OF_SEATS, {"ids": asked, "eaches": [each for each, _ in held], "seats": [seat for _, seat in held]}
        )
    together: dict[frozenset[tuple[str, str]], list[str]] = {}
    for activity, several in sorted(seats.items()):
        together.setdefault(frozenset(several), []).append(activity)
    return [
        (activities, sorted({asset_id for asset_id, each, seat in rows if (each, seat) in several}))
        for several, activities in together.items()
    ]


def _places(gap: Gap) -> dict[str, str]:
    """Return the department and the team that a gap's thing belongs to, as far as they are known."""
    if site.snapshot() is None:
        return {}
    with site.reading() as engine:
        rows = engine.rows(_PLACE, {"kind": gap.asset_kind, "id": gap.asset_id})
    department, team = rows[0] if rows else (None, None)
    return {"department": department or "", "team": team or ""}
