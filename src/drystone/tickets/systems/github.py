"""GitHub's issues over REST. A ticket of ours has our label, and says at its end which gap it is about.

Facts: https://docs.github.com/en/rest/issues/issues
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from drystone.messages.carriers.secrets import Secrets
from drystone.program.ticket_model import TicketQueue
from drystone.tickets.systems.talk import LABEL, Made, Seen, Talk, Wanted, mappings, text_of

_PAGES = 50
_PAGE = 100
#: What would be Markdown, a mention of somebody or a link to another ticket.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~@-])")


class GitHub:
    """A repository of GitHub."""

    def __init__(self, queue: TicketQueue, secrets: Secrets) -> None:
        self._talk = Talk(queue, secrets, **{"X-GitHub-Api-Version": "2022-11-28"})
        self._path = f"/repos/{queue.project}/issues"

    def find(self, gap_id: str, *, since: dt.datetime) -> Made | None:
        """Return the ticket of a gap that was made since a moment, or None. Searching would learn of it late."""
        mark = _mark(gap_id)
        rows = self._listed(since)
        return next((_made(one) for one in rows if text_of(one, "body").rstrip().endswith(mark)), None)

    def make(self, wanted: Wanted) -> Made:
        """Make a ticket."""
        body = f"{_plain(wanted.text)}\n\n{_mark(wanted.gap_id)}"
        told = self._talk.ask("POST", self._path, json={"title": wanted.title[:250], "body": body, "labels": [LABEL]})
        made = _made(told.json())
        if not made.key:
            raise self._talk.unreadable()
        return made

    def comment(self, key: str, text: str) -> None:
        """Say something in a ticket."""
        self._talk.tell("POST", f"{self._path}/{key}/comments", json={"body": _plain(text)})

    def resolve(self, key: str, text: str) -> None:
        """Say something in a ticket and close it as done."""
        self.comment(key, text)
        self._talk.tell("PATCH", f"{self._path}/{key}", json={"state": "closed", "state_reason": "completed"})

    def changed(self, *, since: dt.datetime, now: dt.datetime) -> Iterator[Seen]:  # Moments are in UTC.
        """Yield what changed."""
        for one in self._listed(since):
            yield Seen(text_of(one, "number"), one.get("state") == "closed")

    def _listed(self, since: dt.datetime) -> Iterator[dict[str, Any]]:
        asked = {"labels": LABEL, "state": "all", "since": f"{since.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"}
        for page in range(1, _PAGES + 1):
            answer = self._talk.ask("GET", self._path, params={**asked, "per_page": str(_PAGE), "page": str(page)})
            rows = mappings(answer.listed())
            yield from (one for one in rows if "pull_request" not in one)
            if len(rows) < _PAGE:
                return


def _made(told: dict[str, Any]) -> Made:
    return Made(text_of(told, "number"), text_of(told, "html_url"))


def _mark(gap_id: str) -> str:
    return f"<!-- {LABEL}:{gap_id} -->"


def _plain(text: str) -> str:
    """Return a text that says just itself where Markdown is read; addresses stay whole."""
    return "\n\n".join(
        line if line.startswith("http") else _MARKUP.sub(r"\\\1", line) for line in text.split("\n") if line
    )
