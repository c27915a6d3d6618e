"""ServiceNow over its Table API. ``correlation_id`` names a ticket's gap, and ``correlation_display`` names us.

Facts: the Table API's reference in ServiceNow's documentation for developers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from drystone.messages.carriers.secrets import Secrets
from drystone.program.ticket_model import TicketQueue
from drystone.tickets.systems.talk import LABEL, Made, Seen, Talk, Wanted, mappings, text_of

_PAGES = 50
_PAGE = 100
#: Resolved, closed, cancelled.
_OVER = frozenset({"6", "7", "8"})


class ServiceNow:
    """A table of ServiceNow, usually ``incident``."""

    def __init__(self, queue: TicketQueue, secrets: Secrets) -> None:
        self._talk = Talk(queue, secrets)
        self._queue = queue
        self._path = f"/api/now/table/{queue.project}"

    def find(self, gap_id: str, *, since: dt.datetime) -> Made | None:  # The field is looked up whole.
        """Return the ticket of a gap, or None."""
        rows = self._rows(f"correlation_id={gap_id}")
        return next((self._made(one) for one in rows), None)

    def make(self, wanted: Wanted) -> Made:
        """Make a ticket."""
        fields = {
            "short_description": wanted.title[:160],
            "description": wanted.text,
            "correlation_id": wanted.gap_id,
            "correlation_display": LABEL,
        }
        made = self._made(self._result(self._talk.ask("POST", self._path, json=fields).json()))
        if not made.key:
            raise self._talk.unreadable()
        return made

    def comment(self, key: str, text: str) -> None:
        """Say something in a ticket, to those who work on it."""
        self._talk.tell("PATCH", f"{self._path}/{key}", json={"work_notes": text})

    def resolve(self, key: str, text: str) -> None:
        """Say something in a ticket and resolve it."""
        told = {"state": "6", "close_code": "Solution provided", "close_notes": text}
        self._talk.tell("PATCH", f"{self._path}/{key}", json=told)

    def changed(self, *, since: dt.datetime, now: dt.datetime) -> Iterator[Seen]:
        """Yield what changed. Moments are in the zone of whoever asks, so the question says how long ago."""
        minutes = int((now - since).total_seconds() // 60) + 2
        for one in self._rows(f"correlation_display={LABEL}^sys_updated_onRELATIVEGT@minute@ago@{minutes}"):
            yield Seen(text_of(one, "sys_id"), text_of(one, "state") in _OVER)

    def _rows(self, query: str) -> Iterator[dict[str, Any]]:
        asked = {
            "sysparm_query": f"{query}^ORDERBYsys_id",
            "sysparm_fields": "sys_id,state",
            "sysparm_limit": str(_PAGE),
        }
        for page in range(_PAGES):
            told = self._talk.ask(
                "GET", self._path, also=frozenset({404}), params={**asked, "sysparm_offset": str(page * _PAGE)}
            )
            rows = mappings(told.json().get("result"))
            yield from rows
            if len(rows) < _PAGE:
                return

    def _result(self, told: dict[str, Any]) -> dict[str, Any]:
        result = told.get("result")
        return result if isinstance(result, dict) else {}

    def _made(self, told: dict[str, Any]) -> Made:
        key = text_of(told, "sys_id")
        return Made(key, f"{self._queue.url.rstrip('/')}/{self._queue.project}.do?sys_id={key}")
