"""Badges over the API, for whoever leads a team or a department: who has one, new ones, and switching one off."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from drystone.directory import badges, teams, ways
from drystone.directory.api import EndedOut
from drystone.directory.fingerprints import grouped
from drystone.lib.errors import UsageError
from drystone.shell import apis
from drystone.shell.viewer import Request

router = Router(tags=["teams"])

_SCOPE = "teams:badges"


class Whose(Schema):
    """A department, or a team ("" for the whole department)."""

    department: str = Field(default="", max_length=200)
    team: str = Field(default="", max_length=200)


class PersonOfTeamOut(Schema):
    """Somebody whom I lead, and whether they have a badge; people without an address need one most."""

    person_id: str
    name: str
    has_address: bool
    has_badge: bool


class BadgesIn(Whose):
    """Who of them needs a new badge."""

    people: list[str] = Field(min_length=1, max_length=teams.MOST_BADGES)


class NewBadgeOut(Schema):
    """A new badge's code, as it is printed; it is nowhere else."""

    person_id: str
    code: str


@apis.get(router, "/teams", rule=teams.leads_people, scope=_SCOPE, response=list[Whose])
def groups(request: Request) -> list[teams.Group]:
    """List the departments and teams that I lead."""
    return teams.groups(request.viewer)


@apis.get(router, "/teams/people", rule=teams.leads_people, scope=_SCOPE, response=list[PersonOfTeamOut])
def people(request: Request, whose: Query[Whose]) -> list[PersonOfTeamOut]:
    """List the people of a department or team that I lead, and who has a badge."""
    rows = teams.members(_group(request, whose))
    having = badges.among([row[0] for row in rows])
    return [
        PersonOfTeamOut(person_id=row[0], name=row[1], has_address=bool(row[2]), has_badge=row[0] in having)
        for row in rows
    ]


@apis.post(router, "/teams/badges", rule=teams.leads_people, scope=_SCOPE, response=list[NewBadgeOut])
def make_badges(request: Request, body: BadgesIn) -> list[NewBadgeOut]:
    """Make new badges; the ones before end. Each person is told, and chooses the PIN at first use."""
    known = {row[0] for row in teams.members(_group(request, body))}
    beyond = sorted(set(body.people) - known)
    if beyond:
        raise UsageError(
            _("not of this team: %(people)s") % {"people": ", ".join(beyond)},
            where="people",
            do=_("see /teams/people"),
        )
    chosen = list(dict.fromkeys(body.people))
    made = badges.make_all(chosen, by=request.viewer.actor, now=request.now)
    return [NewBadgeOut(person_id=one, code=grouped(code)) for one, code in made.items()]


@apis.delete(router, "/people/{person_id}/badge", rule=teams.leads, scope=_SCOPE, response=EndedOut)
def switch_badge_off(request: Request, person_id: str) -> EndedOut:
    """Switch off the badge of one of my people."""
    return EndedOut(ended=int(badges.revoke(person_id, by=request.viewer.actor, now=request.now)))


def _group(request: Request, whose: Whose) -> teams.Group:
    found = teams.asked_for(teams.groups(request.viewer), department=whose.department, team=whose.team)
    if found is None or not ways.is_open(ways.BADGE):
        raise Http404
    return found
