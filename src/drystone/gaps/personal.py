"""What this room keeps about people."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_WORK = "its R and its A, those who operate the activity, whom it is about; ids only for auditors"
_GAP = "while the gap stands, and privacy.keep_looks after it closed and its last exception ended (gaps.retention)"
_NAME = f"{_GAP}; of somebody who left: privacy.keep_leavers (runs.retention)"
_WORD = "privacy.keep_looks after it is no longer valid (gaps.retention)"

_THING = Declared(
    "which thing is not as it should be, perhaps their own", "so that it can be set straight", _WORK, _GAP
)
_EXCEPTION = "whoever asked, whoever decides, and whoever sees the gap"
_ADVICE = "whoever decides, whoever asked, and themselves"

DECLARED: dict[str, Declared] = {
    "Gap.gap_id": NOT_PERSONAL,
    "Gap.origin": NOT_PERSONAL,
    "Gap.check_id": NOT_PERSONAL,
    "Gap.activity_id": NOT_PERSONAL,
    "Gap.asset_kind": NOT_PERSONAL,
    "Gap.asset_id": _THING,
    "Gap.asset_name": Declared(
        "what the thing is called; of a gap about a person, their name", "so that people know which one", _WORK, _NAME
    ),
    "Gap.item": Declared("what on the thing it is about, such as an app", "to tell two findings apart", _WORK, _GAP),
    "Gap.detail": Declared("what the check says about it in words", "so that it can be set straight", _WORK, _NAME),
    "Gap.severity": NOT_PERSONAL,
    "Gap.criticality": NOT_PERSONAL,
    "Gap.outcome": NOT_PERSONAL,
    "Gap.status": NOT_PERSONAL,
    "Gap.reach": NOT_PERSONAL,
    "Gap.accountable": Declared("that they answer for it", "so that somebody does", _WORK, _GAP),
    "Gap.via": NOT_PERSONAL,
    "Gap.first_seen": NOT_PERSONAL,
    "Gap.opened_at": NOT_PERSONAL,
    "Gap.due": NOT_PERSONAL,
    "Gap.last_run": NOT_PERSONAL,
    "Gap.unverified_since": NOT_PERSONAL,
    "Gap.closed_at": NOT_PERSONAL,
    "Gap.close_reason": NOT_PERSONAL,
    "Gap.moved_to": NOT_PERSONAL,
    "Gap.reopened_count": NOT_PERSONAL,
    "Gap.opened_by": Declared("that they opened it by hand", "a run closes only what runs opened", _WORK, _GAP),
    "GapResponsible.id": NOT_PERSONAL,
    "GapResponsible.gap": NOT_PERSONAL,
    "GapResponsible.person_id": Declared("that it is theirs to mend", "so that it is somebody's", _WORK, _GAP),
    "GapResponsible.via": Declared("by which step they were found", "so that they can say it is wrong", _WORK, _GAP),
    "GapTask.gap": NOT_PERSONAL,
    "GapTask.position_id": NOT_PERSONAL,
    "GapEvent.id": NOT_PERSONAL,
    "GapEvent.gap": NOT_PERSONAL,
    "GapEvent.act": NOT_PERSONAL,
    "GapEvent.event": Declared("what they did about it", "so that its life can be followed", _WORK, _GAP),
    "GapEvent.at": Declared("when they did it", "so that its life can be followed", _WORK, _GAP),
    "GapEvent.by": Declared("that it was them; 'run' for a run", "so that its life can be followed", _WORK, _GAP),
    "GapEvent.note": Declared("what they said with it", "so that its life can be followed", _WORK, _GAP),
    "ExceptionRequest.exception_id": NOT_PERSONAL,
    "ExceptionRequest.gap": NOT_PERSONAL,
    "ExceptionRequest.reason": Declared("why they ask, in their words", "so that it can be decided", _EXCEPTION, _GAP),
    "ExceptionRequest.until": NOT_PERSONAL,
    "ExceptionRequest.status": NOT_PERSONAL,
    "ExceptionRequest.requested_by": Declared("that they asked", "whoever asks never decides", _EXCEPTION, _GAP),
    "ExceptionRequest.requested_at": Declared("when they asked", "so that it is answered in time", _EXCEPTION, _GAP),
    "ExceptionRequest.decider": Declared("that it is theirs to decide", "so that somebody does", _EXCEPTION, _GAP),
    "ExceptionRequest.decider_only": NOT_PERSONAL,
    "ExceptionRequest.decided_by": Declared("that they decided", "two people stand behind it", _EXCEPTION, _GAP),
    "ExceptionRequest.decided_at": Declared("when they decided", "evidence", _EXCEPTION, _GAP),
    "ExceptionRequest.decided_beside": NOT_PERSONAL,
    "ExceptionRequest.decision_reason": Declared("why they decided so", "evidence", _EXCEPTION, _GAP),
    "ExceptionRequest.ended_at": NOT_PERSONAL,
    "ExceptionRequest.ended_by": Declared("that they ended it early", "evidence", _EXCEPTION, _GAP),
    "ExceptionRequest.ready_at": NOT_PERSONAL,
    "Consultation.id": NOT_PERSONAL,
    "Consultation.exception": NOT_PERSONAL,
    "Consultation.position_id": NOT_PERSONAL,
    "Consultation.asked_at": NOT_PERSONAL,
    "Consultation.until": NOT_PERSONAL,
    "Consultation.opinion": Declared("what they advised", "so that it is weighed", _ADVICE, _GAP),
    "Consultation.words": Declared("why, in their words", "so that it is weighed", _ADVICE, _GAP),
    "Consultation.answered_by": Declared("that they answered for their position", "evidence", _ADVICE, _GAP),
    "Consultation.answered_at": Declared("when they answered", "evidence", _ADVICE, _GAP),
    "Consulted.id": NOT_PERSONAL,
    "Consulted.consultation": NOT_PERSONAL,
    "Consulted.person_id": Declared("that their position is asked", "so that they can answer", _ADVICE, _GAP),
    "ExceptionRequest.due": NOT_PERSONAL,
    "ExceptionRequest.passed_on": NOT_PERSONAL,
    "ExceptionRequest.warned_at": NOT_PERSONAL,
    "Attestation.reminded_at": NOT_PERSONAL,
    "Attestation.attestation_id": NOT_PERSONAL,
    "Attestation.activity_id": NOT_PERSONAL,
    "Attestation.asset_kind": NOT_PERSONAL,
    "Attestation.asset_id": Declared(
        "the thing it was done for, perhaps theirs",
        "evidence that a duty was done",
        "R and A of it, auditors",
        _WORD,
    ),
    "Attestation.attested_by": Declared(
        "that they gave their word",
        "evidence that a duty was done",
        "R and A of it; auditors an id",
        _WORD,
    ),
    "Attestation.attested_at": Declared(
        "when they gave their word", "evidence that a duty was done", "R and A of it, auditors", _WORD
    ),
    "Attestation.evidence": Declared(
        "where to see that it was done", "evidence that a duty was done", "R and A of it, auditors", _WORD
    ),
    "Attestation.valid_until": NOT_PERSONAL,
    "PutOff.id": NOT_PERSONAL,
    "PutOff.gap": NOT_PERSONAL,
    "PutOff.person_id": Declared(
        "that they said 'not now'", "so that their page shows something else first", "that person; its A a count", _GAP
    ),
    "PutOff.until": Declared("until when they put it off", "so that it comes back by itself", "that person only", _GAP),
    "PutOff.asked_at": Declared("when they said so", "so that it cannot be put off for ever", "that person only", _GAP),
    "PutOff.reason": Declared("why, if they said", "their own note", "that person only", _GAP),
}
