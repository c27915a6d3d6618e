"""Acts on several gaps at once, as a step on my page does them: all of them, or none; and on tasks.

``gap_ids`` names every gap; whoever may not do it to one of them is told that there is nothing by that name.
"""

# Annotations stay objects here: Ninja makes the API's description of them.

from typing import Any

from django.http import Http404
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from drystone.gaps import acts, doing, exceptions, tasks, together
from drystone.gaps.access import acts_on_task, answers_for_task
from drystone.gaps.api import DoneOut, ExceptionIn, HelpIn, MadeOut, NotNowIn, delay
from drystone.gaps.models import Gap
from drystone.shell import access, apis
from drystone.shell.viewer import Request

router = Router(tags=["gaps"])


class StepIn(Schema):
    """Which gaps."""

    gap_ids: list[str] = Field(min_length=1, max_length=together.MOST)


class NotNowStepIn(StepIn, NotNowIn):
    """Which gaps, and until when."""


class HelpStepIn(StepIn, HelpIn):
    """Which gaps, and what was tried or is unclear."""


class ExceptionStepIn(StepIn, ExceptionIn):
    """Which gaps, why they cannot be mended now, and until when."""


class ManyOut(Schema):
    """The ids of what came of it, in the order of the gaps."""

    ids: list[str]


@apis.post(router, "/steps/done", rule=access.employee, scope="gaps:write", response=DoneOut)
def say_done(request: Request, body: StepIn) -> dict[str, Any]:
    """Say that all of it is done, and ask to check again."""
    gaps = _chosen(request, body, "acts")
    looking = doing.check_again(gaps, by=request.viewer.person_id, now=request.now)
    return {"noted": looking.noted, "run_asked": looking.asked, "at": looking.at}


@apis.post(router, "/steps/not-now", rule=access.employee, scope="gaps:write", response=MadeOut)
def put_off(request: Request, body: NotNowStepIn) -> dict[str, Any]:
    """Put all of it off until a day, within the program's limit."""
    gaps = _chosen(request, body, "responsible")
    doing.put_off(gaps, delay(request, body), by=request.viewer.person_id, now=request.now)
    return {"id": ""}


@apis.post(router, "/steps/help", rule=access.employee, scope="gaps:write", response=MadeOut)
def ask_help(request: Request, body: HelpStepIn) -> dict[str, Any]:
    """Begin one conversation about all of it with whoever is responsible for the first."""
    gaps = _chosen(request, body, "asks")
    return {"id": doing.ask_help(gaps, body.text, by=request.viewer.person_id, now=request.now)}


@apis.post(router, "/steps/exception", rule=access.employee, scope="gaps:write", response=ManyOut)
def ask_exception(request: Request, body: ExceptionStepIn) -> dict[str, Any]:
    """Ask for an exception for each; somebody else decides each."""
    wishes = [exceptions.Wish(gap.gap_id, body.reason, body.until) for gap in _chosen(request, body, "acts")]
    return {"ids": doing.ask_exceptions(wishes, by=request.viewer.person_id, now=request.now)}


class TaskDoneIn(Schema):
    """Where to see that it is done."""

    evidence: str


class TaskWhyIn(Schema):
    """Why."""

    why: str


class TaskGiveIn(TaskWhyIn):
    """To which position (a role, or role/seat), and why."""

    role: str


@apis.post(router, "/gaps/{gap_id}/task/done", rule=acts_on_task, scope="gaps:write", response=MadeOut)
def task_done(request: Request, gap_id: str, body: TaskDoneIn) -> dict[str, Any]:
    """Close a task with the words for where to see that it is done."""
    tasks.done(gap_id, body.evidence, by=request.viewer.person_id, now=request.now)
    return {"id": ""}


@apis.post(router, "/gaps/{gap_id}/task/reopen", rule=acts_on_task, scope="gaps:write", response=MadeOut)
def task_reopen(request: Request, gap_id: str, body: TaskWhyIn) -> dict[str, Any]:
    """Open a task again that is not done after all."""
    tasks.reopen(gap_id, body.why, by=request.viewer.person_id, now=request.now)
    return {"id": ""}


@apis.post(router, "/gaps/{gap_id}/task/give", rule=answers_for_task, scope="gaps:write", response=MadeOut)
def task_give(request: Request, gap_id: str, body: TaskGiveIn) -> dict[str, Any]:
    """Give a task to another position."""
    tasks.give(gap_id, body.role, body.why, by=request.viewer.person_id, now=request.now)
    return {"id": ""}


def _chosen(request: Request, body: StepIn, may: str) -> list[Gap]:
    try:
        gaps = together.chosen(request.viewer, body.gap_ids, may=[may])
    except Http404 as error:
        raise HttpError(404, "nothing by that name, for you") from error
    if any(gap.status == "closed" for gap in gaps):
        raise acts.ClosedError("one of these has closed already", do="read the gaps, and send those that are open")
    return gaps
