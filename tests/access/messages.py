"""Who may open what in this room: read by the test that walks every route."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from served import KINDS, NOW, Served

#: The employee asked the colleague; nobody else takes part.
_TAKE_PART = {"employee", "colleague"}
_THREAD = {kind: 302 if kind == "anonymous" else 200 if kind in _TAKE_PART else 404 for kind in KINDS}
_CLOSURE = {kind: 302 if kind == "anonymous" or kind in _TAKE_PART else 404 for kind in KINDS}

TABLE: dict[str, dict[str, int]] = {
    "messages:threads": {kind: {"anonymous": 302, "leaver": 403}.get(kind, 200) for kind in KINDS},
    "messages:thread": _THREAD,
    "messages:closure": _CLOSURE,
}


def _thread(served: Served) -> dict[str, Any]:
    from drystone.messages import actions

    asked = {"by": served.people["employee"], "to": [served.people["colleague"]]}
    return {"thread_id": actions.open_thread(("", ""), text="How does this work?", now=NOW, **asked)}


ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {"messages:thread": _thread, "messages:closure": _thread}
POSTS: dict[str, dict[str, Any]] = {"messages:thread": {"text": "Thank you."}, "messages:closure": {}}
