"""One check at a time for each editor, in each server process.

While somebody writes, every pause asks what the program would be with it, and each answer costs a whole validation. A
browser that no longer waits for one does not stop it here, so without this a fast writer would keep a server busy.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_under_way: set[int | None] = set()
_lock = threading.Lock()


@contextmanager
def taken(user_id: int | None) -> Iterator[bool]:
    """Take an editor's turn; yields False, and waits for nothing, where a check of theirs is under way."""
    with _lock:
        free = user_id not in _under_way
        _under_way.add(user_id)
    try:
        yield free
    finally:
        if free:
            with _lock:
                _under_way.discard(user_id)
