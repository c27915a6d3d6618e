"""The pages of those who write a review: beginning one, one question at a time, tasks, publishing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.gaps import tasks
from drystone.lib.errors import DrystoneError
from drystone.reviews import actions, acts, naming, published, queries
from drystone.reviews.access import writes, writes_one
from drystone.reviews.blame import Flag
from drystone.reviews.models import OPEN, Review
from drystone.reviews.origins import ORIGINS
from drystone.reviews.questions import BY_KEY, QUESTIONS, VANTAGES, after
from drystone.shell import access, apis, program_words, site
from drystone.shell.viewer import Request

#: After these the review is read elsewhere, or no more.
_ELSEWHERE = {"publish": "reviews:review", "drop": "reviews:reviews"}


@access.page(writes, methods=("GET", "POST"))
def begin(request: Request) -> HttpResponse:
    """Begin a review of a report, a campaign or an incident."""
    data = request.POST if request.method == "POST" else request.GET
    typed = {name: data.get(name, "") for name in ("kind", "id", "title")}
    problem: DrystoneError | None = None
    if request.method == "POST":
        try:
            viewer = request.viewer
            review_id = actions.begin(
                (typed["kind"], typed["id"]), typed["title"], by=viewer.person_id, now=request.now,
                language=viewer.language,
            )  # fmt: skip
            return redirect("reviews:work", review_id=review_id)
        except DrystoneError as error:
            problem = error
    told = {"typed": typed, "kinds": [(key, one.words) for key, one in ORIGINS.items()], "problem": problem}
    return render(request, "reviews/begin.html", told, status=apis.status_of(problem) if problem else 200)


@access.page(writes_one, methods=("GET", "POST"))
def work(request: Request, review_id: str) -> HttpResponse:
    """Show how far a review is, and do with it what the form says."""
    review = _of(review_id)
    if request.method != "POST":
        return _shown(request, review)
    doing = doing_of(request, request.POST.dict())
    try:
        acts.do(review, doing)
    except DrystoneError as error:
        return _shown(request, review, problem=error)
    if doing.act == "publish":
        messages.success(request, _("Published. Thank you for looking back together."))
    elsewhere = _ELSEWHERE.get(doing.act)
    if elsewhere == "reviews:reviews":
        return redirect(elsewhere)
    return redirect(elsewhere or "reviews:work", review_id=review_id)


@access.page(writes_one, methods=("GET", "POST"))
def question(request: Request, review_id: str, question: str) -> HttpResponse:
    """Ask one question: one's own words, what the language check says of them, and what others said."""
    review, doing = _of(review_id), doing_of(request, {**request.POST.dict(), "question": question})
    if request.method != "POST":
        return _asked(request, review, question)
    try:
        acts.do(review, doing)
    except DrystoneError as error:
        return _asked(request, review, question, problem=error)
    following = after(question)
    if doing.act == "hand-in" and following is not None:
        return redirect("reviews:question", review_id=review_id, question=following.key)
    if doing.act == "hand-in":
        return redirect("reviews:work", review_id=review_id)
    return redirect("reviews:question", review_id=review_id, question=question)


def doing_of(request: Request, told: dict[str, Any]) -> acts.Doing:
    """Return what somebody does, of what they sent."""
    said = {name: str(told.get(name, "")) for name in acts.TOLD}
    viewer = request.viewer
    return acts.Doing(str(told.get("act", "")), viewer.person_id, request.now, viewer.zone, said)


def _of(review_id: str) -> Review:
    review = queries.one(review_id)
    assert review is not None  # The rule has seen it.
    return review


def _asked(request: Request, review: Review, key: str, *, problem: DrystoneError | None = None) -> HttpResponse:
    one = BY_KEY[key]
    mine = queries.draft(review, key, request.viewer.person_id)
    typed = request.POST.get("text", "") if problem and not request.POST.get("part") else mine
    said = next(one for one in queries.answered(review, flagged=True) if one.question.key == key).said
    language = request.viewer.language
    told = {
        "review": review,
        "question": one,
        "number": QUESTIONS.index(one) + 1,
        "of": len(QUESTIONS),
        "typed": typed,
        "flags": flags_as_read(naming.check(typed), language),
        "said": [(part, VANTAGES.get(part.vantage, ""), flags_as_read(part.flags, language)) for part in said],
        "vantages": VANTAGES.items(),
        "vantage": request.POST.get("vantage", ""),
        "following": after(key),
        "open": review.state == OPEN,
        "longest": actions.LONGEST,
        "problem": problem,
    }
    return render(request, "reviews/question.html", told, status=apis.status_of(problem) if problem else 200)


def flags_as_read(flags: Iterable[Flag], language: str) -> list[dict[str, Any]]:
    """Return flags as they are read in a language."""
    spoken = language if language in {"en", "de"} else "en"
    return [
        {"text": one.text, "why": one.rule.why[spoken], "instead": one.rule.instead[spoken],
         "source": one.rule.source, "blocks": one.blocks}
        for one in flags
    ]  # fmt: skip


def _shown(request: Request, review: Review, *, problem: DrystoneError | None = None) -> HttpResponse:
    answered = queries.answered(review, flagged=True)
    mine = queries.drafts(review, request.viewer.person_id)
    program = site.program()
    told = {
        "review": review,
        "origin": ORIGINS[review.source_kind].words if review.source_kind in ORIGINS else review.source_kind,
        "rows": [
            {"question": one.question, "said": len(one.said), "flags": sum(len(part.flags) for part in one.said),
             "draft": one.question.key in mine}
            for one in answered
        ],
        "missing": [BY_KEY[key] for key in actions.missing(review)],
        "flags": queries.flags_of(answered),
        "blocks": sum(flag.blocks for one in answered for part in one.said for flag in part.flags),
        "perhaps": problem is not None and problem.where == "sure",
        "tasks": published.tasks_of(review),
        "positions": tasks.positions(program),
        "typed": {name: request.POST.get(name, "") for name in acts.TOLD} if problem else {},
        "language": program_words.language(),
        "open": review.state == OPEN,
        "problem": problem,
    }  # fmt: skip
    return render(request, "reviews/work.html", told, status=apis.status_of(problem) if problem else 200)
