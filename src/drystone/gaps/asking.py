"""Of which activities somebody's word is asked for, and how long it holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from drystone.program.model import Activity

#: How long a word holds for what rests on memory alone, where the program does not say.
YEAR = dt.timedelta(days=365)


def asked(activity: Activity) -> Activity:
    """Return the activity with how long a word on it holds (``attest``); None where data shows whether it is done.

    Nothing but a word shows what rests on memory, so there somebody may give theirs without the program naming a time.
    """
    if activity.attest is None and activity.held_by == "memory":
        return replace(activity, attest=YEAR)
    return activity
