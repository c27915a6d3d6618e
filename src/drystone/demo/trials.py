"""Two trials of reminders that the made-up organisation lived through: one with an effect planted, one with none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

#: By how much an arm changes how likely its people act on being told; what is not named changes nothing.
PLANTED: dict[str, dict[str, float]] = {"minutes-first": {"minutes": 2.5}}
#: How long before today the trials began and took in their last thing.
BEGAN, ENDED = dt.timedelta(days=260), dt.timedelta(days=60)

_TRIALS = """# Which way of reminding helps more? See the page "What helps", or `drystone reminders trials`.
- id: minutes-first
  question: Do people act sooner when the message says how little it takes?
  checks: [approved-app-exists, software-not-approved, second-factor-better-than-sms, first-lesson-missing]
  from: {since}
  until: {until}
  watch: 28d
  matters: 2d
  arms:
    - id: usual
    - id: minutes
      words:
        en: {{why: "It takes less than a coffee, and it is done for good."}}
        de: {{why: "Es dauert keinen Kaffee lang, und dann ist es erledigt."}}
- id: in-the-afternoon
  question: Do people act sooner when we write in the afternoon?
  checks: [updates-waiting, restart-pending-too-long, screen-lock-on, firewall-on, my-software-outdated]
  from: {since}
  until: {until}
  watch: 28d
  matters: 3d
  arms:
    - id: usual
    - id: afternoon
      hours: 14:00-16:00
"""


def write(path: Path, today: dt.date) -> None:
    """Write trials.yaml as it was declared before the trials began."""
    path.write_text(_TRIALS.format(since=today - BEGAN, until=today - ENDED), encoding="utf-8")
