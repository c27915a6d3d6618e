"""What this room keeps about people."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_RUN = "whoever asked, whoever settled it, and those who may look at evidence"
_KEEP = "while it is in force, and privacy.keep_looks after it was withdrawn or ended (decisions.retention)"
_QUESTION = "whoever asked and whoever settles it"
_KEPT = "while it is open, and privacy.keep_looks after it was settled (decisions.retention)"

DECLARED: dict[str, Declared] = {
    "Decision.decision_id": NOT_PERSONAL,
    "Decision.kind": NOT_PERSONAL,
    "Decision.asset_kind": NOT_PERSONAL,
    "Decision.a_source": NOT_PERSONAL,
    "Decision.a_key": Declared("a record, perhaps theirs", "so that runs keep to what was settled", _RUN, _KEEP),
    "Decision.b_source": NOT_PERSONAL,
    "Decision.b_key": Declared("a record, perhaps theirs", "so that runs keep to what was settled", _RUN, _KEEP),
    "Decision.asset_id": Declared("the thing it is about", "so that runs keep to what was settled", _RUN, _KEEP),
    "Decision.person_id": Declared(
        "whose the thing is, or is not", "so that runs keep to what was settled", _RUN, _KEEP
    ),
    "Decision.check_id": NOT_PERSONAL,
    "Decision.until": NOT_PERSONAL,
    "Decision.decided_by": Declared("that they settled it", "so that somebody stands behind it", _RUN, _KEEP),
    "Decision.decided_at": Declared("when they settled it", "so that somebody stands behind it", _RUN, _KEEP),
    "Decision.reason": Declared("why, in their words", "so that it can be understood later", _RUN, _KEEP),
    "Decision.withdrawn_by": Declared("that they took it back", "so that somebody stands behind it", _RUN, _KEEP),
    "Decision.withdrawn_at": NOT_PERSONAL,
    "Question.question_id": NOT_PERSONAL,
    "Question.kind": NOT_PERSONAL,
    "Question.asset_kind": NOT_PERSONAL,
    "Question.asset_id": Declared("a thing that was said to be theirs", "so that it can be settled", _QUESTION, _KEPT),
    "Question.asset_name": Declared("what it is called", "so that people know which one", _QUESTION, _KEPT),
    "Question.asked_by": Declared("that they say it is not theirs", "so that it can be settled", _QUESTION, _KEPT),
    "Question.likely_owner": Declared("that it may be theirs", "so that it can be settled", _QUESTION, _KEPT),
    "Question.note": Declared("how they know, in their words", "so that it can be settled", _QUESTION, _KEPT),
    "Question.asked_at": Declared("when they asked", "so that it is answered in time", _QUESTION, _KEPT),
    "Question.due": NOT_PERSONAL,
    "Question.holder": Declared("that it is theirs to settle", "so that somebody does", _QUESTION, _KEPT),
    "Question.status": NOT_PERSONAL,
    "Question.decided_by": Declared("that they settled it", "so that somebody stands behind it", _QUESTION, _KEPT),
    "Question.decided_at": Declared("when they settled it", "so that somebody stands behind it", _QUESTION, _KEPT),
    "Question.decision_id": NOT_PERSONAL,
    "Question.new_owner": Declared("that it is theirs now", "so that it can be settled", _QUESTION, _KEPT),
    "Suggestion.id": NOT_PERSONAL,
    "Suggestion.question": NOT_PERSONAL,
    "Suggestion.person_id": Declared(
        "that it may be theirs, and they were asked", "so that it can be settled", _QUESTION, _KEPT
    ),
    "Suggestion.asked_at": Declared("when they were asked", "so that it is answered in time", _QUESTION, _KEPT),
    "Suggestion.due": NOT_PERSONAL,
    "Suggestion.answer": Declared(
        "what they said, or that they said nothing", "so that it can be settled", _QUESTION, _KEPT
    ),
    "Suggestion.answered_at": Declared("when they said it", "so that it is answered in time", _QUESTION, _KEPT),
    "Question.reason": Declared("why it was settled so", "so that the one who asked knows", _QUESTION, _KEPT),
}
