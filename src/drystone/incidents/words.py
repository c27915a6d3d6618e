"""What the kinds, states and entries of an incident are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.incidents import law

Words = str | Promise

KINDS: dict[str, Words] = {
    "phishing": _later("A message that deceived somebody"),
    "malware": _later("Harmful software"),
    "intrusion": _later("Somebody in our systems"),
    "account": _later("An account that others use"),
    "data": _later("Data where it should not be"),
    "device": _later("A device that is gone"),
    "fraud": _later("Money that is gone, or nearly"),
    "outage": _later("Something does not work"),
    "supplier": _later("Something at a supplier"),
    "physical": _later("Somebody in our rooms"),
    "other": _later("Something else"),
}
#: What a report of a kind most likely is as an incident.
OF_REPORTS = {
    "clicked": "phishing", "typed-password": "account", "opened-file": "malware", "sent-wrong": "data",
    "lost-device": "device", "let-someone-in": "physical", "paid": "fraud",
}  # fmt: skip
SEVERITIES: dict[str, Words] = {
    "low": _later("small"), "medium": _later("middling"), "high": _later("serious"), "critical": _later("grave"),
}  # fmt: skip
STATES: dict[str, Words] = {
    "declared": _later("declared"),
    "contained": _later("contained"),
    "recovered": _later("recovered"),
    "closed": _later("closed"),
    "reviewed": _later("reviewed"),
}
#: What bringing it to a state is called, on a button.
MOVES: dict[str, Words] = {
    "declared": _later("It goes on after all"),
    "contained": _later("It is contained"),
    "recovered": _later("All works again"),
    "closed": _later("Close it"),
    "reviewed": _later("It was reviewed"),
}
ROLES: dict[str, Words] = {
    "lead": _later("incident lead"),
    "on-call": _later("responder on call"),
    "responder": _later("responder"),
    "machine": _later("Drystone"),
}
STEP_STATES: dict[str, Words] = {
    "running": _later("running"),
    "waiting": _later("not begun"),
    "sent": _later("sent"),
    "stopped": _later("stopped"),
}
BEGINS: dict[str, Words] = {
    law.AWARE: _later("counts from when you became aware"),
    law.CLASSIFIED: _later("counts from when it was classified as major"),
    law.ASKED: _later("begins when the authority asks"),
    law.HANDLED: _later("counts from when the incident was handled, after a progress report"),
}
EVIDENCE: dict[str, Words] = {
    "file": _later("File"),
    "report": _later("Report"),
    "gap": _later("Gap"),
    "thing": _later("Thing"),
    "address": _later("Address"),
}
_SAYS: dict[str, Words] = {
    "declared": _later("The incident was declared."),
    "lead": _later("Somebody else leads the incident now."),
    "file": _later("A file was added."),
    "link": _later("Something that stands elsewhere was linked."),
    "report": _later("A report was taken into it."),
    "decision": _later("Something was decided."),
}


def begins(step: law.Notification) -> str:
    """Say from when a step's time counts."""
    if step.begins.startswith(law.SENT):
        return _("counts from when the step before was sent")
    return str(BEGINS[step.begins])


def says(kind: str, about: Mapping[str, Any]) -> str:
    """Say what was done here by an entry; "" for what somebody noted in their own words."""
    if kind == "state":
        return _("State: %(state)s.") % {"state": STATES.get(about.get("state", ""), "")}
    if kind == "severity":
        return _("Severity: %(severity)s.") % {"severity": SEVERITIES.get(about.get("severity", ""), "")}
    if kind == "task":
        return _("Task: %(title)s") % {"title": about.get("title", "")}
    if kind == "correction":
        return _("Corrects entry %(number)s:") % {"number": about.get("corrects", "")}
    regime = law.REGIMES.get(str(about.get("regime", "")))
    if regime is None:
        return str(_SAYS.get(kind, ""))
    return _of_clock(kind, regime, str(about.get("step", "")))


def _of_clock(kind: str, regime: law.Regime, step_id: str) -> str:
    if kind == "clock-started":
        return _("Decided that this applies, and its clock runs: %(law)s.") % {"law": regime.name}
    if kind == "clock-refused":
        return _("Decided that this does not apply: %(law)s.") % {"law": regime.name}
    if kind == "clock-stopped":
        return _("Decided to stop this clock: %(law)s.") % {"law": regime.name}
    name = {one.id: one.name for one in regime.steps}.get(step_id, "")
    if kind == "sent":
        return _("Sent: %(step)s (%(law)s).") % {"step": name, "law": regime.name}
    return _("Its time is over, and it was not marked as sent: %(step)s (%(law)s).") % {
        "step": name,
        "law": regime.name,
    }
