"""Who may open what in this room: read by the test that walks every route."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from served import KINDS, NOW, Served

#: The employee asked the colleague; nobody else takes part.
_TAKE_PART = {"employee", "colleague"}
_THREAD = {kind: 302 if kind == "anonymous" else 200 if kind in _TAKE_PART else 404 for kind in KINDS}
_CLOSURE = {kind: 302 if kind == "anonymous" or kind in _TAKE_PART else 404 for kind in KINDS}
_OWN = {kind: {"anonymous": 302, "leaver": 403}.get(kind, 200) for kind in KINDS}

TABLE: dict[str, dict[str, int]] = {
    "messages:threads": {kind: {"anonymous": 302, "leaver": 403}.get(kind, 200) for kind in KINDS},
    "messages:thread": _THREAD,
    "messages:closure": _CLOSURE,
    "messages:choices": _OWN,
    "messages:calendar": _OWN,
    "messages:calendar-revocation": _OWN | dict.fromkeys((kind for kind in KINDS if _OWN[kind] == 200), 302),
    "messages:channels": {kind: {"anonymous": 302, "administrator": 200}.get(kind, 403) for kind in KINDS},
    "messages:feed": dict.fromkeys(KINDS, 200),
    "messages:off": dict.fromkeys(KINDS, 200),
}


def _thread(served: Served) -> dict[str, Any]:
    from drystone.messages import actions

    asked = {"by": served.people["employee"], "to": [served.people["colleague"]]}
    return {"thread_id": actions.open_thread(("", ""), text="How does this work?", now=NOW, **asked)}


def _feed(served: Served) -> dict[str, Any]:
    from drystone.messages import choosing

    return {"secret": choosing.make_calendar(served.people["employee"], named=False, now=NOW)}


def _off(served: Served) -> dict[str, Any]:
    from drystone.messages import choosing, kinds
    from drystone.messages.models import Preference

    kinds.register_optional("a-test", "A kind of a test")
    choosing.choose(served.people["employee"], channel="", rhythm="", off=frozenset())
    return {"secret": Preference.objects.get(person_id=served.people["employee"]).secret, "kind": "a-test"}


ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {
    "messages:thread": _thread,
    "messages:closure": _thread,
    "messages:feed": _feed,
    "messages:off": _off,
}
POSTS: dict[str, dict[str, Any]] = {
    "messages:thread": {"text": "Thank you."},
    "messages:closure": {},
    "messages:choices": {"channel": "", "rhythm": "weekly"},
    "messages:calendar": {},
    "messages:calendar-revocation": {},
    "messages:off": {"List-Unsubscribe": "One-Click"},
}
SHOWING = {"messages:off"}
