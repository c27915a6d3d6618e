"""Who may open which page of catalogue: route → kind of person → status."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from served import KINDS, Served


def _laptop(served: Served) -> dict[str, Any]:
    """The employee's own laptop."""
    from drystone.shell import site

    with site.reading() as engine:
        found = engine.rows(
            "select asset_id from asset where asset_kind = 'device' and owner_id = $person order by asset_id limit 1",
            {"person": served.people["employee"]},
        )
    return {"kind": "device", "asset_id": found[0][0]}


def _screening(served: Served) -> dict[str, Any]:
    """The head of the department's screening."""
    from drystone.shell import site

    with site.reading() as engine:
        found = engine.rows(
            "select screening_id from screening where person_id = $person order by 1 limit 1",
            {"person": served.people["department-head"]},
        )
    return {"kind": "screening", "asset_id": found[0][0]}


def _person(served: Served) -> dict[str, Any]:
    """What the people data say of the employee."""
    return {"kind": "person", "asset_id": served.people["employee"]}


_HERE = {**dict.fromkeys(KINDS, 200), "anonymous": 302, "leaver": 404}

TABLE: dict[str, dict[str, int]] = {
    "catalogue:thing": {
        **dict.fromkeys(KINDS, 404),
        "anonymous": 302,
        "employee": 200,
        "administrator": 200,
        "auditor": 200,
    },
    "catalogue:thing of-a-screening": {
        **dict.fromkeys(KINDS, 404),
        "anonymous": 302,
        "department-head": 200,
        "screener": 200,
    },
    "catalogue:thing of-a-person": {**dict.fromkeys(KINDS, 404), "anonymous": 302, "employee": 200},
    # Whoever decides about screenings: a kind of the walk.
    "catalogue:look": {**dict.fromkeys(KINDS, 404), "anonymous": 302},
    "catalogue:activities": _HERE | {"leaver": 403},
    "catalogue:activity": _HERE,
    "catalogue:objectives": _HERE | {"leaver": 403},
    "catalogue:objective": _HERE,
}
ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {
    "catalogue:thing": _laptop,
    "catalogue:thing of-a-screening": _screening,
    "catalogue:thing of-a-person": _person,
    "catalogue:look": _screening,
    "catalogue:activity": lambda _: {"activity_id": "encrypt-laptops"},
    "catalogue:objective": lambda _: {"objective_id": "customer-trust"},
}
POSTS: dict[str, dict[str, Any]] = {"catalogue:look": {"reason": "To plan the next round of checks"}}
