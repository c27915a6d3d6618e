"""What this room keeps about people: declared for the privacy pack."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_WHY = "so that a restriction comes only as it was told, and is always lifted"
_LOOK = "so that a call can be looked into"
_STOP, _KEEPER, _HOLDS = "so that somebody looks", "who keeps the program", "while it holds"
_SEEN = "the person; its accountable, on the gap's page"
_KEPT = "as long as looks are kept after it was lifted (privacy.keep_looks)"

DECLARED: dict[str, Declared] = {
    **dict.fromkeys(
        ["Restriction.id", "Restriction.key", "Restriction.hook", "Restriction.opened_at", "Restriction.tries",
         "Restriction.not_before", "Restriction.unsure", "Restriction.taken", "Restriction.error",
         "Restriction.check_id",
         "Restriction.asset_kind", "Restriction.asset_id"],
        NOT_PERSONAL,
    ),
    "Restriction.gap_id": Declared("for what somebody is restricted", _WHY, _SEEN, _KEPT),
    "Restriction.person_id": Declared("who is restricted", _WHY, _SEEN, _KEPT),
    "Restriction.status": Declared("how far it has come", _WHY, _SEEN, _KEPT),
    "Restriction.decided_at": Declared("when it was decided", _WHY, _SEEN, _KEPT),
    "Restriction.limited_at": Declared("when it came", _WHY, _SEEN, _KEPT),
    "Restriction.why": Declared("why it was lifted", _WHY, _SEEN, _KEPT),
    "Restriction.lift_since": Declared("since when it is to be lifted", _WHY, _SEEN, _KEPT),
    "Restriction.lifted_at": Declared("when it was lifted", _WHY, _SEEN, _KEPT),
    "Restriction.answer": Declared("what the hook answered", _LOOK, "nobody", _KEPT),
    "Restriction.lift_answer": Declared("the same of the lifting", _LOOK, "nobody", _KEPT),
    "Brake.hook": NOT_PERSONAL,
    "Brake.pulled_at": NOT_PERSONAL,
    "Brake.would": NOT_PERSONAL,
    "Brake.most": NOT_PERSONAL,
    "Brake.allowed": NOT_PERSONAL,
    "Brake.gone": NOT_PERSONAL,
    "Brake.released_by": Declared("who let a stopped hook go on", _STOP, _KEEPER, _HOLDS),
    "Brake.released_at": NOT_PERSONAL,
    "Brake.holder": Declared("who is asked to look", _STOP, _KEEPER, _HOLDS),
    "Brake.due": NOT_PERSONAL,
    "Brake.reason": Declared("why", _STOP, _KEEPER, _HOLDS),
}  # fmt: skip
