"""What this room keeps about people."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_OWN = "the person themselves, nobody else"
_OFFER = "so that lessons fit and nobody who is away is asked"
_SPACE = "so that a question comes back when it is worth it"
_GONE = "until they leave"
_ANSWER = "12 weeks (habits.retention)"
_LEARNER = "until they leave; the id and day for privacy.keep_leavers after that (habits.retention)"
_EVIDENCE = "the person themselves; whoever answers for the activity and auditors, by id"
_DONE = "until they leave, and privacy.keep_leavers after that (habits.retention)"

DECLARED: dict[str, Declared] = {
    "Learner.person_id": Declared("that lessons are offered to them", _OFFER, _OWN, _LEARNER),
    "Learner.here": Declared("whether they are here or away", _OFFER, _OWN, _LEARNER),
    "Learner.joined_on": Declared("when they joined", _OFFER, _OWN, _GONE),
    "Learner.gone_on": Declared("when they left", "so that what they finished goes in time", "nobody", _DONE),
    "Learner.department": Declared("their department", "for figures about groups", _OWN, _GONE),
    "Learner.audiences": Declared("for which kinds of work lessons are theirs", _OFFER, _OWN, _GONE),
    "Learner.pace": Declared("how much they wish to be reminded", "because they chose it", _OWN, _GONE),
    "Card.id": NOT_PERSONAL,
    "Card.person_id": Declared("that a question is theirs", _SPACE, _OWN, _GONE),
    "Card.item_id": Declared("which question", _SPACE, _OWN, _GONE),
    "Card.stability": Declared("how long they may remember it", _SPACE, _OWN, _GONE),
    "Card.difficulty": Declared("how hard it is for them", _SPACE, _OWN, _GONE),
    "Card.interval_days": Declared("in how many days it comes back", _SPACE, _OWN, _GONE),
    "Card.reviews": Declared("how often they answered it", _SPACE, _OWN, _GONE),
    "Card.reviewed_at": Declared("when they answered it last", _SPACE, _OWN, _GONE),
    "Card.due": Declared("from when on it is asked again", _SPACE, _OWN, _GONE),
    "Card.overdue": Declared("from when on it is urgent", _SPACE, _OWN, _GONE),
    "Card.touched_at": Declared("when they answered or skipped it last", _SPACE, _OWN, _GONE),
    "Answer.answer_id": NOT_PERSONAL,
    "Answer.person_id": Declared("who answered", "so that they can read what was said to them", _OWN, _ANSWER),
    "Answer.item_id": Declared("which question", "so that they can read what was said to them", _OWN, _ANSWER),
    "Answer.variant": NOT_PERSONAL,
    "Answer.options": Declared("what they answered", "so that they can read what was said to them", _OWN, _ANSWER),
    "Answer.right": Declared("whether it was the best answer", "for figures about groups", _OWN, _ANSWER),
    "Answer.number": Declared("how often they had answered it", "so that it counts once", _OWN, _ANSWER),
    "Answer.first": NOT_PERSONAL,
    "Answer.counted": NOT_PERSONAL,
    "Answer.at": Declared("when they answered", "so that it goes in time", _OWN, _ANSWER),
    "Taken.id": NOT_PERSONAL,
    "Taken.person_id": Declared("who took a lesson", "shows that it was taken", _EVIDENCE, _DONE),
    "Taken.lesson_id": Declared("which lesson", "shows that it was taken", _EVIDENCE, _DONE),
    "Taken.begun_at": Declared("when they began it", "so that they can go on", _OWN, _GONE),
    "Taken.skipped_at": Declared("when they skipped it", "so that it stays away for a while", _OWN, _GONE),
    "Taken.done_at": Declared("when they finished it", "shows that it was taken", _EVIDENCE, _DONE),
    "Taken.elsewhere": Declared("that another system said so", "shows where it was taken", _EVIDENCE, _DONE),
    "Shown.id": NOT_PERSONAL,
    "Shown.person_id": Declared("who showed a habit", "so that they are asked less about it", _OWN, _GONE),
    "Shown.habit_id": Declared("which habit", "so that they are asked less about it", _OWN, _GONE),
    "Shown.shown_at": Declared("when last", "so that they are asked less about it", _OWN, _GONE),
    "Shown.how": Declared("how: mended, reported, updated, approved", "so that they see why", _OWN, _GONE),
    **{f"Tally.{name}": NOT_PERSONAL for name in ("id", "item_id", "variant", "option", "people", "upper", "lower")},
    **{f"GivenItem.{name}": NOT_PERSONAL for name in ("item_id", "lesson_id")},
    **{f"HabitWeek.{name}": NOT_PERSONAL for name in ("id", "week_start", "habit_id", "people")},
}
