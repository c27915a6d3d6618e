"""What other rooms may ask of this one. (A stand-in with the agreed signature; the room itself takes its place.)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection


def open_thread(
    about: tuple[str, str], *, by: str, to: Collection[str], text: str, now: dt.datetime, subject: str = ""
) -> str:
    """Ask ``to`` something about (kind, id) and return the thread's id; "" where there is none to show."""
    return ""
