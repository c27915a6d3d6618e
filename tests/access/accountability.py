"""Who may open what somebody answers for. The CISO is the approver; the activity is theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from served import Served

_NOBODY = {
    "anonymous": 302, "employee": 404, "manager": 404, "colleague": 404, "department-head": 404, "approver": 404,
    "responder": 404, "auditor": 404, "administrator": 404, "editor": 404, "leaver": 302,
}  # fmt: skip
_EVERYBODY = dict.fromkeys(_NOBODY, 200)

TABLE: dict[str, dict[str, int]] = {
    "accountability:answer-for": _EVERYBODY | {"anonymous": 302, "leaver": 302},
    "accountability:activity": _NOBODY | {"approver": 200},
    "accountability:attest": _NOBODY | {"approver": 302},
    "accountability:check": _NOBODY,  # Only the A: the managing board.
    "accountability:evidence": _NOBODY | {"approver": 200, "auditor": 200},
    "accountability:reveal": _NOBODY | {"auditor": 200},
    "accountability:key": _EVERYBODY,
    "accountability:log": dict.fromkeys(_NOBODY, 403) | {"anonymous": 302, "auditor": 200, "leaver": 302},
    "accountability:evidence-list": dict.fromkeys(_NOBODY, 403) | {"anonymous": 302, "auditor": 200, "leaver": 302},
}


def _theirs(_served: Served) -> dict[str, Any]:
    return {"activity_id": "set-risk-limits"}


ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {
    "accountability:activity": _theirs,
    "accountability:attest": _theirs,
    "accountability:evidence": _theirs,
    "accountability:reveal": _theirs,
    "accountability:check": lambda _served: {"activity_id": "encrypt-laptops", "check_id": "laptop-disk-encrypted"},
}
POSTS: dict[str, dict[str, Any]] = {"accountability:attest": {"evidence": "Minutes of 2 June"}}
