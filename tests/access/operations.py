"""Who may call which operation of the API; a token has every scope that its maker may have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from access import (
    catalogue,
    charting,
    consequences,
    decisions,
    displays,
    gaps,
    habits,
    incidents,
    measures,
    messages,
    reports,
    reviews,
)
from access.arranged import CALLING, CHECK, Arranged
from served import KINDS, Served


def _only(*kinds: str, otherwise: int = 404, status: int = 200) -> dict[str, int]:
    """These kinds of people, and strangers (whoever left is one) never."""
    rest = dict.fromkeys(KINDS, otherwise) | dict.fromkeys(kinds, status)
    # A token that was made without the factor that is asked by now opens nothing; a service's has few scopes.
    few = {"owing": 403, "service": status if "service" in kinds else 403}
    return dict.fromkeys(CALLING, otherwise) | rest | few | {"anonymous": 401, "leaver": 401}


_EVERYBODY = _only(otherwise=200)
_SERVICES_TOO = _only("service", otherwise=200)
#: A service has the scope, and is nobody whom anything waits for.
_NO_SERVICE = _EVERYBODY | {"service": 404}
_EMPLOYEE = _only("employee")
_EDITORS = ("editor", "responder")
_RESPOND = (*_EDITORS, "approver")
_ADMINISTRATOR = _only("administrator", otherwise=403)
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
    "DELETE /me/sessions/{number}": _only("department-head"),
    "GET /me/tokens": _EVERYBODY,
    "DELETE /me/tokens/{token_id}": _only("department-head"),
    "GET /me/badge": _only("employee", "colleague"),
    "DELETE /me/badge": _EVERYBODY,
    "POST /me/badge/confirmation": _EVERYBODY,
    "GET /me/messages": _EVERYBODY,
    "POST /me/messages": _EVERYBODY,
    "DELETE /me/calendar": _EVERYBODY,
    "GET /me/lessons": _EVERYBODY,
    "POST /me/pace": _EVERYBODY,
    "GET /lessons/{lesson_id}": _EVERYBODY,
    "POST /lessons/{lesson_id}/begin": _EVERYBODY,
    "POST /lessons/{lesson_id}/skip": _EVERYBODY,
    "GET /me/questions/{item_id}": _EVERYBODY,
    "POST /me/questions/{item_id}": _EVERYBODY,
    "POST /me/questions/{item_id}/skip": _EVERYBODY,
    "GET /me/answers/{answer_id}": _EMPLOYEE,
    "POST /lessons-done": _only(*_EDITORS, otherwise=403),
    "POST /reports": _EVERYBODY,
    "GET /me/reports": _EVERYBODY,
    "GET /me/reports/{report_id}": _EMPLOYEE,
    "POST /me/reports/{report_id}/words": _EMPLOYEE,
    "GET /desk/reports": _only(*_RESPOND, otherwise=403),
    "GET /desk/reports/{report_id}": _only(*_RESPOND, otherwise=403),
    "GET /desk/reports/{report_id}/receivers": _only(*_EDITORS, otherwise=403) | {"approver": 404},
    "GET /desk/reports/{report_id}/messages/{number}": _only(*_EDITORS, otherwise=403) | {"approver": 404},
    "POST /desk/reports/{report_id}/acts": _only(*_RESPOND, otherwise=403),
    "GET /incidents": _only(*_RESPOND, "auditor", otherwise=403),
    "POST /incidents": _only(*_RESPOND, otherwise=403),
    "GET /incidents/{incident_id}": _only(*_RESPOND, "auditor", otherwise=403),
    "POST /incidents/{incident_id}/acts": _only(*_RESPOND, otherwise=403),
    "POST /incidents/{incident_id}/files": _only(*_RESPOND, otherwise=403),
    "GET /incidents/{incident_id}/pack": _only(*_RESPOND, otherwise=403) | {"auditor": 404},
    "GET /reviews": _SERVICES_TOO,
    "GET /reviews/{review_id}": _SERVICES_TOO,
    "POST /reviews": _only(*_RESPOND, otherwise=403),
    "POST /reviews/check": _only(*_RESPOND, otherwise=403),
    "GET /reviews/{review_id}/work": _only(*_RESPOND, otherwise=403),
    "POST /reviews/{review_id}/acts": _only(*_RESPOND, otherwise=403),
    "GET /lessons-statistics": _only(*_EDITORS) | {"service": 404},
    "GET /administration": _ADMINISTRATOR,
    "GET /administration/channels": _ADMINISTRATOR,
    "POST /administration/powers": _ADMINISTRATOR,
    "POST /administration/powers/{number}/take": _ADMINISTRATOR,
    "POST /administration/sessions/end": _ADMINISTRATOR,
    "POST /administration/invitations": _ADMINISTRATOR,
    "POST /administration/factors/forget": _ADMINISTRATOR,
    "POST /administration/jobs/{number}/again": _ADMINISTRATOR,
    "GET /administration/screens": _ADMINISTRATOR,
    "POST /administration/screens": _ADMINISTRATOR,
    "DELETE /administration/screens/{screen_id}": _ADMINISTRATOR,
    "GET /administration/tokens": _ADMINISTRATOR,
    "DELETE /administration/tokens/{token_id}": _ADMINISTRATOR,
    "GET /teams": _only("screener", *_LEADS),
    "GET /teams/people": _only("department-head", "administrator"),
    "POST /teams/badges": _only("department-head", "administrator"),
    "GET /teams/displays": _only("screener", *_LEADS),
    "POST /teams/displays": _only("department-head", "administrator"),
    "DELETE /teams/displays/{int:display_id}": _only("department-head", "administrator"),
    "DELETE /people/{person_id}/badge": _only("administrator"),
    "POST /people/{person_id}/look": _only("looker", otherwise=403),  # No position looks at people.
    "GET /gaps": _SERVICES_TOO,
    "GET /gaps/{gap_id}": _only("employee", "approver", "auditor", "service"),
    "POST /gaps/{gap_id}/done": _EMPLOYEE,
    "POST /gaps/{gap_id}/not-now": _EMPLOYEE,
    "POST /gaps/{gap_id}/help": _EMPLOYEE,
    "POST /gaps/{gap_id}/exception": _EMPLOYEE,
    "POST /gaps/{gap_id}/not-mine": _EMPLOYEE,
    "POST /steps/done": _EMPLOYEE,
    "POST /steps/not-now": _EMPLOYEE,
    "POST /steps/help": _EMPLOYEE,
    "POST /steps/exception": _EMPLOYEE,
    "GET /exceptions": _NO_SERVICE,
    "GET /asked-first": _NO_SERVICE,
    "GET /asked-first/{int:consultation}": _only("responder", "editor") | {"service": 404},
    "POST /asked-first/{int:consultation}": _only("responder", "editor"),
    "POST /exceptions/{exception_id}/approve": _only("approver"),
    "POST /exceptions/{exception_id}/refuse": _only("approver"),
    "POST /exceptions/{exception_id}/end": _EMPLOYEE,
    "GET /me/limits": _NO_SERVICE,
    "GET /me/week": _NO_SERVICE,
    "GET /program/hooks": _only(*_EDITORS),
    "POST /program/hooks/{name}/release": _only(*_EDITORS, otherwise=403),
    "POST /gaps/{gap_id}/task/done": _only("approver", "responder", "editor"),
    "POST /gaps/{gap_id}/task/reopen": _only("approver", "responder", "editor"),
    "POST /gaps/{gap_id}/task/give": _only("responder", "editor"),
    "POST /program/hooks/{name}/lifted": _only(*_EDITORS, otherwise=403),
    "POST /things/{kind}/{asset_id}/not-mine": _EMPLOYEE,
    "GET /questions": _NO_SERVICE,
    "POST /questions/{question_id}/mine": _only("colleague"),
    "POST /questions/{question_id}/pass-on": _only("colleague"),
    "GET /questions/{question_id}": _only("employee", "department-head", "colleague") | {"service": 404},
    "POST /questions/{question_id}/withdraw": _EMPLOYEE,
    "POST /questions/{question_id}/accept": _only("department-head"),
    "POST /questions/{question_id}/refuse": _only("department-head"),
    "GET /threads": _EVERYBODY,
    "GET /threads/{thread_id}": _only("employee", "colleague"),
    "POST /threads/{thread_id}/posts": _only("employee", "colleague"),
    "POST /threads/{thread_id}/closure": _only("employee", "colleague"),
    "GET /things/{kind}/{path:asset_id}": _only("employee", "auditor", "administrator"),
    "GET /positions/{path:position_id}": _EVERYBODY,
    "POST /looks/{kind}/{path:asset_id}": _only("screener"),
    "GET /activities": _EVERYBODY,
    "GET /activities/{activity_id}": _EVERYBODY,
    "GET /objectives": _EVERYBODY,
    "GET /objectives/{objective_id}": _EVERYBODY,
    "GET /measures/standings": _SERVICES_TOO,
    "GET /measures/weeks": _SERVICES_TOO,
    "GET /measures/wall": _SERVICES_TOO,
    "GET /measures/wall.svg": _SERVICES_TOO,
    "GET /me/practice": _EVERYBODY,
    "GET /measures/practice-trend": _SERVICES_TOO,
    "GET /measures/practice": _SERVICES_TOO,
    "GET /measures/habits": _SERVICES_TOO,
    "GET /measures/habits/{habit_id}": _SERVICES_TOO,
    "GET /measures/closing": _SERVICES_TOO,
    "GET /measures/trials": _SERVICES_TOO,
    "GET /measures/reports": _SERVICES_TOO,
    "GET /measures/reports/{pair}": _SERVICES_TOO,
    "GET /measures/beliefs": _only("screener", *_LEADS) | {"service": 404},
    "GET /measures/levers": _only("screener", *_LEADS) | {"service": 404},
    "GET /letters": _SERVICES_TOO,
    "GET /letters/{month}": _SERVICES_TOO,
    "GET /answer-for": _NO_SERVICE,
    "GET /answer-for/{activity_id}/checks": _only("approver", "administrator") | {"service": 404},
    "GET /answer-for/{activity_id}/checks/{check_id}/sample": _only("approver") | {"service": 404},
    "POST /answer-for/{activity_id}/checks/{check_id}/sample": _only("approver"),
    "POST /answer-for/{activity_id}/checks/{check_id}/start": _only("approver"),
    "POST /answer-for/{activity_id}/attest": _only("approver"),
    "GET /answer-for/{activity_id}/evidence": _only("approver", "auditor"),
    "POST /answer-for/{activity_id}/reveal": _only("approver", "auditor"),
    "GET /audit": _only("auditor", otherwise=403),
    "GET /program": _only(*_EDITORS),
    "GET /program/file": _only(*_EDITORS),
    "POST /program/changes": _only(*_EDITORS, otherwise=403),
    "POST /program/patch": _only(*_EDITORS, otherwise=403),
    # The CISO grants the security lead.
    "GET /program/roles/{role_id}": _only("approver", *_EDITORS),
    "POST /program/roles/{role_id}/holders": _only("approver", *_EDITORS),
    # The CISO (approver) answers for security, the head of HR (screener) for theirs; the editors lead.
    "GET /profiles": _only("auditor", *_EDITORS),
    "GET /profiles/{name}": _only("auditor", *_EDITORS),
    "GET /rounds": _EVERYBODY,
    "GET /rounds/candidates": _only(*_EDITORS),
    "GET /rounds/invitees": _only(*_EDITORS),
    "POST /rounds": _only(*_EDITORS, otherwise=403),
    "GET /rounds/{round_id}": _only("approver", "screener", *_EDITORS),
    "POST /rounds/{round_id}/parties": _only(*_EDITORS, otherwise=403),
    "POST /rounds/{round_id}/parties/{number}": _only(*_EDITORS, otherwise=403),
    "POST /rounds/{round_id}/begin": _only(*_EDITORS, otherwise=403),
    "POST /rounds/{round_id}/extend": _only(*_EDITORS, otherwise=403),
    "POST /rounds/{round_id}/again": _only(*_EDITORS, otherwise=403),
    "POST /rounds/{round_id}/remind": _only(*_EDITORS, otherwise=403),
    "POST /rounds/{round_id}/reveal": _only(*_EDITORS, otherwise=403),
    "POST /rounds/{round_id}/cancel": _only(*_EDITORS, otherwise=403),
    "GET /rounds/{round_id}/ballots/{number}": _only("approver"),
    "POST /rounds/{round_id}/ballots/{number}/answers/{activity_id}": _only("approver"),
    "POST /rounds/{round_id}/ballots/{number}/send": _only("approver"),
    "GET /rounds/{round_id}/agenda": _only("approver", "screener", "auditor", *_EDITORS),
    "POST /rounds/{round_id}/present": _only(*_EDITORS, otherwise=403),
    "GET /rounds/{round_id}/minutes": _only("approver", "screener", "auditor", *_EDITORS),
    "POST /rounds/{round_id}/publish": _only(*_EDITORS, otherwise=403),
    "GET /rounds/{round_id}/agenda/{activity_id}": _only("approver", "screener", "auditor", *_EDITORS),
    "POST /rounds/{round_id}/agenda/{activity_id}": _only(*_EDITORS, otherwise=403),
    "POST /rounds/{round_id}/agenda/{activity_id}/vote": _only("approver", "screener"),
    "POST /rounds/{round_id}/agenda/{activity_id}/dissent": _only("approver", "screener"),
    "GET /rows": _EVERYBODY,
    "GET /rows/{activity_id}": _only("administrator"),
    "POST /rows/{activity_id}/accept": _only("administrator"),
    "POST /rows/{activity_id}/refuse": _only("administrator"),
    # The words of IT: other departments have words of their own.
    "POST /rows/{activity_id}/words": _only("administrator", *_EDITORS)
    | dict.fromkeys(("approver", "auditor", "department-head", "manager", "screener"), 400),
    "GET /program/reminders": _only(*_EDITORS),
    "GET /privacy/pack": _only("administrator", "auditor", *_EDITORS),
}


def _who(served: Served) -> dict[str, str]:
    """Somebody with a way in, and why."""
    return {"who": str(served.user("colleague").login), "reason": "a test"}


def _step(body: dict[str, Any]) -> Callable[[Served], dict[str, Any]]:
    """A body about several gaps: it names the employee's."""
    return lambda served: {**body, "gap_ids": [gaps.gap_of_the_employee(served).gap_id]}


