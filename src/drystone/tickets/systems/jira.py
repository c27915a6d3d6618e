"""Jira over REST v3. A ticket of ours has two labels: ours, and that of its gap.

Facts: https://developer.atlassian.com/cloud/jira/platform/rest/v3/
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from drystone.messages.carriers.secrets import Secrets
from drystone.program.ticket_model import TicketQueue
from drystone.tickets.systems.talk import LABEL, Made, Seen, Talk, Wanted, mappings, text_of

_PAGES = 50


class Jira:
    """A project of Jira."""

    def __init__(self, queue: TicketQueue, secrets: Secrets) -> None:
        self._talk = Talk(queue, secrets)
        self._queue = queue

    def find(self, gap_id: str, *, since: dt.datetime) -> Made | None:  # Labels are looked up whole.
        """Return the ticket of a gap, or None."""
        rows = self._search(f'labels = "{_label(gap_id)}"')
        return next((self._made(text_of(one, "key")) for one in rows), None)

    def make(self, wanted: Wanted) -> Made:
        """Make a ticket."""
        fields = {
            "project": {"key": self._queue.project},
            "issuetype": {"name": self._queue.issue_type},
            "summary": wanted.title[:255],
            "description": _written(wanted.text),
            "labels": [LABEL, _label(wanted.gap_id)],
        }
        key = text_of(self._talk.ask("POST", "/rest/api/3/issue", json={"fields": fields}).json(), "key")
        if not key:
            raise self._talk.unreadable()
        return self._made(key)

    def comment(self, key: str, text: str) -> None:
        """Say something in a ticket."""
        self._talk.tell("POST", f"/rest/api/3/issue/{key}/comment", json={"body": _written(text)})

    def resolve(self, key: str, text: str) -> None:
        """Say something in a ticket and take the first way that leads to a state of being done, where there is one."""
        self.comment(key, text)
        ways = mappings(self._talk.tell("GET", f"/rest/api/3/issue/{key}/transitions").json().get("transitions"))
        done = next((one for one in ways if _category(one.get("to")) == "done"), None)
        if done is not None:
            self._talk.tell("POST", f"/rest/api/3/issue/{key}/transitions", json={"transition": {"id": done.get("id")}})

    def changed(self, *, since: dt.datetime, now: dt.datetime) -> Iterator[Seen]:
        """Yield what changed. Moments in JQL are in the zone of whoever asks, so the question says how long ago."""
        minutes = int((now - since).total_seconds() // 60) + 2
        for one in self._search(f'project = "{self._queue.project}" AND labels = {LABEL} AND updated >= -{minutes}m'):
            fields = one.get("fields")
            yield Seen(
                text_of(one, "key"), _category(fields.get("status") if isinstance(fields, dict) else None) == "done"
            )

    def _search(self, jql: str) -> Iterator[dict[str, Any]]:
        asked: dict[str, Any] = {"jql": jql, "fields": ["status"], "maxResults": 100}
        for _page in range(_PAGES):
            told = self._talk.ask("POST", "/rest/api/3/search/jql", json=asked).json()
            yield from mappings(told.get("issues"))
            token = text_of(told, "nextPageToken")
            if told.get("isLast") is not False or not token:
                return
            asked["nextPageToken"] = token

    def _made(self, key: str) -> Made:
        return Made(key, f"{self._queue.url.rstrip('/')}/browse/{key}")


def _label(gap_id: str) -> str:
    return f"{LABEL}-{gap_id}"


def _category(status: Any) -> str:
    category = status.get("statusCategory") if isinstance(status, dict) else None
    return text_of(category, "key") if isinstance(category, dict) else ""


def _written(text: str) -> dict[str, Any]:
    """Return a text as Atlassian's documents: plain texts know no markup."""
    lines = [line for line in text.split("\n") if line.strip()]
    paragraphs = [{"type": "paragraph", "content": [{"type": "text", "text": line}]} for line in lines]
    return {"type": "doc", "version": 1, "content": paragraphs}
