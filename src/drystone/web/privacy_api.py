"""The privacy pack over the API, for whoever answers for evidence or runs the site; nothing in it is about anybody."""

from __future__ import annotations

from ninja import Router

from drystone.shell import access, apis, site
from drystone.shell.viewer import ADMINISTER, AUDIT, EDIT_PROGRAM, Request
from drystone.web import privacy

router = Router(tags=["privacy"])


@apis.get(
    router,
    "/privacy/pack",
    rule=access.power(ADMINISTER, AUDIT, EDIT_PROGRAM),
    scope="evidence:read",
    response=dict[str, str],
)
def pack(request: Request) -> dict[str, str]:
    """Return the privacy pack's files by name: what is kept, why, who sees it, for how long, and drafts made of it."""
    return privacy.pack(site.program(), made=request.now)
