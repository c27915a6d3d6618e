"""Who may open what of the API's own pages, downloads and operations; see tests/served.KINDS.

Operations and SCIM are listed by the status that a token of each kind gets; "anonymous" sends none. A leaver cannot
make a token, and one that they still have is dead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from access.arranged import Arranged
from served import KINDS


def _everyone(**others: int) -> dict[str, int]:
    """The same for everybody but those named; a stranger and a leaver count as named."""
    rest = others.pop("rest")
    return {kind: others.get(kind.replace("-", "_"), rest) for kind in KINDS}


_ADMINISTRATORS = _everyone(rest=403, anonymous=302, administrator=200)
_POSTED_BY_ADMINISTRATORS = _everyone(rest=404, anonymous=302, administrator=302)

TABLE: dict[str, dict[str, int]] = {
    "openapi": _everyone(rest=200),
    "no-api": _everyone(rest=404),
    "directory:tokens": _everyone(rest=200, anonymous=302),
    "directory:revoke-token": _everyone(rest=404, anonymous=302, department_head=302),
    "directory:service-tokens": _ADMINISTRATORS,
    "directory:revoke-service-token": _POSTED_BY_ADMINISTRATORS,
    "directory:take-over-token": _POSTED_BY_ADMINISTRATORS,
    "gaps:csv": _everyone(rest=200, anonymous=302, leaver=403),
    "gaps:json": _everyone(rest=200, anonymous=302, leaver=403),
}

#: Operations by what a personal token with every scope that its maker may have gets. Nobody's pushes people.
TOKENS: dict[str, dict[str, int]] = {
    "/api/v1/me": _everyone(rest=200, anonymous=401, leaver=401),
    "/api/v1/gaps": _everyone(rest=200, anonymous=401, leaver=401),
    "/api/v1/gaps?with_people=true": _everyone(
        rest=403, anonymous=401, leaver=401, responder=400, auditor=400, administrator=400, editor=400, approver=400
    ),
}

_EVERY = ("GET", "POST", "PUT", "PATCH", "DELETE")
_USER = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "rosa.lind@fenwick.example"}
_GROUP = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Night shift"}
_SEARCH = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]}
_PATCH = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    "Operations": [{"op": "replace", "path": "displayName", "value": "Another name"}],
}
_READ, _SEARCHED = {"GET": (200, {})}, {"POST": (200, _SEARCH)}
_NOT_DONE = dict.fromkeys(_EVERY, (501, {}))
#: SCIM: route → method → what a service's token gets, and what it sends. Everybody else is refused at each.
SCIM: dict[str, dict[str, tuple[int, dict[str, Any]]]] = {
    **dict.fromkeys(("config", "resource-types", "resource-type", "schemas", "schema"), _READ),
    **dict.fromkeys(("search", "search-users", "search-groups"), _SEARCHED),
    **dict.fromkeys(("bulk", "me"), _NOT_DONE),
    "users": {"GET": (200, {}), "POST": (201, _USER | {"userName": "kim.dorn@fenwick.example"})},
    "user": {"GET": (200, {}), "PUT": (200, _USER | {"title": "Buyer"}), "PATCH": (200, _PATCH), "DELETE": (204, {})},
    "groups": {"GET": (200, {}), "POST": (201, _GROUP | {"displayName": "Early shift"})},
    "group": {"GET": (200, {}), "PUT": (200, _GROUP), "PATCH": (204, _PATCH), "DELETE": (204, {})},
    "nothing": dict.fromkeys(_EVERY, (404, {})),
}
#: What stands in its addresses; the service pushed both.
PUSHED = {"user": ("/scim/v2/Users", _USER), "group": ("/scim/v2/Groups", _GROUP)}
NAMED = {"resource-type": "User", "schema": _USER["schemas"][0]}


def _of_a_service(arranged: Arranged) -> dict[str, Any]:
    return {"token_id": arranged.made["service_token"]}


ARGUMENTS: dict[str, Callable[[Arranged], dict[str, Any]]] = {
    "directory:revoke-token": lambda arranged: {"token_id": arranged.made["token"]},
    "directory:revoke-service-token": _of_a_service,
    "directory:take-over-token": _of_a_service,
}

POSTS: dict[str, dict[str, Any]] = {
    "no-api": {},
    "directory:tokens": {"name": "a test", "scopes": ["me:read"], "days": "30"},
    "directory:service-tokens": {"name": "a test", "scopes": ["gaps:read"], "days": "30"},
    "directory:revoke-token": {},
    "directory:revoke-service-token": {},
    "directory:take-over-token": {},
}
SHOWING = {"directory:tokens", "directory:service-tokens"}
_OF_SERVICES = "a service's token is nobody's but administrators'"
HIDDEN = {
    "directory:revoke-token": "looks among one's own alone",
    "directory:revoke-service-token": _OF_SERVICES,
    "directory:take-over-token": _OF_SERVICES,
}
NOBODY = {"no-api": "there is nothing here, for anybody", "POST no-api": "there is nothing here, for anybody"}
