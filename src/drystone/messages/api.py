"""The API of this room: one's own threads."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from drystone.lib.errors import UsageError
from drystone.messages import actions, queries
from drystone.messages.access import takes_part
from drystone.shell import access, apis
from drystone.shell.viewer import Request

router = Router(tags=["messages"])

#: No post has a number that is higher: databases keep it in eight bytes.
MOST = (1 << 63) - 1


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
    """A thread; ``earlier`` is how many older posts are left out, and ``next`` the cursor that brings them.

    ``newest`` is the number of the last post, 0 where there is none.
    """

    thread_id: str
    subject: str
    about_kind: str
    about_id: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    members: list[MemberOut]
    posts: list[PostOut]
    earlier: int
    newest: int
    next: str | None = None

    @staticmethod
    def resolve_next(told: queries.Conversation) -> str | None:
        """Write where the older ones begin."""
        return apis.cursor_of(told.oldest[0].isoformat(), told.oldest[1]) if told.oldest else None


class Backwards(Schema):
    """Which part of a long thread."""

    cursor: str = Field("", max_length=500, description="`next` of an answer, for what was said before it.")


class PostIn(Schema):
    """What to write."""

    text: str = Field(min_length=1, max_length=actions.LONGEST_TEXT)
    after: int | None = Field(
        None, ge=0, le=MOST, description="`newest` of what you answer: the same words after it are one post."
    )


@apis.get(router, "/threads", rule=access.employee, scope="threads:read", response=list[LineOut])
def threads(request: Request) -> list[queries.Line]:
    """List the threads that you take part in."""
    return queries.threads_of(request.viewer.person_id)


@apis.get(router, "/threads/{thread_id}", rule=takes_part, scope="threads:read", response=ThreadOut)
def thread(request: Request, thread_id: str, part: Query[Backwards]) -> queries.Conversation | None:
    """Read a thread, its newest words; with the ``next`` of an answer as cursor, older ones.

    Reading it here does not mark it as read.
    """
    return queries.thread(thread_id, before=_place(part.cursor))


def _place(cursor: str) -> queries.Place | None:
    place = apis.place_of(cursor, (str, int))
    if place is None:
        return None
    try:
        at = dt.datetime.fromisoformat(place[0])
    except ValueError as error:
        raise _not_ours() from error
    if at.tzinfo is None or abs(place[1]) > MOST:
        raise _not_ours()
    return at, place[1]


def _not_ours() -> UsageError:
    return UsageError("this cursor was not given out here", where="cursor", do="start again without one")


@apis.post(router, "/threads/{thread_id}/posts", rule=takes_part, scope="threads:write", response=ThreadOut)
def post(request: Request, thread_id: str, body: PostIn) -> Any:
    """Write into a thread. A closed one takes no more.

    With ``after``, the same words that are sent again, for the answer got lost on its way, are not written twice.
    """
    try:
        actions.post(thread_id, by=request.viewer.person_id, text=body.text, now=request.now, after=body.after)
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
