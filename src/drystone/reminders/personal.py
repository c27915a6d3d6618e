"""What this room keeps about people: declared for the privacy pack."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_WHY = "to remind one person of their own things, and never twice of the same"
_WEEKS = "90 days (reminders.sending)"
_KNOWN = "so that nobody is restricted who was not told before"
_AFTER = "a year after the day that was named (reminders.foretelling); at once when its gap has closed"
_YEAR = "a year after it was said last (reminders.sending)"
_TRIED = "to say of groups whether a way of reminding helps"
_TRIAL_OVER = "until the trial is over (reminders.trials); a month after it should have been (reminders.leaving)"
_TRIAL = "id trial_id digest salt declared status why begun_at closes_at ends_at ended_at seen_run outcome"

DECLARED: dict[str, Declared] = {
    "Digest.id": NOT_PERSONAL,
    "Digest.person_id": Declared("whom a reminder is for", _WHY, "nobody", _WEEKS),
    "Digest.on": Declared("on which day of theirs", _WHY, "nobody", _WEEKS),
    "Digest.status": NOT_PERSONAL,
    "Digest.urgent": NOT_PERSONAL,
    "Digest.keys": Declared("which things to do it names", _WHY, "its person", _WEEKS),
    "Digest.gaps": Declared("which gaps each of them closes", _WHY, "its person", _WEEKS),
    "Digest.stranded": Declared("which gaps wait because people are away", _WHY, "its person", _WEEKS),
    "Digest.answers": NOT_PERSONAL,
    "Digest.informed": NOT_PERSONAL,
    "Digest.thanks": Declared("how much they had closed", "to thank them", "its person", _WEEKS),
    "Digest.lesson": Declared("that it was about a lesson", "so that it comes at most weekly", "its person", _WEEKS),
    "Digest.at": Declared("from when on it may leave", _WHY, "nobody", _WEEKS),
    "Digest.until": NOT_PERSONAL,
    "Digest.handed_at": Declared("when it left", _WHY, "nobody", _WEEKS),
    "Digest.message": NOT_PERSONAL,
    "Said.id": NOT_PERSONAL,
    "Said.person_id": Declared("to whom something was said", _WHY, "nobody", _YEAR),
    "Said.key": Declared("what was said", _WHY, "nobody", _YEAR),
    "Said.times": Declared("how often", "so that the pauses grow", "nobody", _YEAR),
    "Said.at": Declared("when last", "so that the pauses grow", "nobody", _YEAR),
    "Foretelling.id": NOT_PERSONAL,
    "Foretelling.person_id": Declared("who was told of a restriction", _KNOWN, "nobody", _AFTER),
    "Foretelling.gap_id": Declared("for what", _KNOWN, "its person", _AFTER),
    "Foretelling.opened_at": NOT_PERSONAL,
    "Foretelling.first_at": Declared("when they were told first", _KNOWN, "its person", _AFTER),
    "Foretelling.limits_at": Declared("which day they were told", _KNOWN, "its person", _AFTER),
    "Foretelling.warned_at": Declared("when the last word came", _KNOWN, "its person", _AFTER),
    "Tap.id": NOT_PERSONAL,
    "Tap.digest": NOT_PERSONAL,
    "Tap.key": Declared("the thing to do whose link was used", "so that a link works once", "nobody", _WEEKS),
    "Tap.act": Declared("which link it was", "so that a link works once", "nobody", _WEEKS),
    "Tap.used_at": Declared("when", "so that a link works once", "nobody", _WEEKS),
    **{f"Trial.{name}": NOT_PERSONAL for name in _TRIAL.split()},
    "TrialThing.id": NOT_PERSONAL,
    "TrialThing.trial": NOT_PERSONAL,
    "TrialThing.gap_id": Declared("what of theirs is in a trial of reminders", _TRIED, "its person", _TRIAL_OVER),
    "TrialThing.person_id": Declared("who is reminded in one way or the other", _TRIED, "nobody", _TRIAL_OVER),
    "TrialThing.arm": Declared("in which way they are reminded of it", _TRIED, "its person", _TRIAL_OVER),
    "TrialThing.came_at": NOT_PERSONAL,
    "TrialThing.since": NOT_PERSONAL,
    "Outlook.id": NOT_PERSONAL,
    "Outlook.made_at": NOT_PERSONAL,
    "Outlook.body": NOT_PERSONAL,
}
