"""Who may open the routes of consequences: numbers of hooks, for whoever keeps the program."""

from __future__ import annotations

from collections.abc import Callable

from access.authoring import TABLE as _AUTHORING
from served import NOW, Served

_KEEPERS, _THEIRS = _AUTHORING["authoring:program"], _AUTHORING["authoring:activity"]
_POSTS = {kind: 302 if status == 200 else status for kind, status in _THEIRS.items()}
TABLE: dict[str, dict[str, int]] = {
    "consequences:hooks": _KEEPERS,
    "consequences:release": _POSTS,
    "consequences:lifted": _POSTS,
}
#: The demo's own hook.
HOOK = "browser-only"
_LOST = "mail-only"


def _stopped(served: Served) -> dict[str, str]:
    from drystone.consequences.models import Brake

    told = {"pulled_at": NOW, "would": 3, "most": 1, "holder": served.people["editor"], "due": NOW}
    Brake.objects.get_or_create(hook=HOOK, defaults=told)
    return {"name": HOOK}


def _gone(served: Served) -> dict[str, str]:
    from drystone.consequences.models import Brake

    told = {"pulled_at": NOW, "would": 0, "most": 0, "gone": True, "holder": served.people["editor"], "due": NOW}
    Brake.objects.get_or_create(hook=_LOST, defaults=told)
    return {"name": _LOST}


ARGUMENTS: dict[str, Callable[[Served], dict[str, str]]] = {
    "consequences:release": _stopped,
    "consequences:lifted": _gone,
}
POSTS: dict[str, dict[str, str]] = {
    "consequences:release": {"would": "3", "reason": "They are right."},
    "consequences:lifted": {"reason": "Taken out of the group by hand."},
}
