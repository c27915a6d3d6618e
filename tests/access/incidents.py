"""Who may open what of incidents: responders run them, auditors read what names nobody, nobody else knows of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from served import KINDS, NOW, Served

_RESPOND = dict.fromkeys(("responder", "editor", "approver"), 200)
_PLAIN = {**dict.fromkeys(KINDS, 403), "anonymous": 302, "approver-on-a-screen": 403} | _RESPOND
_ONE = {**dict.fromkeys(KINDS, 404), "anonymous": 302, "approver-on-a-screen": 404} | _RESPOND

TABLE: dict[str, dict[str, int]] = {
    "incidents:incidents": _PLAIN | {"auditor": 200},
    "incidents:open": _PLAIN,
    "incidents:incident": _ONE | {"auditor": 200},
    "incidents:pack": _ONE,
    "incidents:file": _ONE,
}


def another(served: Served, once: str) -> str:
    """Return the number of an incident that the responder declared for a purpose; made where it is not."""
    from drystone.incidents import opening

    told = opening.Opening("A false invoice", "fraud", "low", once=once)
    return opening.open_incident(told, by=served.people["responder"], now=NOW)


def incident(served: Served) -> dict[str, Any]:
    """An incident that the responder declared, with a file; made where it is not."""
    from drystone.incidents import evidence, opening

    responder = served.people["responder"]
    told = opening.Opening("Keys were copied", "intrusion", "high", once="walk")
    made = opening.open_incident(told, by=responder, now=NOW)
    kept = evidence.attach(made, evidence.File("log.txt", b"a line"), by=responder, now=NOW)
    return {"incident_id": made, "number": kept.pk}


def _one(served: Served) -> dict[str, Any]:
    return {"incident_id": incident(served)["incident_id"]}


ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {
    "incidents:incident": _one,
    "incidents:pack": _one,
    "incidents:file": incident,
}
POSTS: dict[str, dict[str, str]] = {
    "incidents:open": {"title": "A laptop is gone", "kind": "device", "severity": "medium"},
    "incidents:incident": {"act": "note", "text": "It was locked."},
}
POSTED = {"incidents:incident": {"auditor": 404}}
HIDDEN = {"POST incidents:incident": "auditors may read it, so the view asks once more for the power to respond"}
