"""The API of this room: one's own threads."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from drystone.lib.errors import UsageError
from drystone.messages import actions, queries
from drystone.messages.access import takes_part
from drystone.shell import access, apis
from drystone.shell.viewer import Request

router = Router(tags=["messages"])


class LineOut(Schema):
    """A thread in the list; ``new`` says that something was written since it was read last."""

    thread_id: str
    subject: str
    about_kind: str
    about_id: str
    last_at: dt.datetime
    closed_at: dt.datetime | None
    new: bool


class MemberOut(Schema):
    """Somebody who takes part."""

    person_id: str
    name: str
    role: str


class PostOut(Schema):
    """What somebody wrote."""

    by: str
    name: str
    at: dt.datetime
    text: str


class ThreadOut(Schema):
    """A thread; ``earlier`` is how many older posts are left out."""

    thread_id: str
    subject: str
    about_kind: str
    about_id: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    members: list[MemberOut]
    posts: list[PostOut]
    earlier: int


class PostIn(Schema):
    """What to write."""

    text: str = Field(min_length=1, max_length=actions.LONGEST_TEXT)


@apis.get(router, "/threads", rule=access.employee, scope="threads:read", response=list[LineOut])
def threads(request: Request) -> list[queries.Line]:
    """List the threads that you take part in."""
    return queries.threads_of(request.viewer.person_id)


@apis.get(router, "/threads/{thread_id}", rule=takes_part, scope="threads:read", response=ThreadOut)
def thread(request: Request, thread_id: str) -> queries.Conversation | None:
    """Read a thread. Reading it here does not mark it as read."""
    return queries.thread(thread_id)


@apis.post(router, "/threads/{thread_id}/posts", rule=takes_part, scope="threads:write", response=ThreadOut)
def post(request: Request, thread_id: str, body: PostIn) -> Any:
    """Write into a thread. A closed one takes no more."""
    try:
        actions.post(thread_id, by=request.viewer.person_id, text=body.text, now=request.now)
    except UsageError as error:
        return Status(409, apis.as_problem(error))
    return queries.thread(thread_id)


@apis.post(router, "/threads/{thread_id}/closure", rule=takes_part, scope="threads:write", response=ThreadOut)
def close(request: Request, thread_id: str) -> Any:
    """Close a thread."""
    try:
        actions.close(thread_id, by=request.viewer.person_id, now=request.now)
    except UsageError as error:
        return Status(409, apis.as_problem(error))
    return queries.thread(thread_id)
