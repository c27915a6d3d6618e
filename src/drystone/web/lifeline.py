"""A child ends when its parent does, however that one ended: nothing keeps a port or a job that nobody tends.

A pipe that the parent holds closes with its process, also after ``kill -9``, on every system that has pipes.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable

#: Seconds that a process has to end by itself after its parent is gone.
GRACE = 5.0


def hold_to_pipe() -> None:
    """End this process when its standard input closes; the parent holds the other end and never writes."""
    # The descriptor and not the file object: nobody may hold that one's lock when the interpreter ends.
    _hold(lambda: os.read(0, 1))


def hold_to_parent() -> None:
    """End this process when the one that started it by ``multiprocessing`` is gone; nothing where none did."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        _hold(parent.join)


def _hold(until_gone: Callable[[], object]) -> None:
    def watch() -> None:
        until_gone()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
        os._exit(1)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