def _sample(_served: Served) -> dict[str, Any]:
    """All of the sample, and nobody wrong in it."""
    from drystone.accountability import starting
    from drystone.shell import site

    rows = starting.sample(site.program().checks[CHECK["check_id"]])
    return {"shown": [row.gap_id for row in rows], "wrong": []}


def _change(_served: Served) -> dict[str, Any]:
    from drystone.shell import site

    was = (site.program().root / "promise.md").read_text(encoding="utf-8")
    changes = [{"path": "promise.md", "text": f"{was}\nWe thank whoever speaks up.\n", "was": was}]
    return {"changes": changes, "read": {"promise.md": _digest("promise.md")}, "reason": "a test"}


def _holders(served: Served) -> dict[str, Any]:
    """The colleague becomes another holder, for a while."""
    from drystone.shell import site

    role = site.program().roles["security-lead"]
    was = [{"person": one.person, "since": one.since, "until": one.until} for one in role.holders]
    was = [{key: str(value) for key, value in one.items() if value} for one in was]
    more = {"person": served.person("colleague").email, "since": "2026-07-01", "until": "2026-07-31"}
    return {"holders": [*was, more], "was": was, "digest": _digest(role.place.path), "reason": "a test"}


def _digest(path: str) -> str:
    from drystone.authoring.proposals import digests
    from drystone.shell import site

    return digests(site.program().root, (path,))[path]


