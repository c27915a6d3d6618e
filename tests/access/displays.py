"""Who may open screens and paper for teams: read by the test that walks every route."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from access.badges import TABLE as _BADGES
from served import KINDS, NOW, Served

_LEADS, _OF_SALES = _BADGES["directory:team-card"], _BADGES["directory:team-card of-sales"]
_END = {kind: 302 if kind in {"anonymous", "department-head", "administrator"} else 404 for kind in KINDS}
#: A shared screen shows one person's things, and makes nothing for others.
_SHARED = dict.fromkeys(("head-on-a-screen", "approver-on-a-screen"), 403)

TABLE: dict[str, dict[str, int]] = {
    "displays:displays": {**_LEADS, **_SHARED, "screener": 200},
    "displays:sheet of-sales": {**_OF_SALES, **_SHARED, "screener": 404},
    "displays:slips of-sales": {**_OF_SALES, **_SHARED, "screener": 404},
    "displays:revocation": {**_END, "head-on-a-screen": 404},
    # Its address alone opens it: it shows nothing of any person.
    "displays:display": dict.fromkeys((*KINDS, "owing"), 200),
}
QUERY = {name: {"department": "Sales"} for name in ("displays:sheet of-sales", "displays:slips of-sales")}


def _made(served: Served) -> Any:
    from drystone.directory.teams import Group
    from drystone.displays import links

    return links.make(Group("Sales"), language="en", look="", by=served.people["department-head"], now=NOW)


def _token(served: Served) -> dict[str, Any]:
    from drystone.displays import links

    return {"token": links.address(_made(served)).rpartition("/")[2]}


ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {
    "displays:revocation": lambda served: {"display_id": _made(served).pk},
    "displays:display": _token,
}
POSTS: dict[str, Any] = {"displays:displays": {"department": "Sales"}, "displays:revocation": {}}
#: Others than those who lead Sales name a team that is not theirs.
POSTED = {
    "displays:displays": {
        kind: 302 if kind in {"anonymous", "department-head", "administrator"} else 404 if status == 200 else status
        for kind, status in {**_LEADS, **_SHARED, "screener": 200}.items()
        if kind != "leaver"  # Asked to sign in, as for everything.
    }
}
