"""Who may call which operation of the API; a token has every scope that its maker may have."""

from __future__ import annotations

from collections.abc import Callable
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
_ADMINISTRATOR = _only("administrator", otherwise=403)
#: There is no such thing, or it is not theirs: both answer the same.
_NOTHING = _only()
#: Whoever leads a department or a team, or administers.
_LEADS = ("manager", "department-head", "approver", "responder", "auditor", "editor", "administrator")

TABLE: dict[str, dict[str, int]] = {
    "GET /me": _EVERYBODY,
    "GET /me/page": _EVERYBODY,
    "GET /me/data": _EVERYBODY,
    "GET /me/things/{kind}": _EVERYBODY,
    "GET /me/said": _EVERYBODY,
    "GET /me/preferences": _EVERYBODY,
    "POST /me/preferences": _EVERYBODY,
    "GET /me/sessions": _EVERYBODY,
    "DELETE /me/sessions": _EVERYBODY,
    "DELETE /me/sessions/{number}": _NOTHING,
    "GET /me/tokens": _EVERYBODY,
    "DELETE /me/tokens/{token_id}": _NOTHING,
    "GET /me/badge": _NOTHING,
    "DELETE /me/badge": _EVERYBODY,
    "POST /me/badge/confirmation": _EVERYBODY,
    "GET /administration": _ADMINISTRATOR,
    "POST /administration/powers": _ADMINISTRATOR,
    "POST /administration/powers/{number}/take": _only(otherwise=403) | {"administrator": 400},
    "POST /administration/sessions/end": _ADMINISTRATOR,
    "POST /administration/invitations": _ADMINISTRATOR,
    "POST /administration/factors/forget": _ADMINISTRATOR,
    "POST /administration/jobs/{number}/again": _only(otherwise=403) | {"administrator": 404},
    "GET /administration/screens": _ADMINISTRATOR,
    "POST /administration/screens": _ADMINISTRATOR,
    "DELETE /administration/screens/{screen_id}": _only(otherwise=403) | {"administrator": 404},
    "GET /administration/tokens": _ADMINISTRATOR,
    "DELETE /administration/tokens/{token_id}": _only(otherwise=403) | {"administrator": 404},
    "GET /teams": _only(*_LEADS),
    # The made-up organisation has no badges: nobody's people are listed for them.
    "GET /teams/people": _NOTHING,
    "POST /teams/badges": _NOTHING,
    "DELETE /people/{person_id}/badge": _only("administrator"),
    "POST /people/{person_id}/look": _NOBODYS_SCOPE,
    "GET /gaps": _EVERYBODY,
    "GET /gaps/{gap_id}": _only("employee", "approver", "auditor"),
    "POST /gaps/{gap_id}/done": _EMPLOYEE,
    "POST /gaps/{gap_id}/not-now": _EMPLOYEE,
    "POST /gaps/{gap_id}/help": _EMPLOYEE,
    "POST /gaps/{gap_id}/exception": _EMPLOYEE,
    "POST /gaps/{gap_id}/not-mine": _EMPLOYEE,
    "POST /steps/done": _EMPLOYEE,
    "POST /steps/not-now": _EMPLOYEE,
    "POST /steps/help": _EMPLOYEE,
    "POST /steps/exception": _EMPLOYEE,
    "GET /exceptions": _EVERYBODY,
    "POST /exceptions/{exception_id}/approve": _only("approver"),
    "POST /exceptions/{exception_id}/refuse": _only("approver"),
    "POST /exceptions/{exception_id}/end": _EMPLOYEE,
    "POST /things/{kind}/{asset_id}/not-mine": _EMPLOYEE,
    "GET /questions": _EVERYBODY,
    "GET /questions/{question_id}": _only("employee", "department-head"),
    "POST /questions/{question_id}/withdraw": _EMPLOYEE,
    "POST /questions/{question_id}/accept": _only("department-head"),
    "POST /questions/{question_id}/refuse": _only("department-head"),
    "GET /threads": _EVERYBODY,
    "GET /threads/{thread_id}": _only("employee", "colleague"),
    "POST /threads/{thread_id}/posts": _only("employee", "colleague"),
    "POST /threads/{thread_id}/closure": _only("employee", "colleague"),
    "GET /things/{kind}/{path:asset_id}": _only("employee", "auditor", "administrator"),
    # None of these kinds decides about screenings: tests/catalogue/test_api.py has someone who does.
    "POST /looks/{kind}/{path:asset_id}": _NOTHING,
    "GET /activities": _EVERYBODY,
    "GET /activities/{activity_id}": _EVERYBODY,
    "GET /objectives": _EVERYBODY,
    "GET /objectives/{objective_id}": _EVERYBODY,
    "GET /measures/standings": _EVERYBODY,
    "GET /measures/weeks": _EVERYBODY,
    "GET /measures/wall": _EVERYBODY,
    "GET /measures/wall.svg": _EVERYBODY,
    "GET /answer-for": _EVERYBODY,
    "GET /answer-for/{activity_id}/checks": _only("approver"),
    "GET /answer-for/{activity_id}/checks/{check_id}/sample": _only(),
    "POST /answer-for/{activity_id}/checks/{check_id}/sample": _only(),
    "POST /answer-for/{activity_id}/checks/{check_id}/start": _only(),
    "POST /answer-for/{activity_id}/attest": _only("approver"),
    "GET /answer-for/{activity_id}/evidence": _only("approver", "auditor"),
    "GET /audit": _only("auditor", otherwise=403),
    "POST /answer-for/{activity_id}/reveal": _only("auditor"),
    "GET /program": _only(*_EDITORS),
    "GET /program/file": _only(*_EDITORS),
    "POST /program/changes": _only(*_EDITORS, otherwise=403, status=409),
    "POST /program/patch": _only(*_EDITORS, otherwise=403),
    # The CISO grants the security lead.
    "GET /program/roles/{role_id}": _only("approver", *_EDITORS),
    "POST /program/roles/{role_id}/holders": _only("approver", *_EDITORS, status=409),
    "GET /privacy/pack": _only("administrator", "auditor", *_EDITORS),
}


