"""Telling something in a review without one's name: for everybody, where those who write it ask.

It lies under /report, so nobody is watched; no row, session or log says that somebody told something. So no draft is
kept either: it would need a name.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from drystone.lib.errors import DrystoneError
from drystone.reviews import actions, naming, queries
from drystone.reviews.access import tells
from drystone.reviews.questions import BY_KEY, PLAIN, QUESTIONS, VANTAGES, after
from drystone.reviews.work_views import flags_as_read
from drystone.shell import access, apis
from drystone.shell.viewer import Request


@access.page(tells, methods=("GET", "POST"))
def tell(request: Request, review_id: str) -> HttpResponse:
    """Ask one question after the other; the answer to a POST is thanks and the next one, or what the check flags."""
    review = queries.one(review_id)
    assert review is not None  # The rule has seen it.
    data = request.POST if request.method == "POST" else request.GET
    key = asked if (asked := data.get("question", "")) in BY_KEY and asked != PLAIN else QUESTIONS[0].key
    typed, vantage = data.get("text", "") if request.method == "POST" else "", data.get("vantage", "")
    problem: DrystoneError | None = None
    thanked, flags = False, []
    if request.method == "POST":
        flags = naming.check(typed)
        if not flags or data.get("sure") == "yes":
            try:
                actions.hand_in(review_id, key, typed, vantage)
                thanked = True
            except DrystoneError as error:
                problem = error
    following = after(key)
    if thanked:
        typed, flags = "", []
        following = following if following is not None and following.key != PLAIN else None
        key = following.key if following else key
    told = {
        "review": review,
        "question": None if thanked and following is None else BY_KEY[key],
        "questions": [one for one in QUESTIONS if one.key != PLAIN],
        "typed": typed,
        "vantage": vantage,
        "vantages": VANTAGES.items(),
        "flags": flags_as_read(flags, request.viewer.language),
        "thanked": thanked,
        "longest": actions.LONGEST,
        "problem": problem,
    }
    return render(request, "reviews/tell.html", told, status=apis.status_of(problem) if problem else 200)
