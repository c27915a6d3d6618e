"""What this room keeps about people."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_BALLOT = "nobody before the reveal but who sent it; then those who lead, who took part, and auditors, by party"
_KEPT = "as long as the round; privacy.keep_looks after it was revealed (charting.retention)"
_VOTE = "they alone; others see a count, once it is over"
_BEHIND = "so that somebody stands behind it"
_DRAFT = "until it is sent, or the round is revealed or called off"
_ROUND = "those who lead rounds and those invited"
_ROWS = "the person concerned, whoever answers for the activity, and auditors, as an id"
_PROOF = "shows that duties were accepted by those who hold them"
_WHY = "so that parties can say alone who does what"
_ROW_KEPT = "while the version is the newest, and privacy.keep_looks after it no longer is (charting.retention)"


def _plain(model: str, *fields: str) -> dict[str, Declared]:
    return {f"{model}.{field}": NOT_PERSONAL for field in fields}


DECLARED: dict[str, Declared] = {
    **_plain("Round", "round_id", "title", "state", "made_at", "closes_on", "over_told_of", "revealed_at", "present"),
    **_plain("Round", "minutes_each"),
    "Round.made_by": Declared("that they lead a round", "so that somebody stands behind it", _ROUND, _KEPT),
    **_plain(
        "Topic", "id", "round", "activity_id", "ordinal", "reasons", "contested", "state", "began_at", "proposal",
        "vote_number", "decided", "how", "tie_breaker", "present", "decided_at",
    ),
    "Topic.note": Declared("what was said in the meeting, in words", "the minutes", _ROUND, _KEPT),
    "Topic.decided_by": Declared("that they wrote a decision down", "so that somebody stands behind it", _ROUND, _KEPT),
    **_plain("Party", "id", "round", "key", "name", "words", "positions"),
    "Party.person_id": Declared("that they answer for a department or position", _WHY, "those who lead rounds", _KEPT),
    **_plain("Draft", "id", "party", "second"),
    "Draft.person_id": Declared("whose draft it is", _WHY, "they alone", _DRAFT),
    "Draft.answers": Declared("what they have filled in", _WHY, "they alone", _DRAFT),
    **_plain("Due", "id", "party", "second"),
    "Due.person_id": Declared("that they have not answered yet", _WHY, "they alone", _DRAFT),
    **_plain("Ballot", "ballot_id", "party", "second", "counts"),
    "Ballot.sent_by": Declared("who sent a party's ballot", "so that they can read it again", "they alone", _KEPT),
    "Ballot.sent_on": Declared("on which day; the time is not kept", "counts of how far it is", "nobody", _KEPT),
    **_plain("BallotAnswer", "id", "ballot", "activity_id"),
    "BallotAnswer.answers_for": Declared("who answers for an activity, as their party sees it", _WHY, _BALLOT, _KEPT),
    "BallotAnswer.mine": Declared("what their party's part is", _WHY, _BALLOT, _KEPT),
    "BallotAnswer.should": Declared("who should answer for it, as their party sees it", _WHY, _BALLOT, _KEPT),
    "BallotAnswer.said": Declared("what more they said, with a free line", _WHY, _BALLOT, _KEPT),
    **_plain("Vote", "id", "topic", "number", "party"),
    "Vote.agrees": Declared("whether they can live with a proposal", "a private vote", _VOTE, _KEPT),
    **_plain("Dissent", "id", "topic", "party", "at"),
    "Dissent.text": Declared("what their party has against a decision", "the minutes", _ROUND, _KEPT),
    **_plain(
        "Version", "id", "activity_id", "number", "newest", "round_id", "meaning", "digest", "published_at", "commit",
        "settled_at", "reopened_at",
    ),
    "Version.published_by": Declared("that they published a row", _BEHIND, _ROWS, _ROW_KEPT),
    **_plain("Asked", "id", "version", "role_id", "letter"),
    **_plain("Acceptance", "id", "version", "letters", "positions"),
    "Acceptance.person_id": Declared("who accepted or refused their part", _PROOF, _ROWS, _ROW_KEPT),
    "Acceptance.verdict": Declared("whether they accepted it", _PROOF, _ROWS, _ROW_KEPT),
    "Acceptance.at": Declared("when they said so", _PROOF, _ROWS, _ROW_KEPT),
    "Acceptance.ended_at": Declared("when they filled that position no more", _PROOF, _ROWS, _ROW_KEPT),
    "Acceptance.reason": Declared("why not, in their words", "so that it is decided again", _ROWS, _ROW_KEPT),
}  # fmt: skip
