"""Who may open what somebody answers for. The CISO is the approver and holds the A; the administrator holds an R."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from access.arranged import ACTIVITY, CHECK, Arranged

_NOBODY = {
    "anonymous": 302, "employee": 404, "manager": 404, "colleague": 404, "department-head": 404, "approver": 404,
    "responder": 404, "auditor": 404, "administrator": 404, "editor": 404, "leaver": 302,
}  # fmt: skip
_EVERYBODY = dict.fromkeys(_NOBODY, 200)

TABLE: dict[str, dict[str, int]] = {
    "accountability:answer-for": _EVERYBODY | {"anonymous": 302, "leaver": 302},
    "accountability:week": _EVERYBODY | {"anonymous": 302, "leaver": 302},
    "accountability:activity": _NOBODY | {"approver": 200, "administrator": 200},
    "accountability:attest": _NOBODY | {"approver": 302},  # Of an activity that is held by their word alone.
    "accountability:check": _NOBODY | {"approver": 200},  # Only the A.
    "accountability:evidence": _NOBODY | {"approver": 200, "auditor": 200},  # The A; not an R.
    # The head of a department holds an R by a seat of many: not every department's things.
    "accountability:evidence of-a-seat": _NOBODY | {"approver": 200, "auditor": 200},
    "accountability:reveal": _NOBODY | {"approver": 200, "auditor": 200},
    "accountability:key": _EVERYBODY,
    "accountability:log": dict.fromkeys(_NOBODY, 403) | {"anonymous": 302, "auditor": 200, "leaver": 302},
    "accountability:evidence-list": dict.fromkeys(_NOBODY, 403) | {"anonymous": 302, "auditor": 200, "leaver": 302},
}


def _theirs(_arranged: Arranged) -> dict[str, Any]:
    return dict(ACTIVITY)


ARGUMENTS: dict[str, Callable[[Arranged], dict[str, Any]]] = {
    "accountability:activity": _theirs,
    "accountability:attest": lambda _arranged: {"activity_id": "set-risk-limits"},
    "accountability:evidence": _theirs,
    "accountability:evidence of-a-seat": lambda _arranged: {"activity_id": "rehearse"},
    "accountability:reveal": _theirs,
    "accountability:check": lambda _arranged: dict(CHECK),
}
POSTS: dict[str, Any] = {
    "accountability:attest": {"evidence": "Minutes of 2 June"},
    "accountability:check": {"do": "start"},
    "accountability:reveal": lambda arranged: {
        "ids": arranged.people["approver"],
        "reason": "to look at a sample of it",
    },
}
SHOWING = {"accountability:reveal"}