def _who(served: Served) -> dict[str, str]:
    """Somebody with a way in, and why."""
    return {"who": str(served.user("colleague").login), "reason": "a test"}


def _step(body: dict[str, Any]) -> Callable[[Served], dict[str, Any]]:
    """A body about several gaps: it names the employee's."""
    return lambda served: {**body, "gap_ids": [gaps.gap_of_the_employee(served).gap_id]}


BODIES: dict[str, dict[str, Any] | Callable[[Served], dict[str, Any]]] = {
    "POST /me/preferences": {"language": "de", "time_zone": "Europe/Berlin"},
    "POST /administration/powers": lambda served: _who(served) | {"power": "edit-the-program"},
    "POST /administration/powers/{number}/take": {"reason": "a test"},
    "POST /administration/sessions/end": _who,
    "POST /administration/invitations": lambda served: {"who": served.people["colleague"], "reason": "a test"},
    "POST /administration/factors/forget": _who,
    "POST /administration/screens": {"name": "Loading bay 2"},
    "POST /teams/badges": {"department": "Sales", "people": ["somebody"]},
    "POST /things/{kind}/{asset_id}/not-mine": {"owner": ""},
    "POST /looks/{kind}/{path:asset_id}": {"reason": "To plan the next round of checks"},
    "POST /answer-for/{activity_id}/reveal": lambda served: {
        "ids": [served.people["approver"]],
        "reason": "to look at a sample of it",
    },
    "POST /program/patch": {
        "changes": [{"path": "roles.yaml", "entry": {"id": "lead-of-the-day", "name": "Lead of the day"}}],
        "read": {},
        "reason": "a test",
    },
    "POST /program/roles/{role_id}/holders": {
        "holders": [],
        "was": [{"person": "nobody@nowhere.example"}],
        "digest": "",
        "reason": "a test",
    },
    "POST /people/{person_id}/look": {"reason": "a laptop was lost and I look for its accounts"},
    "POST /gaps/{gap_id}/not-now": {"until": "2026-06-20"},
    "POST /gaps/{gap_id}/help": {"text": "The switch is grey."},
    "POST /gaps/{gap_id}/exception": {"until": "2026-07-01", "reason": "A new laptop comes in July."},
    "POST /gaps/{gap_id}/not-mine": {"owner": ""},
    "POST /steps/done": _step({}),
    "POST /steps/not-now": _step({"until": "2026-06-20"}),
    "POST /steps/help": _step({"text": "The switches are grey."}),
    "POST /steps/exception": _step({"until": "2026-07-01", "reason": "A new laptop comes in July."}),
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
        "asset_id": thing["asset_id"],
        "number": "999999",
        "token_id": "999999",
        "screen_id": "999999",
        "role_id": "security-lead",
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
        "/teams/people": "?department=Sales",
        "/answer-for/set-risk-limits/evidence": "?since=2026-05-01&until=2026-06-30",
    }
    return path + query.get(path, "")
