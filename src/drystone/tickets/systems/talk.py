"""What all ticket systems have in common: one way of asking, and what they are asked."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from drystone.messages.carriers import asking
from drystone.messages.carriers.parcel import UndeliveredError
from drystone.messages.carriers.secrets import Secrets
from drystone.program.ticket_model import TicketQueue

#: Every ticket of ours has this label, so that what changed is found in one question.
LABEL = "drystone"
_LATER = frozenset({401, 403, 405, 407, 408, 410, 425, 429})
#: Of a single ticket this says that it is gone (GitHub), and nothing of the queue.
_GONE = frozenset({410})
#: Of a single ticket: perhaps nobody may write in this one (a conversation that is locked, a rule for some records).
_FORBIDDEN = 403
#: What GitHub calls its limits in words, where no header says so.
_LIMITS = ("rate limit", "abuse detection")


class ForbiddenError(UndeliveredError):
    """We may not say this in this ticket; perhaps in no other either, and perhaps only for now."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ticket to make: for which gap, its title, and its text in plain paragraphs."""

    gap_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Made:
    """A ticket that there is: what the system calls it, and its page."""

    key: str
    url: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket that changed, and whether it is closed now."""

    key: str
    closed: bool


class System(Protocol):
    """A ticket system. Every method raises UndeliveredError where it cannot be spoken to.

    ``comment`` and ``resolve`` raise ForbiddenError where it takes no word in this ticket.
    """

    def find(self, gap_id: str, *, since: dt.datetime) -> Made | None:
        """Return the ticket of a gap that was made since a moment, or None."""

    def make(self, wanted: Wanted) -> Made:
        """Make a ticket."""

    def comment(self, key: str, text: str) -> None:
        """Say something in a ticket."""

    def resolve(self, key: str, text: str) -> None:
        """Say something in a ticket and resolve it."""

    def changed(self, *, since: dt.datetime, now: dt.datetime) -> Iterator[Seen]:
        """Yield the tickets of ours that changed since a moment; more of them does no harm."""


class Talk:
    """What is said to one queue's system."""

    def __init__(self, queue: TicketQueue, secrets: Secrets, **headers: str) -> None:
        self.queue = queue
        user, token = secrets.variable(queue.user_env), secrets.variable(queue.token_env)
        basic = base64.b64encode(f"{user}:{token}".encode()).decode()
        self._headers = {
            "Authorization": f"Basic {basic}" if user else f"Bearer {token}",
            "Accept": "application/json",
            "User-Agent": "drystone",
            **headers,
        }

    def tell(self, method: str, path: str, **more: Any) -> asking.Answer:
        """Ask something of one ticket: where it is gone, the error that is raised is final, and of that one alone.

        Raises ForbiddenError where we may not, and that is no limit of how often one may ask.
        """
        answer = self._asked(method, path, **more)
        if answer.status == _FORBIDDEN and not _is_limit(answer):
            raise ForbiddenError(f"{self._who} answered {answer.status}")
        asking.check(self._who, answer, ours=_LATER - _GONE)
        return answer

    def ask(
        self,
        method: str,
        path: str,
        *,
        also: frozenset[int] = frozenset(),
        **more: Any,
    ) -> asking.Answer:
        """Ask, and return the answer where it is one of success, or of ``also``. Raises UndeliveredError."""
        answer = self._asked(method, path, **more)
        if answer.status not in also:
            asking.check(self._who, answer, ours=_LATER)
        return answer

    @property
    def _who(self) -> str:
        return f"the queue {self.queue.name}"

    def _asked(self, method: str, path: str, **more: Any) -> asking.Answer:
        url = f"{self.queue.url.rstrip('/')}{path}"
        return _with_wait(asking.ask(self._who, method, url, seconds=self.queue.seconds, headers=self._headers, **more))

    def unreadable(self) -> UndeliveredError:
        """Return the error for an answer that is not as the system documents it."""
        return UndeliveredError(f"the queue {self.queue.name} answered something else than it documents", away=True)


def _with_wait(answer: asking.Answer) -> asking.Answer:
    """GitHub's limit ends at a moment of its own clock: where nothing else is said, come back in ten minutes."""
    if "retry-after" in answer.headers or answer.headers.get("x-ratelimit-remaining") != "0":
        return answer
    return asking.Answer(answer.status, {**answer.headers, "retry-after": "600"}, answer.body)


def _is_limit(answer: asking.Answer) -> bool:
    """Whether an answer says that we asked too often; GitHub says so with the same status as what nobody may do.

    Facts: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    said = text_of(answer.json(), "message").lower()
    return "retry-after" in answer.headers or any(words in said for words in _LIMITS)


def text_of(told: Mapping[str, Any], name: str) -> str:
    """Return a text of an answer, "" where there is none."""
    value = told.get(name)
    return str(value) if isinstance(value, str | int) else ""


def mappings(value: Any) -> list[dict[str, Any]]:
    """Return the mappings of a list, whatever else stands in it."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
