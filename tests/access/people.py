"""Who may open the pages of people."""

from __future__ import annotations

from collections.abc import Callable

from served import KINDS, Served

_EVERYONE = {**dict.fromkeys(KINDS, 200), "anonymous": 302}

TABLE: dict[str, dict[str, int]] = {
    "people:home": _EVERYONE,
    "people:steps": _EVERYONE,
    "people:things": _EVERYONE,
    "people:said": _EVERYONE,
    "people:data": _EVERYONE,
    "people:data-json": _EVERYONE,
    # Nobody has the power to look at people to begin with; a kind of the walk was given it.
    "people:person": {**dict.fromkeys(KINDS, 404), "anonymous": 302},
}

ARGUMENTS: dict[str, Callable[[Served], dict[str, str]]] = {
    "people:things": lambda _served: {"kind": "device"},
    "people:person": lambda served: {"person_id": served.people["employee"]},
}

POSTS: dict[str, dict[str, str]] = {"people:person": {"reason": "a laptop was lost and I look for its accounts"}}
SHOWING = {"people:person"}  # So that each look has its reason.
