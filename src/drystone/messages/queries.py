"""What people may read of threads: their own. And what other rooms may know of how people are written to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from drystone.directory import queries as directory
from drystone.messages.budget import Interruptions as Interruptions
from drystone.messages.budget import sent_since as sent_since
from drystone.messages.models import Message, Participant, Post, Thread
from drystone.messages.ways import SCREEN as SCREEN
from drystone.messages.ways import Ways as Ways
from drystone.messages.ways import ways as ways
from drystone.shell.viewer import Viewer

_MOST_THREADS = 100
_MOST_POSTS = 300

#: Where in a thread a post stands: when it was written (aware), and its number.
Place = tuple[dt.datetime, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A thread in a list; ``new`` says that something was written since its reader looked last."""

    thread_id: str
    subject: str
    about_kind: str
    about_id: str
    last_at: dt.datetime
    closed_at: dt.datetime | None
    new: bool


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who takes part; ``role`` is "asked" or "answers"."""

    person_id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote; their name is "" where the people data no longer know them."""

    by: str
    name: str
    at: dt.datetime
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """A thread with what was said in it, oldest first; ``earlier`` is how many older ones are left out.

    ``oldest`` is the place of the first that is there, from which ``thread`` goes on backwards; None where that is all.
    ``newest`` is the number of the last, 0 where nothing was said.
    """

    thread_id: str
    subject: str
    about_kind: str
    about_id: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    members: tuple[Member, ...]
    posts: tuple[Said, ...]
    earlier: int
    oldest: Place | None = None
    newest: int = 0


def written_of(person_id: str) -> dict[str, QuerySet[Any, Any]]:
    """Return the words in somebody's threads and the messages that left or wait for them, newest first, as queries."""
    mine = Participant.objects.filter(person_id=person_id).values("thread_id")
    posts = Post.objects.filter(thread_id__in=mine).order_by("-at", "-pk")
    messages = Message.objects.filter(person_id=person_id).order_by("-pk")
    threads = Thread.objects.filter(thread_id__in=mine).order_by("-opened_at")
    return {
        "threads": threads.values("thread_id", "subject", "about_kind", "about_id", "opened_at", "closed_at"),
        "posts": posts.values("thread_id", "by", "at", "text"),
        # A text that still waits may be a way in; whoever reads this page is in already, but need not be alone.
        "messages": messages.values("channel", "purpose", "subject", "status", "created_at", "sent_at"),
    }


def takes_part(thread_id: str, person_id: str) -> bool:
    """Whether somebody may read a thread and write in it."""
    return bool(person_id) and Participant.objects.filter(thread_id=thread_id, person_id=person_id).exists()


def threads_of(person_id: str) -> list[Line]:
    """Return somebody's threads: open ones first, the newest word first, at most a hundred; in one query."""
    if not person_id:
        return []
    rows = (
        Participant.objects.filter(person_id=person_id)
        .annotate(last_at=Max("thread__posts__at"))
        .order_by(F("thread__closed_at").desc(nulls_first=True), "-last_at")
        .values_list(
            "thread_id", "thread__subject", "thread__about_kind", "thread__about_id", "last_at", "thread__closed_at",
            "last_read_at",
        )[:_MOST_THREADS]
    )  # fmt: skip
    return [Line(*row[:6], new=row[6] is None or row[6] < row[4]) for row in rows]


def unseen(viewer: Viewer) -> QuerySet[Participant]:
    """Return the viewer's places in threads in which there is something new, to be counted."""
    return _unseen(viewer.person_id)


def unread(person_id: str) -> int:
    """Return in how many of somebody's threads there is something new."""
    return _unseen(person_id).count() if person_id else 0


def _unseen(person_id: str) -> QuerySet[Participant]:
    newer = Exists(Post.objects.filter(thread=OuterRef("thread"), at__gt=OuterRef("last_read_at")))
    return Participant.objects.filter(Q(last_read_at=None) | newer, person_id=person_id)


def newer(thread_id: str, *, than: int) -> tuple[tuple[Said, ...], int, dt.datetime | None]:
    """Return what was said after post ``than``, oldest first, the number of its last, and when the thread was closed.

    Whoever asks must have asked ``takes_part``.
    """
    rows = list(
        Post.objects.filter(thread_id=thread_id, pk__gt=than)
        .order_by("pk")
        .values_list("by", "at", "text", "pk")[:_MOST_POSTS]
    )
    closed = Thread.objects.filter(thread_id=thread_id).values_list("closed_at", flat=True).first()
    if not rows:
        return (), than, closed
    names = {card.person_id: card.name or card.email for card in directory.cards([row[0] for row in rows]).values()}
    return tuple(Said(by, names.get(by, ""), at, text) for by, at, text, _pk in rows), rows[-1][3], closed


def thread(thread_id: str, *, before: Place | None = None) -> Conversation | None:
    """Return a thread with the names of those in it, or None; with ``before``, what was said before that place.

    Whoever asks must have asked ``takes_part``.
    """
    found = Thread.objects.filter(thread_id=thread_id).first()
    if found is None:
        return None
    rows = list(found.participants.order_by("role", "person_id").values_list("person_id", "role"))
    older = found.posts.order_by("-at", "-pk")
    if before is not None:
        older = older.filter(Q(at__lt=before[0]) | Q(at=before[0], pk__lt=before[1]))
    posts = list(older.values_list("by", "at", "text", "pk")[: _MOST_POSTS + 1])
    names = {card.person_id: card.name or card.email for card in directory.cards([row[0] for row in rows]).values()}
    shown, more = posts[:_MOST_POSTS], len(posts) > _MOST_POSTS
    earlier = older.count() - _MOST_POSTS if more else 0
    said = tuple(Said(by, names.get(by, ""), at, text) for by, at, text, _pk in reversed(shown))
    members = tuple(Member(person_id, names.get(person_id, ""), role) for person_id, role in rows)
    return Conversation(
        found.thread_id,
        found.subject,
        found.about_kind,
        found.about_id,
        found.opened_at,
        found.closed_at,
        members,
        said,
        earlier,
        (shown[-1][1], shown[-1][3]) if more else None,
        max((pk for _by, _at, _text, pk in shown), default=0),
    )
