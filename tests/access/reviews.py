"""Who may open what of reviews: what is published is everybody's, what is being written is those who respond's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from access.incidents import another
from served import KINDS, NOW, Served

_EVERYBODY = {**dict.fromkeys(KINDS, 200), "anonymous": 302}
_RESPOND = dict.fromkeys(("responder", "editor", "approver"), 200)
_WRITES = {**dict.fromkeys(KINDS, 404), "anonymous": 302, "approver-on-a-screen": 404} | _RESPOND

TABLE: dict[str, dict[str, int]] = {
    "reviews:reviews": _EVERYBODY,
    "reviews:review": _EVERYBODY,
    "reviews:begin": {**dict.fromkeys(KINDS, 403), "anonymous": 302, "approver-on-a-screen": 403} | _RESPOND,
    "reviews:work": _WRITES,
    "reviews:question": _WRITES,
    "reviews:tell": _EVERYBODY,
}


def review(served: Served, source: str, *, publish: bool = False) -> str:
    """Return a review of an incident for a purpose, with every answer that it needs; made where it is not."""
    from drystone.reviews import actions, queries
    from drystone.reviews.questions import QUESTIONS

    by, source = served.people["responder"], another(served, source)
    known = queries.of_source("incident", source)
    if known is not None:
        return known.pk
    made = actions.begin(("incident", source), "A false invoice", by=by, now=NOW, language="en")
    for one in QUESTIONS:
        if one.needed:
            text = "It looked like every other invoice, and that day there were nine."
            actions.hand_in(made, one.key, f"{text} ({one.key})", "near")
    if publish:
        actions.publish(made, by=by, now=NOW, day=NOW.date(), sure=True)
    else:
        actions.ask_everybody(made, by=by, now=NOW)
    return made


def begins(served: Served) -> dict[str, str]:
    """What begins a review of an incident."""
    return {"kind": "incident", "id": another(served, "begin"), "title": "A wrong recipient"}


ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {
    "reviews:review": lambda served: {"review_id": review(served, "published", publish=True)},
    "reviews:work": lambda served: {"review_id": review(served, "open")},
    "reviews:question": lambda served: {"review_id": review(served, "open"), "question": "right"},
    "reviews:tell": lambda served: {"review_id": review(served, "open")},
}
POSTS: dict[str, dict[str, str] | Callable[[Served], dict[str, str]]] = {
    "reviews:begin": begins,
    "reviews:work": {"act": "ask"},
    "reviews:question": {"act": "hand-in", "text": "Somebody asked, and that kept it small.", "vantage": "responder"},
    "reviews:tell": {"question": "right", "text": "The bank could stop it.", "vantage": "met"},
}
SHOWING = {"reviews:tell"}
