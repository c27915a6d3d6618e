"""Who may open what in this room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from served import KINDS, Served

#: A leaver signs in and is nobody: they see what everybody sees who is signed in, figures about groups.
_EVERYBODY = {**dict.fromkeys(KINDS, 200), "anonymous": 302}
#: There is nobody of whom it could be asked but oneself.
_MINE = {**_EVERYBODY, "leaver": 404}

_LEADS = {**dict.fromkeys(KINDS, 200), "employee": 403, "colleague": 403, "leaver": 403, "anonymous": 302}


def kept_letter() -> str:
    """Return a month of which a letter is kept; it is kept where it was not."""
    import datetime as dt

    from drystone.measures import keeping, letter_keeping

    month = dt.date(2026, 5, 1)
    if month not in letter_keeping.months():
        facts = letter_keeping.gathered(month, dt.date(2026, 6, 15))
        keeping.write("letter", month, {"": facts.as_figures()}, 5, run_id="")
    return "2026-05"


TABLE: dict[str, dict[str, int]] = {
    "measures:wall": _EVERYBODY,
    "measures:wall-file": _EVERYBODY,
    "measures:practice": _EVERYBODY,
    "measures:my-practice": _MINE,
    "measures:figures": _EVERYBODY,
    "measures:habit": _EVERYBODY,
    "measures:report-times": _EVERYBODY,
    "measures:report-pair": _EVERYBODY,
    "measures:letter": _EVERYBODY,
    "measures:letter-of": _EVERYBODY,
    "measures:beliefs": _LEADS,
    "measures:levers": _LEADS,
}
ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {
    "measures:habit": lambda _served: {"habit_id": "report-early"},
    "measures:report-pair": lambda _served: {"pair": "reported-seen"},
    "measures:letter-of": lambda _served: {"month": kept_letter()},
}
POSTS: dict[str, dict[str, Any]] = {}
