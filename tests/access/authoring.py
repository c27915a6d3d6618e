"""Who may change the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from served import Served

_NOBODY = {
    "anonymous": 302, "employee": 404, "manager": 404, "colleague": 404, "department-head": 404, "approver": 404,
    "responder": 404, "auditor": 404, "administrator": 404, "editor": 200, "leaver": 404,
}  # fmt: skip
#: The responder of the made-up organisation is its editor too.
_EDITORS = _NOBODY | {"responder": 200}

TABLE: dict[str, dict[str, int]] = {
    "authoring:program": {kind: 403 if status == 404 else status for kind, status in _EDITORS.items()},
    "authoring:activity": _EDITORS,
    "authoring:role": _EDITORS | {"approver": 200},  # The CISO grants the security lead.
    "authoring:new": _EDITORS,
    "authoring:file": _EDITORS,
}
ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {
    "authoring:activity": lambda _served: {"activity_id": "encrypt-laptops"},
    "authoring:role": lambda _served: {"role_id": "security-lead"},
    "authoring:new": lambda _served: {"kind": "role"},
    "authoring:file": lambda _served: {"path": "objectives.yaml"},
}