_CLOSES = {"closes_on": "2026-06-22"}
BODIES: dict[str, dict[str, Any] | Callable[[Served], dict[str, Any]]] = {
    "POST /reports": {"kind": "clicked", "when": "just-now"},
    "POST /me/reports/{report_id}/words": {"text": "The one from this morning."},
    "POST /incidents": {"title": "A laptop is gone", "kind": "device", "severity": "medium", "once": "walk-api"},
    "POST /incidents/{incident_id}/acts": {"act": "note", "told": {"text": "It was locked."}},
    "POST /incidents/{incident_id}/files": {"name": "log.txt", "data": "YSBsaW5l"},
    "POST /desk/reports/{report_id}/acts": {"act": "clock", "told": {"clock": "contained"}},
    "POST /reviews": lambda served: reviews.begins(served),
    "POST /reviews/check": {"text": "It was human error."},
    "POST /reviews/{review_id}/acts": {"act": "take-back"},
    "POST /rounds": lambda served: {"title": "Who holds what", "activities": charting.rounds_made.activities()},
    "POST /rounds/{round_id}/parties": lambda _served: {"parties": charting.invited()},
    "POST /rounds/{round_id}/parties/{number}": lambda served: {"who": served.people["colleague"]},
    "POST /rounds/{round_id}/begin": _CLOSES,
    "POST /rounds/{round_id}/extend": _CLOSES,
    "POST /rounds/{round_id}/again": _CLOSES,
    "POST /rounds/{round_id}/ballots/{number}/answers/{activity_id}": {"answers_for": "ciso", "mine": "A"},
    "POST /rounds/{round_id}/present": {"present": ["Security"]},
    "POST /rounds/{round_id}/agenda/{activity_id}": {"do": "note", "note": "We talked about it."},
    "POST /rounds/{round_id}/agenda/{activity_id}/vote": {"agrees": True},
    "POST /rounds/{round_id}/agenda/{activity_id}/dissent": {"dissent": "We would rather not."},
    "POST /rows/{activity_id}/accept": {"version": 1},
    "POST /rows/{activity_id}/refuse": {"version": 1, "reason": "Nobody asked us."},
    "POST /rows/{activity_id}/words": {"party": "it", "words": "Ours now."},
    "POST /me/preferences": {"language": "de", "time_zone": "Europe/Berlin"},
    "POST /me/messages": {"channel": "", "rhythm": "", "off": []},
    "POST /me/pace": {"pace": "less"},
    "POST /lessons-done": {"statements": []},
    "POST /me/questions/{item_id}": habits.chosen_over_the_api,
    "POST /administration/powers": lambda served: _who(served) | {"power": "edit-the-program"},
    "POST /administration/powers/{number}/take": {"reason": "a test"},
    "POST /administration/sessions/end": _who,
    "POST /administration/invitations": lambda served: {"who": served.people["colleague"], "reason": "a test"},
    "POST /administration/factors/forget": _who,
    "POST /administration/screens": {"name": "Loading bay 2"},
    "POST /teams/displays": {"department": "Sales"},
    "POST /teams/badges": lambda served: {"department": "Sales", "people": [served.people["employee"]]},
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
    "POST /program/roles/{role_id}/holders": _holders,
    "POST /people/{person_id}/look": {"reason": "a laptop was lost and I look for its accounts"},
    "POST /gaps/{gap_id}/not-now": {"until": "2026-06-20"},
    "POST /gaps/{gap_id}/help": {"text": "The switch is grey."},
    "POST /gaps/{gap_id}/exception": {"until": "2026-07-01", "reason": "A new laptop comes in July."},
    "POST /gaps/{gap_id}/not-mine": {"owner": ""},
    "POST /gaps/{gap_id}/task/done": {"evidence": "Ticket 12"},
    "POST /gaps/{gap_id}/task/reopen": {"why": "One was missed."},
    "POST /gaps/{gap_id}/task/give": {"role": "it-operations", "why": "They run the gateways."},
    "POST /steps/done": _step({}),
    "POST /steps/not-now": _step({"until": "2026-06-20"}),
    "POST /steps/help": _step({"text": "The switches are grey."}),
    "POST /steps/exception": _step({"until": "2026-07-01", "reason": "A new laptop comes in July."}),
    "POST /asked-first/{int:consultation}": {"opinion": "against", "words": "Not before the audit."},
    "POST /exceptions/{exception_id}/approve": {"reason": "Fine until then."},
    "POST /exceptions/{exception_id}/refuse": {"reason": "IT lends you one."},
    "POST /questions/{question_id}/pass-on": {"to": ""},
    "POST /program/hooks/{name}/release": {"would": 3, "reason": "They are right."},
    "POST /program/hooks/{name}/lifted": {"reason": "Taken out of the group by hand."},
    "POST /questions/{question_id}/accept": {"owner": "", "reason": "They gave it back."},
    "POST /questions/{question_id}/refuse": {"reason": "It is on their desk."},
    "POST /threads/{thread_id}/posts": {"text": "Thank you."},
    "POST /answer-for/{activity_id}/checks/{check_id}/sample": _sample,
    "POST /answer-for/{activity_id}/attest": {"evidence": "Minutes of 2 June"},
    "POST /program/changes": _change,
}


