"""Every kind of question that can be open: whose it is, until when, and what happens when that is over.

Nothing waits for ever. A room declares its kinds here as it starts; one job moves on whatever ran out. ``holder`` and
``clock`` are columns of ``model`` (or of what it points to, with ``__``), never empty in the rows of ``open``; a test
holds that every table of the state is declared here or is said to hold no question.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from drystone.jobs import queue
from drystone.lib.errors import DrystoneError

JOB = "move-on-what-waits"
#: However often a question changes hands, this long after it began nobody has more time for it.
LONGEST = dt.timedelta(days=42)
log = logging.getLogger("drystone.shell")

#: Moves on what ran out at a moment (aware) and returns how much that was; doing it twice is doing it once.
Mover = Callable[[dt.datetime], int]


@dataclass(frozen=True, slots=True)
class Clock:
    """A kind of open question, in ``words``; ``then`` says what happens when its time is over."""

    kind: str
    model: str
    holder: str
    clock: str
    words: str | Promise
    then: str | Promise
    move_on: Mover
    open: Mapping[str, Any] = field(default_factory=dict)


_declared: dict[str, Clock] = {}


def fair(due: dt.datetime, *, now: dt.datetime, within: dt.timedelta, since: dt.datetime) -> dt.datetime:
    """Return by when somebody owes an answer who has a question anew: their whole time, and none less than was left.

    A question that began ``since`` then waits no longer for it than ``LONGEST``, whoever it goes to.
    """
    return max(due, min(now + within, since + LONGEST))


def declare(clock: Clock) -> None:
    """Declare a kind of open question; declaring it again replaces it."""
    _declared[clock.kind] = clock


def declared() -> tuple[Clock, ...]:
    """Return every kind of open question, in the order in which they were declared."""
    return tuple(_declared.values())


def move_on(now: dt.datetime) -> dict[str, int]:
    """Move on whatever ran out, kind by kind, and return how much of each that was.

    One kind that cannot be moved on keeps no other from it; its error is raised when all had their turn.
    """
    moved, problems = {}, []
    for clock in declared():
        try:
            moved[clock.kind] = clock.move_on(now)
        except DrystoneError as error:
            log.warning("what waits as %s could not be moved on: %s", clock.kind, error)
            problems.append(error)
    if problems:
        raise problems[0]
    return moved


@queue.handler(JOB, every=dt.timedelta(hours=1), after="run-applied")
def _move_on(task: queue.Task) -> None:
    """Move on whatever ran out."""
    move_on(task.now)
