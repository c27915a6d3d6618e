"""Questions in the API: what the site can do, by the same rules."""

# Annotations stay objects here: Ninja makes the API's description of them.

import datetime as dt
from typing import Any

from ninja import Router, Schema

from drystone.decisions import questions, settling, suggesting
from drystone.decisions.access import asked_question, is_suggested, may_see_question, may_settle_question
from drystone.decisions.queries import question as one
from drystone.shell import access, apis
from drystone.shell.viewer import Request

router = Router(tags=["decisions"])


class QuestionOut(Schema):
    """A question about whose a thing is. People are ids that mean nothing outside."""

    question_id: str
    kind: str
    asset_kind: str
    asset_id: str
    asset_name: str
    asked_by: str
    likely_owner: str
    note: str
    asked_at: dt.datetime
    due: dt.datetime
    holder: str
    status: str
    decided_by: str
    decided_at: dt.datetime | None
    decision_id: str
    new_owner: str
    reason: str


class QuestionsOut(Schema):
    """What waits for me, and what I asked."""

    waiting: list[QuestionOut]
    asked: list[QuestionOut]


class AcceptIn(Schema):
    """Whose it is: an address, a name or an id of one living person; "" where nobody knows."""

    owner: str = ""
    reason: str = ""


class PassIn(Schema):
    """Whose it is, by address, name or id; "" where I don't know either."""

    to: str = ""


class RefuseIn(Schema):
    """Why it stays theirs."""

    reason: str


@apis.get(router, "/questions", rule=access.employee, scope="gaps:read", response=QuestionsOut)
def list_questions(request: Request) -> dict[str, Any]:
    """List what waits for the token's person to settle, and what they asked."""
    viewer = request.viewer
    return {
        "waiting": [row["question"] for row in settling.waiting(viewer)],
        "asked": [row["question"] for row in settling.asked(viewer)],
    }


@apis.get(router, "/questions/{question_id}", rule=may_see_question, scope="gaps:read", response=QuestionOut)
def read_question(request: Request, question_id: str) -> Any:
    """Return one question."""
    return one(question_id)


@apis.post(
    router, "/questions/{question_id}/accept", rule=may_settle_question, scope="gaps:write", response=QuestionOut
)
def accept_question(request: Request, question_id: str, body: AcceptIn) -> Any:
    """Settle that the thing is not theirs, and whose it is."""
    owner = settling.named(body.owner)
    settling.accept(question_id, by=request.viewer.person_id, owner=owner, reason=body.reason, now=request.now)
    return one(question_id)


@apis.post(
    router, "/questions/{question_id}/refuse", rule=may_settle_question, scope="gaps:write", response=QuestionOut
)
def refuse_question(request: Request, question_id: str, body: RefuseIn) -> Any:
    """Settle that the thing stays theirs."""
    return questions.refuse(question_id, by=request.viewer.person_id, at=request.now, reason=body.reason)


@apis.post(router, "/questions/{question_id}/mine", rule=is_suggested, scope="gaps:write", response=QuestionOut)
def take_question(request: Request, question_id: str) -> Any:
    """Say that the thing is mine, which settles it."""
    settling.take(question_id, by=request.viewer.person_id, now=request.now)
    return one(question_id)


@apis.post(router, "/questions/{question_id}/pass-on", rule=is_suggested, scope="gaps:write", response=QuestionOut)
def pass_question_on(request: Request, question_id: str, body: PassIn) -> Any:
    """Say that the thing is not mine either, and perhaps whose."""
    to = settling.named(body.to)
    suggesting.pass_on(question_id, by=request.viewer.person_id, at=request.now, to=to)
    return one(question_id)


@apis.post(router, "/questions/{question_id}/withdraw", rule=asked_question, scope="gaps:write", response=QuestionOut)
def withdraw_question(request: Request, question_id: str) -> Any:
    """Take back what I asked; the thing stays mine."""
    return questions.withdraw(question_id, by=request.viewer.person_id, at=request.now)