#: What refuses once more whoever the rule refuses, so that the rule itself is not seen.
_OWN, _LED = "looks among one's own alone", "looks among the groups that one leads"
_EACH = "asks of each gap whether one may"
HIDDEN: dict[str, str] = {
    "DELETE /me/sessions/{number}": _OWN,
    "DELETE /me/tokens/{token_id}": _OWN,
    "GET /me/badge": _OWN,
    "GET /rows/{activity_id}": _OWN,
    "GET /me/answers/{answer_id}": _OWN,
    "GET /me/reports/{report_id}": _OWN,
    "GET /desk/reports/{report_id}/messages/{number}": "looks whether one has the report",
    "GET /desk/reports/{report_id}/receivers": "looks whether one has the report",
    "POST /me/reports/{report_id}/words": _OWN,
    "GET /teams/people": _LED,
    "POST /teams/badges": _LED,
    "POST /teams/displays": _LED,
    "POST /steps/done": _EACH,
    "POST /steps/not-now": _EACH,
    "POST /steps/help": _EACH,
    "POST /steps/exception": _EACH,
}


def url(served: Arranged, operation: str) -> str:
    """Return the address of an operation with everything in its place."""
    path = operation.partition(" ")[2]
    looks = path.startswith("/looks/")
    thing = (catalogue.ARGUMENTS["catalogue:look"] if looks else gaps.ARGUMENTS["gaps:thing-not-mine"])(served)
    values: dict[str, Any] = {
        "person_id": served.people["colleague"],
        "gap_id": gaps.ARGUMENTS["gaps:gap"](served)["gap_id"],  # An exception of it waits for the approver.
        **CHECK,
        # Held by somebody's word alone.
        **({"activity_id": "set-risk-limits"} if path.endswith("/attest") else {}),
        "objective_id": "keep-serving-customers",
        "kind": thing["kind"],
        "path:asset_id": thing["asset_id"],
        "asset_id": thing["asset_id"],
        "token_id": served.made["service_token" if "/administration/" in path else "token"],
        "screen_id": served.made["screen"],
        "number": _number(served, path),
        "role_id": "security-lead",
        "name": "nis2",
        "path:position_id": "security-lead",
    }
    for name, made in (
        ("exception_id", gaps.ARGUMENTS["gaps:approve"]),
        ("int:consultation", lambda served: {"int:consultation": gaps.consultation(served)["consultation"]}),
        (
            "int:display_id",
            lambda served: {"int:display_id": displays.ARGUMENTS["displays:revocation"](served)["display_id"]},
        ),
        ("question_id", decisions.ARGUMENTS["decisions:question"]),
        ("thread_id", messages.ARGUMENTS["messages:thread"]),
        ("lesson_id", habits.ARGUMENTS["habits:lesson"]),
        ("item_id", habits.ARGUMENTS["habits:question"]),
        ("incident_id", incidents.ARGUMENTS["incidents:incident"]),
        ("report_id", reports.ARGUMENTS["reports:one"]),
        ("review_id", reviews.ARGUMENTS["reviews:review"]),
        ("answer_id", habits.ARGUMENTS["habits:answer"]),
        ("habit_id", measures.ARGUMENTS["measures:habit"]),
        ("pair", measures.ARGUMENTS["measures:report-pair"]),
        ("month", measures.ARGUMENTS["measures:letter-of"]),
    ):
        if f"{{{name}}}" in path:
            values[name] = made(served)[name]
    if "/task/" in path:
        values |= gaps.task(served, done=path.endswith("reopen"))
    if path.startswith("/program/hooks/"):
        act = "lifted" if path.endswith("/lifted") else "release"
        values |= consequences.ARGUMENTS[f"consequences:{act}"](served)
    if path.startswith(("/rounds/{", "/rows/")):
        values |= _of_rounds(served, path)
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", str(value))
    query = {
        "/program/file": "?path=objectives.yaml",
        "/teams/people": "?department=Sales",
        f"/answer-for/{CHECK['activity_id']}/evidence": "?since=2026-05-01&until=2026-06-30",
    }
    return path + query.get(path, "")


def _number(served: Arranged, path: str) -> int:
    """Return the number of the session, the power or the job that an address names."""
    if path.startswith("/desk/"):
        return 0
    what = next((one for one in ("session", "power", "job") if f"/{one}s/" in path), "session")
    return int(served.made[{"power": "grant"}.get(what, what)])


def _of_rounds(served: Arranged, path: str) -> dict[str, str]:
    """A round that asks, is prepared or is on the table, by what the path is for; and a row that asks IT operations."""
    if path.startswith("/rows"):
        return {"activity_id": charting.version(served).activity_id}
    after = ("/agenda", "/minutes", "/present", "/publish")
    if path.endswith(("/parties", "/begin")):
        made = charting.draft(served)
    else:
        made = (charting.on_the_table if any(part in path for part in after) else charting.open_round)(served)
    topics = made.topics.order_by("ordinal")
    return {
        "round_id": made.round_id,
        "number": str(made.parties.get(key="security").pk),
        "activity_id": topics[1 if path.endswith("/vote") else 0].activity_id,
    }
