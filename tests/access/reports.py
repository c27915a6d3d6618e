"""Who may open what of reports: telling is everybody's; a report of one's own is one's own, whatever others may do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from served import KINDS, NOW, Served

_OPEN = dict.fromkeys((*KINDS, "owing"), 200)
_RESPOND = dict.fromkeys(("responder", "editor", "approver"), 200)

TABLE: dict[str, dict[str, int]] = {
    "reports:home": _OPEN,
    "reports:promise": _OPEN,
    "reports:wrongdoing": _OPEN,
    "reports:tell": _OPEN,
    "reports:answer": _OPEN,
    "reports:chat": dict.fromkeys((*KINDS, "owing"), 404),
    "reports:mine": {**dict.fromkeys(KINDS, 200), "anonymous": 302},
    "reports:one": {**dict.fromkeys(KINDS, 404), "anonymous": 302, "employee": 200},
    "reports:desk": {**dict.fromkeys(KINDS, 403), "anonymous": 302, "approver-on-a-screen": 403} | _RESPOND,
    "reports:desk-report": {**dict.fromkeys(KINDS, 404), "anonymous": 302, "approver-on-a-screen": 404} | _RESPOND,
    "reports:desk-live": {**dict.fromkeys(KINDS, 403), "anonymous": 302, "approver-on-a-screen": 403} | _RESPOND,
    # Not for the approver, who may respond and has another's report before them.
    "reports:desk-receivers": {**dict.fromkeys(KINDS, 404), "anonymous": 302, "responder": 200, "editor": 200},
    "reports:desk-message": {**dict.fromkeys(KINDS, 404), "anonymous": 302, "responder": 200, "editor": 200},
    "reports:seals": {**dict.fromkeys(KINDS, 403), "anonymous": 302, "auditor": 200},
    "reports:seal": {**dict.fromkeys(KINDS, 404), "anonymous": 302, "auditor": 302},
}

#: What triage says of the trap that the mail log of the made-up organisation knows.
TRAP = {
    "hint": "likely harmful",
    "message": {"subject": "Your password expires today", "from": [{"name": "", "address": "it[@]evil[.]test"}]},
}
HIDDEN = dict.fromkeys(("reports:desk-receivers", "reports:desk-message"), "looks whether one has the report")


def report_of_the_employee(served: Served) -> str:
    """Return a report that the employee made by name, which a responder has and answered; made where it is not."""
    from drystone.reports import actions

    me, responder = served.people["employee"], served.people["responder"]
    message = actions.Carried(b"Subject: x\n\nx", TRAP)
    told = actions.Told(
        "clicked",
        known="named",
        person_id=me,
        when="today",
        text="It looked like ours.",
        messages=(message,),
        once="walk",
    )
    taken = actions.take(told, now=NOW)
    if taken.new:
        actions.claim(taken.report_id, by=responder, now=NOW)
        actions.say(taken.report_id, by=responder, text="Thank you. Which message was it?", now=NOW)
    return taken.report_id


def code_of_a_stranger(served: Served) -> str:
    """Return the return code of a report without a name."""
    from drystone.reports import actions

    return actions.take(actions.Told("lost-device", when="today", text="On the train.", once="code"), now=NOW).code


def wish_of_an_officer(served: Served) -> str:
    """Return another officer's wish to open a seal, which waits for the auditor."""
    from drystone.reports.models import SealOpening

    wish = {"asked_by": "person-somebody", "officer": "privacy", "reason": "Somebody may be hurt if it stays shut."}
    times = {"asked_at": NOW, "confirm_by": NOW + dt.timedelta(days=1)}
    report = {"report_id": report_of_the_employee(served)}
    return SealOpening.objects.get_or_create(opening_id="opening-walk", defaults=wish | times | report)[0].pk


ARGUMENTS: dict[str, Callable[[Served], dict[str, str]]] = {
    "reports:tell": lambda _served: {"kind": "typed-password"},
    "reports:chat": lambda _served: {"name": "slack"},
    "reports:one": lambda served: {"report_id": report_of_the_employee(served)},
    "reports:desk-report": lambda served: {"report_id": report_of_the_employee(served)},
    "reports:desk-receivers": lambda served: {"report_id": report_of_the_employee(served)},
    "reports:desk-message": lambda served: {"report_id": report_of_the_employee(served), "number": 0},
    "reports:seal": lambda served: {"opening_id": wish_of_an_officer(served)},
}
POSTS: dict[str, dict[str, str] | Callable[[Served], dict[str, str]]] = {
    "reports:chat": {"text": "hello"},
    "reports:tell": {"when": "just-now", "known": "none"},
    "reports:answer": lambda served: {"code": code_of_a_stranger(served)},
    "reports:one": {"text": "The one from this morning."},
    "reports:desk-report": {"act": "clock", "clock": "contained"},
    "reports:seals": {"report": "report-x", "reason": "Somebody may be hurt if it stays shut."},
    "reports:seal": {"act": "refuse"},
}
POSTED = {"reports:seals": {"auditor": 400}}
NOBODY = {
    "reports:chat": "needs a chat tool's signature: tests/reports/test_chat.py has them",
    "POST reports:seals": "needs an officer's key: tests/reports/test_seals.py has two",
}
SHOWING = {"reports:tell", "reports:answer"}
