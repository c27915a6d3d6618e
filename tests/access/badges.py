"""Who may open the ways in for people without a mailbox: read by the test that walks every route.

The made-up organisation opens neither badges nor text messages, so those ways do not exist for anyone; what happens
where they are open is in tests/directory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from served import KINDS, Served

#: Whoever leads a department or a team in the made-up organisation, or administers.
_LEADS = {"manager", "department-head", "approver", "responder", "auditor", "editor", "administrator"}
_OVER_THE_EMPLOYEE = {"anonymous", "manager", "department-head", "administrator"}
_NOBODY = dict.fromkeys(KINDS, 404)
_OWN = {kind: {"anonymous": 302, "leaver": 403}.get(kind, 200) for kind in KINDS}
_ADMINISTRATOR = {kind: {"anonymous": 302, "administrator": 200}.get(kind, 403) for kind in KINDS}

TABLE: dict[str, dict[str, int]] = {
    "directory:badge": _NOBODY,
    "directory:badge-pin": _NOBODY,
    "directory:badge-done": dict.fromkeys(KINDS, 302),
    "directory:screen-enrolment": _NOBODY,
    "directory:my-badge": _OWN,
    "directory:my-badge-confirmation": dict.fromkeys(KINDS, 302),
    "directory:my-badge-revocation": {kind: 403 if kind == "leaver" else 302 for kind in KINDS},
    "directory:text-code": _NOBODY,
    "directory:text-code-answer": _NOBODY,
    "directory:screens": _ADMINISTRATOR,
    "directory:screen-revocation": {kind: 302 if kind in {"anonymous", "administrator"} else 404 for kind in KINDS},
    "directory:team-card": {kind: 302 if kind == "anonymous" else 200 if kind in _LEADS else 403 for kind in KINDS},
    "directory:team-badges": {kind: 302 if kind == "anonymous" else 404 if kind in _LEADS else 403 for kind in KINDS},
    "directory:badge-revocation": {kind: 302 if kind in _OVER_THE_EMPLOYEE else 404 for kind in KINDS},
}


def _of_the_employee(served: Served) -> dict[str, Any]:
    return {"person_id": served.people["employee"]}


ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {
    "directory:screen-revocation": lambda _served: {"screen_id": 1},
    "directory:badge-revocation": _of_the_employee,
}
POSTS: dict[str, dict[str, Any]] = {
    "directory:badge-done": {},
    "directory:my-badge-confirmation": {},
    "directory:my-badge-revocation": {},
    "directory:screen-revocation": {},
    "directory:badge-revocation": {},
}
