"""Who may open the ways in for people without a mailbox: read by the test that walks every route.

The walk opens badges and text messages. A badge is asked for on a shared screen, which two of the walk's kinds have.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from access.arranged import NUMBER, PIN, TEXT_CODE, Arranged
from served import KINDS

#: Whoever leads a department or a team in the made-up organisation, or administers.
_LEADS = {"manager", "department-head", "approver", "responder", "auditor", "editor", "administrator"}
_OVER_THE_EMPLOYEE = {"anonymous", "manager", "department-head", "administrator"}
_THEIR_OWN = {"anonymous": 302, "department-head": 200, "administrator": 200}
_OF_SALES = {kind: _THEIR_OWN.get(kind, 404 if kind in _LEADS else 403) for kind in KINDS}
_NOBODY = dict.fromkeys(KINDS, 404)
_OWN = {kind: {"anonymous": 302, "leaver": 403}.get(kind, 200) for kind in KINDS}
_ADMINISTRATOR = {kind: {"anonymous": 302, "administrator": 200}.get(kind, 403) for kind in KINDS}

TABLE: dict[str, dict[str, int]] = {
    "directory:badge": _NOBODY,  # Shared screens are kinds of the walk.
    "directory:badge-pin": _NOBODY,
    "directory:badge-done": dict.fromkeys(KINDS, 302),
    "directory:screen-enrolment": dict.fromkeys(KINDS, 200),
    "directory:my-badge": _OWN,
    "directory:my-badge-confirmation": dict.fromkeys(KINDS, 302),
    "directory:my-badge-revocation": {kind: 403 if kind == "leaver" else 302 for kind in KINDS},
    "directory:text-code": dict.fromkeys(KINDS, 200),
    "directory:text-code-answer": dict.fromkeys(KINDS, 200),
    "directory:screens": _ADMINISTRATOR,
    "directory:screen-revocation": {kind: 302 if kind in {"anonymous", "administrator"} else 404 for kind in KINDS},
    "directory:team-card": {kind: 302 if kind == "anonymous" else 200 if kind in _LEADS else 403 for kind in KINDS},
    "directory:team-badges": {kind: 302 if kind == "anonymous" else 200 if kind in _LEADS else 403 for kind in KINDS},
    "directory:team-card of-sales": _OF_SALES,
    "directory:team-badges of-sales": _OF_SALES,
    "directory:badge-revocation": {kind: 302 if kind in _OVER_THE_EMPLOYEE else 404 for kind in KINDS},
}


def _of_the_employee(arranged: Arranged) -> dict[str, Any]:
    return {"person_id": arranged.people["employee"]}


ARGUMENTS: dict[str, Callable[[Arranged], dict[str, Any]]] = {
    "directory:screen-revocation": lambda arranged: {"screen_id": arranged.made["screen"]},
    "directory:badge-revocation": _of_the_employee,
}
QUERY = {name: {"department": "Sales"} for name in ("directory:team-card of-sales", "directory:team-badges of-sales")}
POSTS: dict[str, Any] = {
    "directory:badge": lambda arranged: {"code": arranged.made["badge_code"]},
    "directory:badge-pin": {"pin": PIN},
    "directory:screen-enrolment": lambda arranged: {"code": arranged.made["screen_code"]},
    "directory:text-code": {"number": NUMBER},
    "directory:text-code-answer": {"code": TEXT_CODE},
    "directory:screens": {"name": "Loading bay 3"},
    "directory:team-badges": {},
    "directory:team-badges of-sales": lambda arranged: {"form": "sheet", "person": arranged.people["employee"]},
    "directory:badge-done": {},
    "directory:my-badge-confirmation": {},
    "directory:my-badge-revocation": {},
    "directory:screen-revocation": {},
    "directory:badge-revocation": {},
}
SHOWING = {"directory:screens", "directory:team-badges", "directory:team-badges of-sales"}
