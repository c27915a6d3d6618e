"""How the hooks stand, for programs of those who keep the program, and one's own limits."""

# No postponed annotations: ninja would look their names up in ``shell.apis``, whose wrapper it sees.

import datetime as dt
from typing import Any

from ninja import Router, Schema

from drystone.consequences import brakes, lost, queries
from drystone.consequences.access import may_see_hooks
from drystone.shell import access, apis, site
from drystone.shell.viewer import Request

router = Router(tags=["consequences"])


class HookOut(Schema):
    """How a hook stands, as numbers of people; null where too few are behind one.

    ``release_for`` is what to give to let it go on, where it stands still.
    One that is ``gone`` from the program has people who wait for it to lift.
    """

    name: str
    words: str
    dry_run: bool
    most: int
    limited: int | None
    waiting: int | None
    would: int | None
    lifting: int | None
    failing: str
    gone: bool
    stands_still: bool
    stopped_at: dt.datetime | None
    stopped_at_people: int | None
    release_for: int | None


class ReleaseIn(Schema):
    """For how many people a stopped hook goes on, as its page says it, and why."""

    would: int
    reason: str


class LiftedIn(Schema):
    """Where and how what a lost hook limited was lifted by hand."""

    reason: str


class LimitOut(Schema):
    """Something for which my access is limited now."""

    gap_id: str
    title: str
    words: str
    since: dt.datetime
    lifting: bool


@apis.get(router, "/program/hooks", rule=may_see_hooks, scope="program:read", response=list[HookOut])
def list_hooks(request: Request) -> Any:
    """Say how every hook stands."""
    return [_out(one) for one in queries.standings(site.program(), now=request.now)]


def _out(one: queries.Standing) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in HookOut.model_fields if hasattr(one, name)}
    stopped = one.stopped
    return {
        **told,
        "stopped_at": stopped.pulled_at if stopped else None,
        "stopped_at_people": one.stopped_at if stopped else None,
        "release_for": one.release_for if one.stands_still else None,
    }


@apis.post(router, "/program/hooks/{name}/release", rule=may_see_hooks, scope="program:write", response=list[HookOut])
def release_hook(request: Request, name: str, body: ReleaseIn) -> Any:
    """Let a stopped hook go on, for as many people as were seen."""
    brakes.release(name, would=body.would, by=request.viewer.actor, reason=body.reason, at=request.now)
    return list_hooks(request)


@apis.post(router, "/program/hooks/{name}/lifted", rule=may_see_hooks, scope="program:write", response=list[HookOut])
def say_lifted(request: Request, name: str, body: LiftedIn) -> Any:
    """Say that what a hook limited that the program has no more was lifted by hand."""
    lost.lifted_by_hand(name, site.program(), by=request.viewer.actor, reason=body.reason, at=request.now)
    return list_hooks(request)


@apis.get(router, "/me/limits", rule=access.employee, scope="gaps:read", response=list[LimitOut])
def my_limits(request: Request) -> Any:
    """Say for what my access is limited now."""
    return queries.limits_of(request.viewer.person_id, site.program())
