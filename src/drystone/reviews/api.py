"""Reviews in the API: what is published for everybody, and the work on one for those who respond.

Telling something without a name is for a browser: a token says whose it is.
"""

# Annotations stay objects here: Ninja makes the API's description of them.

import datetime as dt
from typing import Any

from ninja import Field, Router, Schema
from ninja.errors import HttpError

from drystone.reviews import actions, acts, naming, published, queries
from drystone.reviews.access import may_read, reads_one, writes, writes_one
from drystone.reviews.models import Review
from drystone.reviews.work_views import doing_of
from drystone.shell import apis
from drystone.shell.viewer import Request

router = Router(tags=["reviews"])


class ReviewLineOut(Schema):
    """A published review, in short."""

    review_id: str
    title: str
    language: str
    published_on: dt.date
    plain: str


class ReviewTaskOut(Schema):
    """What is to be done, by which position; ``status`` is open, excepted or closed."""

    title: str
    why: str
    position: str
    due: dt.datetime
    status: str


class ReviewAnswerOut(Schema):
    """A question, and what was said to it."""

    question: str
    said: list[str]


class ReviewOut(ReviewLineOut):
    """A published review with all that was said, and what became of its tasks."""

    answers: list[ReviewAnswerOut]
    tasks: list[ReviewTaskOut]


class ReviewIn(Schema):
    """What a review is about: kind (report, campaign, incident) and its id; the title is for everybody."""

    kind: str = Field(max_length=20)
    id: str = Field(max_length=200)
    title: str = Field(max_length=160)


class ReviewMadeOut(Schema):
    """The id of a review."""

    review_id: str


class ReviewFlagOut(Schema):
    """A place that the language check flags; ``blocks``: it names somebody, and so keeps the review unpublished."""

    rule: str
    line: int
    column: int
    text: str
    why: str
    instead: str
    source: str
    blocks: bool


class ReviewPartOut(Schema):
    """Something that was said, from which place in the work, and what is flagged in it."""

    part: str
    vantage: str
    text: str
    flags: list[ReviewFlagOut]


class ReviewQuestionOut(Schema):
    """A question of a review that is being written; ``draft`` is my own."""

    question: str
    ask: str
    needed: bool
    draft: str
    said: list[ReviewPartOut]


class ReviewWorkOut(Schema):
    """A review as those who write it see it; ``missing`` are the questions that still need an answer."""

    review_id: str
    kind: str
    id: str
    title: str
    state: str
    everybody: bool
    missing: list[str]
    questions: list[ReviewQuestionOut]
    tasks: list[ReviewTaskOut]


class ReviewActIn(Schema):
    """An act: save, hand-in (question, text, vantage), mend (part, text), take-out (part), task (title, why, role,
    due), ask, ask-nobody, publish (sure), take-back, drop."""

    act: str
    told: dict[str, str] = Field(default={})


class ReviewTextIn(Schema):
    """A text to check."""

    text: str = Field(max_length=50_000)


@apis.get(router, "/reviews", rule=may_read, scope="measures:read", response=list[ReviewLineOut])
def reviews(request: Request) -> list[queries.Line]:
    """List what is published, the newest first."""
    return queries.published()


@apis.post(router, "/reviews", rule=writes, scope="reports:respond", response=ReviewMadeOut)
def begin(request: Request, body: ReviewIn) -> dict[str, str]:
    """Begin a review; of one thing there is one."""
    viewer = request.viewer
    made = actions.begin(
        (body.kind, body.id), body.title, by=viewer.person_id, now=request.now, language=viewer.language
    )
    return {"review_id": made}


@apis.post(router, "/reviews/check", rule=writes, scope="reports:respond", response=list[ReviewFlagOut])
def check(request: Request, body: ReviewTextIn) -> list[dict[str, Any]]:
    """Say what the language check flags in a text, and what to write instead; nothing is kept."""
    return [flag.as_json(body.text, _spoken(request)) for flag in naming.check(body.text)]


@apis.get(router, "/reviews/{review_id}", rule=reads_one, scope="measures:read", response=ReviewOut)
def review(request: Request, review_id: str) -> dict[str, Any]:
    """Return a published review, and what became of its tasks."""
    one = published.of(_of(review_id))
    return {
        "review_id": one.review.pk,
        "title": one.review.title,
        "language": one.review.language,
        "published_on": one.review.published_on,
        "plain": "\n\n".join(said.text for said in one.plain),
        "answers": [
            {"question": str(part.question.heading), "said": [said.text for said in part.said]} for part in one.answered
        ],
        "tasks": [_task(task) for task in one.tasks],
    }


@apis.get(router, "/reviews/{review_id}/work", rule=writes_one, scope="reports:respond", response=ReviewWorkOut)
def work(request: Request, review_id: str) -> dict[str, Any]:
    """Return a review as those who write it see it."""
    one, me, language = _of(review_id), request.viewer.person_id, _spoken(request)
    drafts = queries.drafts(one, me)
    return {
        "review_id": one.pk,
        "kind": one.source_kind,
        "id": one.source_id,
        "title": one.title,
        "state": one.state,
        "everybody": one.everybody,
        "missing": actions.missing(one),
        "questions": [
            {
                "question": part.question.key,
                "ask": str(part.question.ask),
                "needed": part.question.needed,
                "draft": queries.draft(one, part.question.key, me) if part.question.key in drafts else "",
                "said": [
                    {
                        "part": said.part_id,
                        "vantage": said.vantage,
                        "text": said.text,
                        "flags": [flag.as_json(said.text, language) for flag in said.flags],
                    }
                    for said in part.said
                ],
            }
            for part in queries.answered(one, flagged=True)
        ],
        "tasks": [_task(task) for task in published.tasks_of(one)],
    }


@apis.post(router, "/reviews/{review_id}/acts", rule=writes_one, scope="reports:respond", response=ReviewMadeOut)
def act(request: Request, review_id: str, body: ReviewActIn) -> dict[str, str]:
    """Do something with a review."""
    acts.do(_of(review_id), doing_of(request, {**body.told, "act": body.act}))
    return {"review_id": review_id}


def _of(review_id: str) -> Review:
    found = queries.one(review_id)
    if found is None:
        raise HttpError(404, "there is no such review")
    return found


def _task(task: published.Task) -> dict[str, Any]:
    one = task.standing
    return {"title": one.title, "why": one.why, "position": task.position, "due": one.due, "status": one.status}


def _spoken(request: Request) -> str:
    return request.viewer.language if request.viewer.language in {"en", "de"} else "en"
