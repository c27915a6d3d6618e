"""Whose people are whose: for badges and cards, which a lead makes for their own department or team."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from drystone.directory.models import Holding, Person
from drystone.shell.viewer import ADMINISTER, Viewer

#: On one sheet.
MOST_BADGES = 60
DEPARTMENT_HEAD, TEAM_LEAD = "department-head", "team-lead"


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """A department, or a team of it ("" for the whole department)."""

    department: str
    team: str = ""

    def __str__(self) -> str:
        return f"{self.team} ({self.department})" if self.team and self.department else self.team or self.department


def leads_people(viewer: Viewer, **_arguments: Any) -> bool:
    """Everybody who leads a department or a team, and whoever administers; never on a shared screen."""
    return not viewer.shared and (viewer.may(ADMINISTER) or bool(viewer.roles & {DEPARTMENT_HEAD, TEAM_LEAD}))


def leads(viewer: Viewer, **arguments: Any) -> bool:
    """Whoever leads the route's person."""
    if not leads_people(viewer):
        return False
    living = Person.objects.filter(person_id=str(arguments["person_id"])).exclude(status="left")
    row = living.values_list("department", "team").first()
    if row is None:
        return False
    departments, teams = _seats(viewer)
    return viewer.may(ADMINISTER) or row[0] in departments or row[1] in teams


def groups(viewer: Viewer) -> list[Group]:
    """Return the departments and teams that a viewer may make cards and badges for, sorted."""
    if not leads_people(viewer):
        return []
    pairs = set(Person.objects.exclude(status="left").values_list("department", "team").distinct())
    departments, teams = _seats(viewer)
    every = viewer.may(ADMINISTER)
    found = {Group(department, team) for department, team in pairs if every or department in departments}
    found |= {Group(department) for department, _ in pairs if department and (every or department in departments)}
    found |= {Group(department, team) for department, team in pairs if team and team in teams}
    return sorted(group for group in found if group.department or group.team)


def asked_for(known: list[Group], *, department: str, team: str) -> Group | None:
    """Return the one of these groups that somebody names, by both or by the team alone; None where it is not theirs."""
    for group in known:
        if group == Group(department, team) or (team and not department and group.team == team):
            return group
    return None


def exists(group: Group) -> bool:
    """Whether anybody who has not left belongs to a group."""
    people = Person.objects.filter(department=group.department).exclude(status="left")
    return (people.filter(team=group.team) if group.team else people).exists()


def members(group: Group) -> list[tuple[str, str, str]]:
    """Return (person id, name, address) of a group's living people, by name."""
    people = Person.objects.filter(department=group.department).exclude(status="left")
    if group.team:
        people = people.filter(team=group.team)
    return list(people.order_by("name", "person_id").values_list("person_id", "name", "email"))


def spoken(group: Group) -> list[str]:
    """Return what a group's living people speak by the people data, the most common first; ``de`` for ``de-AT``."""
    people = Person.objects.filter(department=group.department) if group.department else Person.objects.all()
    people = people.filter(team=group.team) if group.team else people
    rows = people.exclude(status="left").exclude(language="").values_list("language", flat=True)
    counted = Counter(language.split("-")[0].lower() for language in rows)
    return sorted(counted, key=lambda one: (-counted[one], one))


def _seats(viewer: Viewer) -> tuple[set[str], set[str]]:
    """Return the departments and teams whose seat the viewer holds; what only the fallback gives does not count."""
    held = Holding.objects.filter(person_id=viewer.person_id, role_id__in=[DEPARTMENT_HEAD, TEAM_LEAD])
    rows = [row for row in held.exclude(step="fallback").values_list("role_id", "seat") if row[1] and viewer.person_id]
    return {seat for role, seat in rows if role == DEPARTMENT_HEAD}, {seat for role, seat in rows if role == TEAM_LEAD}
