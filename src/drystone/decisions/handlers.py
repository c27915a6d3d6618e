"""What this room does in the background."""

from __future__ import annotations

from drystone.decisions import handing
from drystone.jobs import queue
from drystone.shell import site


@queue.handler("hand-on-questions", after="run-applied")
def hand_on_questions(task: queue.Task) -> None:
    """After a run, questions wait for people who are here."""
    with site.reading() as engine:
        handing.hand_on(engine, site.program(), now=task.now)
