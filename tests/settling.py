"""What a process imported stays to its end; looking through it for garbage took a tenth of every page's time."""

from __future__ import annotations

import gc

#: So many new objects are made before the youngest of them are looked through; Python's own number is 700.
_YOUNG = 10_000


def settle() -> None:
    """Leave what is there now out of every later collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 10, 10)


def unsettle() -> None:
    """Let everything go as it does in any process, for libraries that count at its end what they gave out."""
    gc.unfreeze()
