"""What this room keeps about people, and what it does to keep them safe."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_HELP = "so that whoever told can be helped and answered"
_BOTH = "the person themselves; the responder who has the report"
_SELF = (
    "the person themselves; the responder who has the report, never one who leads them; sealed: two officers together"
)
_SHRED = "30 days after the report was closed (reports.retention)"
_SEAL = "30 days after the report was closed, at the latest reports.keep_sealed (reports.retention)"
_SEES, _ITS = "so that whoever reported sees it", "the person who reported"
_ACTS = "shows who looked after a report"
_DESK = "responders; the person who reported"
_KEEP = "privacy.keep_looks after the report was closed (reports.retention)"

_REPORT = Declared("what somebody told happened, without who they are", _HELP, "responders", _KEEP)
_ANSWER = Declared("what somebody answered to the questions of a playbook", _HELP, "responders", _SHRED)
_WORD = Declared("what somebody who reported, and who helps them, wrote", _HELP, _BOTH, _SHRED)
_THING = Declared("a device or an account that a report is about, encrypted", _HELP, _BOTH, _SHRED)
_MESSAGE = Declared("a message that somebody sent along, encrypted", _HELP, _BOTH, "reports.keep_messages")
_OPENING = Declared(
    "that an officer asked to open a seal, why, and what a second one said", "so that nobody opens a seal unseen",
    "officers; the person who reported", _SHRED,
)  # fmt: skip


def _none(model: str, *names: str) -> dict[str, Declared]:
    return {f"{model}.{name}": NOT_PERSONAL for name in names}


#: What the privacy pack may promise because this room does it; tests/reports/test_attacker.py tries to break each.
SAFEGUARDS = ("reports-leave-no-identity", "sealed-reports", "reporters-known-to-helpers-alone")

DECLARED: dict[str, Declared] = {
    **_none("Report", "report_id", "way", "urgency", "status", "playbook_id", "shown", "next_word_at", "asked_for_at"),
    **_none("Report", "shredded_at", "handled_at", "closed_at"),
    "Report.kind": _REPORT,
    "Report.when": _REPORT,
    "Report.known": Declared("whether they gave a name, sealed it or gave none", _HELP, _SELF, _KEEP),
    "Report.answers": _ANSWER,
    "Report.language": Declared("in which language they are answered", _HELP, "nobody", _SHRED),
    "Report.handler": Declared("which responder has a report", _ACTS, _DESK, _KEEP),
    "Report.reported_at": Declared("when somebody told it", _HELP, "responders", _KEEP),
    "Report.once": Declared("a digest that tells a form sent twice", "so that it counts once", "nobody", _SHRED),
    "Report.code": Declared("a digest of a return code", "so that they can come back", "nobody", _SHRED),
    **_none("ReportClock", "id", "report", "clock", "source", "noted_at"),
    "ReportClock.earliest": _REPORT,
    "ReportClock.latest": _REPORT,
    "ReportClock.author": Declared("which responder wrote a time down", _ACTS, "responders", _KEEP),
    **_none("ReportWord", "id", "report", "by", "sort"),
    "ReportWord.author": Declared("which responder said something", _ACTS, _BOTH, _SHRED),
    "ReportWord.text": _WORD,
    "ReportWord.at": _WORD,
    **_none("ReportedThing", "id", "report", "number", "epoch"),
    "ReportedThing.box": _THING,
    **_none("ReportedMessage", "id", "report", "number", "hint", "signals", "epoch", "size", "at"),
    "ReportedMessage.digest": _MESSAGE,
    "ReportedMessage.box": _MESSAGE,
    **_none("ReportStep", "id", "report", "step", "done_at"),
    "ReportStep.done_by": Declared("which responder did a step, or that the reporter did", _ACTS, _DESK, _KEEP),
    **_none("Reporter", "report", "sort", "epoch", "expires_at"),
    "Reporter.box": Declared("who reported, encrypted apart from what they told", _HELP, _SELF, _SEAL),
    "Reporter.mark": Declared(
        "what one's own reports are found by, for those who gave their name", "so that they see them on their page",
        "nobody: it says nothing without a key that is in no backup", _SHRED,
    ),
    **_none("ReporterLook", "id", "report", "what"),
    "ReporterLook.by": Declared("who was shown a reporter's name", _SEES, _ITS, _SHRED),
    "ReporterLook.why": Declared("why a seal was to be opened", _SEES, _ITS, _SHRED),
    "ReporterLook.at": Declared("when they were shown it", _SEES, _ITS, _SHRED),
    **_none("SealOpening", "opening_id", "report", "danger", "asked_at", "confirm_by", "handed", "answer"),
    **_none("SealOpening", "answered_at"),
    "SealOpening.asked_by": _OPENING,
    "SealOpening.officer": _OPENING,
    "SealOpening.reason": _OPENING,
    "SealOpening.disclosed": Declared(
        "who reported, encrypted to the officer who asked", "so that they read it once", "that officer", _SHRED
    ),
    "SealOpening.answered_by": _OPENING,
    **_none("Campaign", "campaign_id", "made_at", "verdict", "decided_at"),
    "Campaign.answer": Declared("what everybody is answered who reported the same", _HELP, _BOTH, _KEEP),
    "Campaign.decided_by": Declared("which responder decided what it was", _ACTS, "responders", _KEEP),
    **_none("CampaignMember", "id", "report", "campaign", "why", "joined_at", "left_at"),
    "CampaignMember.joined_by": Declared("which responder put a report there", _ACTS, "responders", _KEEP),
    "CampaignMember.left_by": Declared("which responder took a report away", _ACTS, "responders", _KEEP),
    **_none("CampaignKey", "id", "message", "key"),
}  # fmt: skip
