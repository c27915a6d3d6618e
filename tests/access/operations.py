"""Who may call which operation of the API; a token has every scope that its maker may have."""

from __future__ import annotations

from typing import Any

from access import decisions, gaps, messages
from served import KINDS, Served


def _only(*kinds: str, otherwise: int = 404, status: int = 200) -> dict[str, int]:
    """These kinds of people, and strangers (whoever left is one) never."""
    rest = dict.fromkeys(KINDS, otherwise) | dict.fromkeys(kinds, status)
    return rest | {"anonymous": 401, "leaver": 401}


_EVERYBODY = _only(otherwise=200)
_EMPLOYEE = _only("employee")
_EDITORS = ("editor", "responder")
#: Of scopes that nobody's token has: no position of the made-up organisation looks at people.
_NOBODYS_SCOPE = _only(otherwise=403)

TABLE: dict[str, dict[str, int]] = {
    "GET /me": _EVERYBODY,
    "GET /me/page": _EVERYBODY,
    "GET /me/data": _EVERYBODY,
    "POST /people/{person_id}/look": _NOBODYS_SCOPE,
    "GET /gaps": _EVERYBODY,
    "GET /gaps/{gap_id}": _only("employee", "approver", "auditor"),
    "POST /gaps/{gap_id}/done": _EMPLOYEE,
    "POST /gaps/{gap_id}/not-now": _EMPLOYEE,
    "POST /gaps/{gap_id}/help": _EMPLOYEE,
    "POST /gaps/{gap_id}/exception": _EMPLOYEE,
    "POST /gaps/{gap_id}/not-mine": _EMPLOYEE,
    "GET /exceptions": _EVERYBODY,
    "POST /exceptions/{exception_id}/approve": _only("approver"),
    "POST /exceptions/{exception_id}/refuse": _only("approver"),
    "POST /exceptions/{exception_id}/end": _EMPLOYEE,
    "GET /questions": _EVERYBODY,
    "POST /questions/{question_id}/accept": _only("department-head"),
    "POST /questions/{question_id}/refuse": _only("department-head"),
    "GET /threads": _EVERYBODY,
    "GET /threads/{thread_id}": _only("employee", "colleague"),
    "POST /threads/{thread_id}/posts": _only("employee", "colleague"),
    "POST /threads/{thread_id}/closure": _only("employee", "colleague"),
    "GET /things/{kind}/{path:asset_id}": _only("employee", "auditor", "administrator"),
    "GET /activities": _EVERYBODY,
    "GET /activities/{activity_id}": _EVERYBODY,
    "GET /objectives": _EVERYBODY,
    "GET /objectives/{objective_id}": _EVERYBODY,
    "GET /measures/standings": _EVERYBODY,
    "GET /measures/weeks": _EVERYBODY,
    "GET /answer-for": _EVERYBODY,
    "GET /answer-for/{activity_id}/checks": _only("approver"),
    "GET /answer-for/{activity_id}/checks/{check_id}/sample": _only(),
    "POST /answer-for/{activity_id}/checks/{check_id}/sample": _only(),
    "POST /answer-for/{activity_id}/checks/{check_id}/start": _only(),
    "POST /answer-for/{activity_id}/attest": _only("approver"),
    "GET /answer-for/{activity_id}/evidence": _only("approver", "auditor"),
    "GET /program": _only(*_EDITORS),
    "GET /program/file": _only(*_EDITORS),
    "POST /program/changes": _only(*_EDITORS, otherwise=403, status=422),
}

BODIES: dict[str, dict[str, Any]] = {
    "POST /people/{person_id}/look": {"reason": "a laptop was lost and I look for its accounts"},
    "POST /gaps/{gap_id}/not-now": {"until": "2026-06-20"},
    "POST /gaps/{gap_id}/help": {"text": "The switch is grey."},
    "POST /gaps/{gap_id}/exception": {"until": "2026-07-01", "reason": "A new laptop comes in July."},
    "POST /gaps/{gap_id}/not-mine": {"owner": ""},
    "POST /exceptions/{exception_id}/approve": {"reason": "Fine until then."},
    "POST /exceptions/{exception_id}/refuse": {"reason": "IT lends you one."},
    "POST /questions/{question_id}/accept": {"owner": "", "reason": "They gave it back."},
    "POST /questions/{question_id}/refuse": {"reason": "It is on their desk."},
    "POST /threads/{thread_id}/posts": {"text": "Thank you."},
    "POST /answer-for/{activity_id}/checks/{check_id}/sample": {"shown": [], "wrong": []},
    "POST /answer-for/{activity_id}/attest": {"evidence": "Minutes of 2 June"},
    "POST /program/changes": {
        "changes": [{"path": "promise.md", "text": "We thank whoever speaks up."}],
        "read": {},
        "reason": "a test",
    },
}


def url(served: Served, operation: str) -> str:
    """Return the address of an operation with everything in its place."""
    path = operation.partition(" ")[2]
    thing = gaps.ARGUMENTS["gaps:thing-not-mine"](served)
    values = {
        "person_id": served.people["colleague"],
        "gap_id": gaps.ARGUMENTS["gaps:gap"](served)["gap_id"],  # An exception of it waits for the approver.
        "activity_id": "set-risk-limits",
        "check_id": "laptop-disk-encrypted",
        "objective_id": "keep-serving-customers",
        "kind": thing["kind"],
        "path:asset_id": thing["asset_id"],
    }
    for name, made in (
        ("exception_id", gaps.ARGUMENTS["gaps:approve"]),
        ("question_id", decisions.ARGUMENTS["decisions:question"]),
        ("thread_id", messages.ARGUMENTS["messages:thread"]),
    ):
        if f"{{{name}}}" in path:
            values[name] = made(served)[name]
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    query = {
        "/program/file": "?path=objectives.yaml",
        "/answer-for/set-risk-limits/evidence": "?since=2026-05-01&until=2026-06-30",
    }
    return path + query.get(path, "")
