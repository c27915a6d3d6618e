"""Queues in which gaps get tickets, as the program says it. No secret stands here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TicketKind = Literal["jira", "github", "servicenow"]


@dataclass(frozen=True, slots=True)
class TicketQueue:
    """A queue of a ticket system: gaps of these activities and checks get one ticket each there.

    ``project`` is Jira's key, GitHub's owner/name, ServiceNow's table. ``token_env`` holds the token; with ``user_env``
    it is that user's. ``resolve``: a ticket is resolved when its gap has closed, else it only gets a comment.
    """

    name: str
    kind: TicketKind
    url: str
    project: str
    token_env: str
    user_env: str = ""
    issue_type: str = "Task"
    activities: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    resolve: bool = False
    seconds: int = 15
    a_round: int = 50
