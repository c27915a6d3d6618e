"""How a program lets people be reminded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reminders:
    """Whether people are reminded, how many interruptions a week is the most, and how the pauses grow.

    ``groups`` is how many things to do one message names at most; ``waits`` are the pauses before the same is said a
    second time, a third, and so on; the last counts from there on. ``lessons``: a lesson may be a message of its own.
    ``trials``: what is declared in trials.yaml may begin.
    """

    on: bool = False
    per_week: int = 1
    groups: int = 2
    waits: tuple[dt.timedelta, ...] = (dt.timedelta(days=7), dt.timedelta(days=14), dt.timedelta(days=28))
    lessons: bool = False
    trials: bool = False
