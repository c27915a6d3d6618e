"""Says that this process was told to stop, to what would otherwise keep it: streams that wait for something to tell.

The server has a handler of its own for these signals, set after the application is loaded. Python tells a signal to a
file too (``signal.set_wakeup_fd``), whoever handles it.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

_STOPS = frozenset({signal.SIGTERM, signal.SIGINT})


def then(call: Callable[[], None]) -> None:
    """Have something called, in a thread of its own, when this process is told to stop. Call it in the main thread."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)

    def wait() -> None:
        while number := os.read(reader, 1):
            if number[0] in _STOPS:
                call()
                return

    threading.Thread(target=wait, name="waiting for the stop", daemon=True).start()
