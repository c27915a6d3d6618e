"""What this room does in the background."""

from __future__ import annotations

import datetime as dt

from drystone.charting import rounds, settling
from drystone.charting.models import Round
from drystone.jobs import queue


@queue.handler(settling.JOB)
def write_what_is_agreed(task: queue.Task) -> None:
    """Once everybody has accepted a row, the program says that it is agreed."""
    settling.write_agreed(now=task.now)


@queue.handler("notice-edited-rows", after="run-applied")
def notice_edited_rows(task: queue.Task) -> None:
    """After a run, whoever fills a position anew or holds a row that was edited is asked; who left is asked no more."""
    settling.end_of_leavers(now=task.now)
    settling.notice_edits(now=task.now)


@queue.handler("remind-of-rounds", every=dt.timedelta(days=1))
def remind_of_rounds(task: queue.Task) -> None:
    """Once, two days before a round closes, remind gently those who have not answered."""
    soon = rounds.day_of(task.now) + dt.timedelta(days=2)
    for round_id in Round.objects.filter(state__in=("first", "second"), closes_on=soon).values_list("pk", flat=True):
        rounds.remind(round_id, by="charting", at=task.now)
