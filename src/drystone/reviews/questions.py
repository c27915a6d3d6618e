"""The questions of a review, one at a time: what and how, never who and why; what went right; what made sense then."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Question:
    """One question: what is asked, what helps to answer it; without an answer to what is ``needed`` none is published.

    ``heading`` stands over what was said, on the page for everybody.
    """

    key: str
    ask: str | Promise
    help: str | Promise
    heading: str | Promise
    needed: bool = False


QUESTIONS = (
    Question(
        "before",
        _("How was the day before it began?"),
        _("Begin earlier than you would: what was normal, what was new, what was everybody busy with?"),
        _("How the day was"),
    ),
    Question(
        "happened",
        _("What happened, one step after the other?"),
        _("Only what could be seen then, in the order in which it could be seen, with what shows it."),
        _("What happened"),
        needed=True,
    ),
    Question(
        "sense",
        _("What made it make sense then?"),
        _("What did people see, know and want at that moment? From there, how did the thing that was done look right?"),
        _("What made it make sense"),
        needed=True,
    ),
    Question(
        "noticed",
        _("How did it come to light?"),
        _("What was the first sign, and how was it told apart from all that is always odd?"),
        _("How it came to light"),
    ),
    Question(
        "right",
        _("What went right?"),
        _("What kept it small, and what did people do that no rule told them to? There is always something."),
        _("What went right"),
        needed=True,
    ),
    Question(
        "hard",
        _("What made it hard?"),
        _("Which tools, rules, waiting or missing words stood in the way, before and after?"),
        _("What made it hard"),
    ),
    Question(
        "luck",
        _("Where were we lucky?"),
        _("What could as easily have gone otherwise, and nothing of ours kept it from doing so?"),
        _("Where we were lucky"),
    ),
    Question(
        "surprised",
        _("What surprised us?"),
        _("Where is the work done in another way than we had thought? Neither is wrong; it is worth knowing."),
        _("What surprised us"),
    ),
    Question(
        "easier",
        _("What would make the right thing the easy thing?"),
        _("A default, a stop, a tool, time. “Be more careful” changes nothing. What is to be done becomes a task."),
        _("What would make it easier"),
    ),
    Question(
        "plain",
        _("In three sentences for everybody?"),
        _("What happened, what we learned, what changes. As you would tell it to a neighbour; this stands first."),
        _("In short"),
        needed=True,
    ),
)
BY_KEY = {one.key: one for one in QUESTIONS}
#: What everybody reads first.
PLAIN = "plain"

#: From where in the work somebody tells. Never a position: many have one holder, and so would be a name.
VANTAGES: dict[str, str | Promise] = {
    "responder": _("somebody who responded"),
    "met": _("somebody whom it met"),
    "near": _("somebody who works close by"),
    "keeper": _("somebody who looks after what it was about"),
    "other": _("somebody else"),
}


def after(key: str) -> Question | None:
    """Return the question after one, None after the last."""
    keys = [one.key for one in QUESTIONS]
    at = keys.index(key) + 1
    return QUESTIONS[at] if at < len(QUESTIONS) else None
