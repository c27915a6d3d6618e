"""What the kinds, states and entries of an incident are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from drystone.incidents import law

Words = str | Promise

KINDS: dict[str, Words] = {
    "phishing": _("A message that deceived somebody"),
    "malware": _("Harmful software"),
    "intrusion": _("Somebody in our systems"),
    "account": _("An account that others use"),
    "data": _("Data where it should not be"),
    "device": _("A device that is gone"),
    "fraud": _("Money that is gone, or nearly"),
    "outage": _("Something does not work"),
    "supplier": _("Something at a supplier"),
    "physical": _("Somebody in our rooms"),
    "other": _("Something else"),
}
#: What a report of a kind most likely is as an incident.
OF_REPORTS = {
    "clicked": "phishing", "typed-password": "account", "opened-file": "malware", "sent-wrong": "data",
    "lost-device": "device", "let-someone-in": "physical", "paid": "fraud",
}  # fmt: skip
SEVERITIES: dict[str, Words] = {
    "low": _("small"), "medium": _("middling"), "high": _("serious"), "critical": _("grave"),
}  # fmt: skip
STATES: dict[str, Words] = {
    "declared": _("declared"),
    "contained": _("contained"),
    "recovered": _("recovered"),
    "closed": _("closed"),
    "reviewed": _("reviewed"),
}
#: What bringing it to a state is called, on a button.
MOVES: dict[str, Words] = {
    "declared": _("It goes on after all"),
    "contained": _("It is contained"),
    "recovered": _("All works again"),
    "closed": _("Close it"),
    "reviewed": _("It was reviewed"),
}
ROLES: dict[str, Words] = {
    "lead": _("incident lead"),
    "on-call": _("responder on call"),
    "responder": _("responder"),
    "machine": _("Drystone"),
}
STEP_STATES: dict[str, Words] = {
    "running": _("running"),
    "waiting": _("not begun"),
    "sent": _("sent"),
    "stopped": _("stopped"),
}
BEGINS: dict[str, Words] = {
    law.AWARE: _("counts from when you became aware"),
    law.CLASSIFIED: _("counts from when it was classified as major"),
    law.ASKED: _("begins when the authority asks"),
    law.HANDLED: _("counts from when the incident was handled, after a progress report"),
}
EVIDENCE: dict[str, Words] = {
    "file": _("File"),
    "report": _("Report"),
    "gap": _("Gap"),
    "thing": _("Thing"),
    "address": _("Address"),
}
_SAYS: dict[str, Words] = {
    "declared": _("The incident was declared."),
    "lead": _("Somebody else leads the incident now."),
    "file": _("A file was added."),
    "link": _("Something that stands elsewhere was linked."),
    "report": _("A report was taken into it."),
    "decision": _("Something was decided."),
}


def begins(step: law.Notification) -> str:
    """Say from when a step's time counts."""
    if step.begins.startswith(law.SENT):
        return _now("counts from when the step before was sent")
    return str(BEGINS[step.begins])


def says(kind: str, about: Mapping[str, Any]) -> str:
    """Say what was done here by an entry; "" for what somebody noted in their own words."""
    if kind == "state":
        return _now("State: %(state)s.") % {"state": STATES.get(about.get("state", ""), "")}
    if kind == "severity":
        return _now("Severity: %(severity)s.") % {"severity": SEVERITIES.get(about.get("severity", ""), "")}
    if kind == "task":
        return _now("Task: %(title)s") % {"title": about.get("title", "")}
    if kind == "correction":
        return _now("Corrects entry %(number)s:") % {"number": about.get("corrects", "")}
    regime = law.REGIMES.get(str(about.get("regime", "")))
    if regime is None:
        return str(_SAYS.get(kind, ""))
    return _of_clock(kind, regime, str(about.get("step", "")))


def _of_clock(kind: str, regime: law.Regime, step_id: str) -> str:
    if kind == "clock-started":
        return _now("Decided that this applies, and its clock runs: %(law)s.") % {"law": regime.name}
    if kind == "clock-refused":
        return _now("Decided that this does not apply: %(law)s.") % {"law": regime.name}
    if kind == "clock-stopped":
        return _now("Decided to stop this clock: %(law)s.") % {"law": regime.name}
    name = {one.id: one.name for one in regime.steps}.get(step_id, "")
    if kind == "sent":
        return _now("Sent: %(step)s (%(law)s).") % {"step": name, "law": regime.name}
    return _now("Its time is over, and it was not marked as sent: %(step)s (%(law)s).") % {
        "step": name,
        "law": regime.name,
    }
