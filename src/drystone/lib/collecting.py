"""When Python looks for garbage."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: So many things are made before garbage is looked for: what they hold at once is some ten megabytes.
_MANY = 50_000
_lock = threading.Lock()
#: What was usual before the first of those who asked for it to be seldom, and how many of them there are.
_usual: list[tuple[int, int, int]] = []


@contextmanager
def put_off() -> Iterator[None]:
    """Look for no garbage meanwhile: what a process makes as it starts, stays (a quarter of a start)."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def seldom() -> Iterator[None]:
    """Look for garbage seldom meanwhile, in all of this process: for reading much that is let go of by itself.

    Python looks after every few hundred things that are made, and through all that lives the more often the more is
    held: a third of the time that reading pages of people takes. What is let go of without going in circles needs none
    of it. Several may ask at once, in threads of their own.
    """
    with _lock:
        _usual.append(gc.get_threshold() if not _usual else _usual[0])
        young, *older = _usual[0]
        # 0 is never, which somebody else asked for.
        gc.set_threshold(max(young, _MANY) if young else 0, *older)
    try:
        yield
    finally:
        with _lock:
            usual = _usual.pop()
            if not _usual:
                gc.set_threshold(*usual)
