"""Who the API takes me for."""

from __future__ import annotations

from ninja import Router, Schema

from drystone.shell import access, apis
from drystone.shell.viewer import Request

router = Router(tags=["directory"])


class Me(Schema):
    """Whom a token stands for, and what it is good for. ``person_id`` is "" for a service."""

    person_id: str
    name: str
    service: bool
    scopes: list[str]
    powers: list[str]
    roles: list[str]
    language: str
    time_zone: str


@apis.get(router, "/me", rule=access.signed_in, scope="me:read", response=Me, operation_id="whoAmI")
def me(request: Request) -> Me:
    """Say whom this token stands for."""
    viewer = request.viewer
    return Me(
        person_id=viewer.person_id,
        name=viewer.name,
        service=viewer.service,
        scopes=sorted(viewer.scopes or ()),
        powers=sorted(power for power in viewer.powers if viewer.may(power)),
        roles=sorted(viewer.roles),
        language=viewer.language,
        time_zone=str(viewer.zone),
    )
