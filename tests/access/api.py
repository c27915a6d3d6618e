"""Who may open what of the API's own pages, downloads and operations; see tests/served.KINDS.

Operations and SCIM are listed by the status that a token of each kind gets; "anonymous" sends none. A leaver cannot
make a token, and one that they still have is dead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from served import KINDS, Served


def _everyone(**others: int) -> dict[str, int]:
    """The same for everybody but those named; a stranger and a leaver count as named."""
    rest = others.pop("rest")
    return {kind: others.get(kind.replace("-", "_"), rest) for kind in KINDS}


_ADMINISTRATORS = _everyone(rest=403, anonymous=302, administrator=200)
_POSTED_BY_ADMINISTRATORS = _everyone(rest=404, anonymous=302, administrator=404)

TABLE: dict[str, dict[str, int]] = {
    "openapi": _everyone(rest=200),
    "no-api": _everyone(rest=404),
    "directory:tokens": _everyone(rest=200, anonymous=302),
    "directory:revoke-token": _everyone(rest=404, anonymous=302),
    "directory:service-tokens": _ADMINISTRATORS,
    "directory:revoke-service-token": _POSTED_BY_ADMINISTRATORS,
    "directory:take-over-token": _POSTED_BY_ADMINISTRATORS,
    "gaps:csv": _everyone(rest=200, anonymous=302, leaver=403),
    "gaps:json": _everyone(rest=200, anonymous=302, leaver=403),
}

#: No session of the site acts in the API or in SCIM, whoever's it is.
SESSIONS: dict[str, dict[str, int]] = {
    name: _everyone(rest=401)
    for name in ("api:whoAmI", "api:listGaps", "scim:config", "scim:users", "scim:user", "scim:groups", "scim:bulk")
}

#: Operations by what a personal token with every scope that its maker may have gets. Nobody's pushes people.
TOKENS: dict[str, dict[str, int]] = {
    "/api/v1/me": _everyone(rest=200, anonymous=401, leaver=401),
    "/api/v1/gaps": _everyone(rest=200, anonymous=401, leaver=401),
    "/api/v1/gaps?with_people=true": _everyone(
        rest=403, anonymous=401, leaver=401, responder=400, auditor=400, administrator=400, editor=400, approver=400
    ),
    "/scim/v2/Users": _everyone(rest=403, anonymous=401, leaver=401),
    "/scim/v2/ServiceProviderConfig": _everyone(rest=403, anonymous=401, leaver=401),
}

ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {
    name: lambda _served: {"token_id": 999_999}
    for name in ("directory:revoke-token", "directory:revoke-service-token", "directory:take-over-token")
}

POSTS: dict[str, dict[str, Any]] = {
    "directory:revoke-token": {},
    "directory:revoke-service-token": {},
    "directory:take-over-token": {},
}
