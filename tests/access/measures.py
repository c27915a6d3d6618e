"""Who may open what in this room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from served import KINDS, Served

#: A leaver signs in and is nobody: they see what everybody sees who is signed in, figures about groups.
_EVERYBODY = {**dict.fromkeys(KINDS, 200), "anonymous": 302}
#: There is nobody of whom it could be asked but oneself.
_MINE = {**_EVERYBODY, "leaver": 404}

TABLE: dict[str, dict[str, int]] = {
    "measures:wall": _EVERYBODY,
    "measures:wall-file": _EVERYBODY,
    "measures:practice": _EVERYBODY,
    "measures:my-practice": _MINE,
}
ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {}
POSTS: dict[str, dict[str, Any]] = {}
