"""How long each step of a run took."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Stopwatch:
    """Adds up the seconds of each step; a step lasts until the next one begins. ``now`` is the run's clock."""

    now: Callable[[], dt.datetime]
    _seconds: dict[str, float] = field(default_factory=dict)
    _step: str = ""
    _since: dt.datetime | None = None

    def begin(self, step: str) -> None:
        """End the step before, if there is one, and begin another; a step may come again."""
        at = self.now()
        if self._since is not None:
            taken = max(0.0, (at - self._since).total_seconds())
            self._seconds[self._step] = self._seconds.get(self._step, 0.0) + taken
        self._step, self._since = step, at

    def seconds(self) -> dict[str, float]:
        """Return the seconds of every step until now, in the order in which they began first."""
        if self._since is not None:
            self.begin(self._step)
        return {step: round(taken, 3) for step, taken in self._seconds.items()}
