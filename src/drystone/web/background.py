"""The process that does the background work: two hands, one for long work and one for the rest.

python -P -m drystone.web.background
"""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

from drystone.lib import clock
from drystone.web import lifeline, logs, setup

#: Seconds that a job under way has when the process stops; then others may have it.
GRACE = 4.0
#: How far it steps back where somebody waits for a page: a run would take both cores of a small machine.
NICE = 15


def main() -> None:
    """Work until told to stop, or until the parent is gone."""
    lifeline.hold_to_pipe()
    os.nice(NICE)
    stop = threading.Event()
    stopping: list[int] = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, _frame: stopping.append(number))
    setup.site(Path(os.environ["DRYSTONE_PROGRAM"]), demo=os.environ.get("DRYSTONE_DEMO") == "1")
    logs.begin()
    from drystone.jobs import worker  # noqa: PLC0415 # Models can be imported only after set-up.

    hands = [
        threading.Thread(
            target=worker.work,
            kwargs={"stop": stop, "now": clock.now, "long": long},
            name="long work" if long else "quick work",
            daemon=True,
        )
        for long in (True, False)
    ]
    for hand in hands:
        hand.start()
    while not stopping and all(hand.is_alive() for hand in hands):
        time.sleep(0.1)
    stop.set()
    until = time.monotonic() + GRACE
    for hand in hands:
        hand.join(max(0.0, until - time.monotonic()))
    if any(hand.is_alive() for hand in hands):
        worker.give_back(now=clock.now)
    # A job that still runs ends here, with its threads. A hand that broke is a defect: the parent starts us again.
    os._exit(0 if stopping else 1)


if __name__ == "__main__":
    main()
