"""Screens of teams over the API, for whoever leads them."""

# No postponed annotations: ninja would look their names up in ``shell.apis``, whose wrapper it sees.

import datetime as dt
from typing import Any

from django.http import Http404
from ninja import Field, Router, Schema

from drystone.directory import teams
from drystone.displays import links
from drystone.displays.models import Display
from drystone.shell import apis
from drystone.shell.viewer import Request

router = Router(tags=["teams"])
_SCOPE = "teams:badges"


class DisplayIn(Schema):
    """Whose week a screen shows ("" for the whole department), in which language, and how it looks."""

    department: str = Field(default="", max_length=200)
    team: str = Field(default="", max_length=200)
    language: str = Field(default="en", pattern="^(en|de)$")
    look: str = Field(default="", max_length=5)


class DisplayOut(Schema):
    """A screen, and the address that it opens."""

    display_id: int
    department: str
    team: str
    language: str
    look: str
    made_at: dt.datetime
    address: str


class DisplayEndedOut(Schema):
    """Whether an address was good until now."""

    ended: bool


@apis.get(router, "/teams/displays", rule=teams.leads_people, scope=_SCOPE, response=list[DisplayOut])
def displays(request: Request) -> list[dict[str, Any]]:
    """List the screens of the departments and teams that I lead."""
    return [_told(one) for one in links.of(teams.groups(request.viewer))]


@apis.post(router, "/teams/displays", rule=teams.leads_people, scope=_SCOPE, response=DisplayOut)
def make_display(request: Request, body: DisplayIn) -> dict[str, Any]:
    """Make a screen for a department or a team that I lead."""
    group = teams.asked_for(teams.groups(request.viewer), department=body.department, team=body.team)
    if group is None:
        raise Http404
    made = links.make(group, language=body.language, look=body.look, by=request.viewer.actor, now=request.now)
    return _told(made)


@apis.delete(router, "/teams/displays/{int:display_id}", rule=links.leads, scope=_SCOPE, response=DisplayEndedOut)
def end_display(request: Request, display_id: int) -> DisplayEndedOut:
    """End the address of a screen."""
    return DisplayEndedOut(ended=links.revoke(display_id, by=request.viewer.actor, now=request.now))


def _told(one: Display) -> dict[str, Any]:
    return {
        "display_id": one.pk,
        "department": one.department,
        "team": one.team,
        "language": one.language,
        "look": one.look,
        "made_at": one.made_at,
        "address": links.address(one),
    }
