"""Paper for teams: a card with the few things that matter, and a sheet with new badges."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from drystone.directory import badges, notices, powers, speaking_up, teams
from drystone.directory.badge_views import WAY
from drystone.directory.fingerprints import grouped
from drystone.directory.teams import Group
from drystone.program.model import Habit, Program
from drystone.shell import access, site
from drystone.shell.viewer import Request

#: What matters most to those without a computer of their own, where the program has it; else its first habits.
_FIRST = (
    "report-early", "pause-before-acting", "check-by-a-second-way", "walk-strangers-in", "own-name-own-login",
)  # fmt: skip
_HABITS = 5
_FORM = "badge_form"


@dataclass(frozen=True, slots=True)
class Printed:
    """A badge on the sheet; its code is nowhere else."""

    name: str
    code: str
    picture: str


@access.page(teams.leads_people)
def team_card(request: Request) -> HttpResponse:
    """Show a team's card, ready to print; without a team, which cards there are."""
    known = teams.groups(request.viewer)
    if not request.GET.get("department") and not request.GET.get("team"):
        return render(request, "directory/team_cards.html", {"groups": known})
    group = _asked_for(request, known)
    language = _language(request, group)
    told = {"group": group, "language": language, "languages": settings.LANGUAGES}
    return render(request, "directory/team_card.html", {**told, "card": _card(request, group, language)})


def _language(request: Request, group: Group) -> str:
    """Return the card's language: the one asked for, else what most of the group speak, else the program's first."""
    ours = [code for code, _name in settings.LANGUAGES]
    if (asked := request.GET.get("language", "")) in ours:
        return asked
    first = site.program().settings.organisation.languages[0]
    return next((one for one in (*teams.spoken(group), first) if one in ours), ours[0])


def _card(request: Request, group: Group, language: str) -> str:
    program, address = site.program(), notices.address(reverse("reports:home"))
    with translation.override(language):
        told = {
            "group": group,
            "language": language,
            "habits": _habits(program),
            "calls": speaking_up.calls(program),
            "promise": speaking_up.promise(program),
            "address": address,
            "picture": _picture(address),
        }
        return render_to_string("directory/_team_card.html", told, request)


@access.page(teams.leads_people, methods=("GET", "HEAD", "POST"))
def team_badges(request: Request) -> HttpResponse:
    """Choose who needs a new badge; the sheet with their codes is the answer, this once."""
    if WAY not in site.program().settings.sign_in.ways:
        raise Http404
    known = teams.groups(request.viewer)
    if not (request.GET.get("department") or request.GET.get("team")):
        return render(request, "directory/team_cards.html", {"groups": known, "badges": True})
    group = _asked_for(request, known)
    people = teams.members(group)
    if request.method == "POST":
        return _sheet(request, group, people)
    return _choice(request, group, people)


@access.page(teams.leads, methods=("POST",))
def badge_revocation(request: Request, person_id: str) -> HttpResponse:
    """Switch off the badge of one of the viewer's people."""
    if badges.revoke(person_id, by=request.viewer.actor, now=request.now):
        messages.success(request, _("That badge no longer opens anything."))
    return redirect("directory:team-badges")


def _choice(
    request: Request, group: Group, people: list[tuple[str, str, str]], *, problem: str = "", status: int = 200
) -> HttpResponse:
    request.session[_FORM] = secrets.token_urlsafe(8)
    having = badges.among([row[0] for row in people])
    without = powers.privileged_among([row[0] for row in people], site.program())
    rows = [(one, name, not email, one in having) for one, name, email in people if one not in without]
    silent = sum(no_address and not has for _one, _name, no_address, has in rows)
    told = {"group": group, "people": rows, "silent": silent, "form": request.session[_FORM], "problem": problem}
    return render(request, "directory/team_badges.html", told, status=status)


def _sheet(request: Request, group: Group, people: list[tuple[str, str, str]]) -> HttpResponse:
    names = {person_id: name for person_id, name, _email in people}
    chosen = [one for one in dict.fromkeys(request.POST.getlist("person")) if one in names]
    if request.POST.get("form") != request.session.get(_FORM):
        # Loading the sheet again would end the badges that were just printed.
        words = _("This sheet was made already. Choose again only whoever needs another badge.")
        return _choice(request, group, people, problem=words, status=409)
    if not 0 < len(chosen) <= teams.MOST_BADGES:
        return _choice(request, group, people, problem=_("Choose between one and 60 people."), status=422)
    del request.session[_FORM]
    codes = badges.make_all(chosen, by=request.viewer.actor, now=request.now)
    made = [Printed(names[one], grouped(code), _picture(code)) for one, code in codes.items()]
    return render(request, "directory/badge_sheet.html", {"group": group, "made": made})


def _asked_for(request: Request, known: list[Group]) -> Group:
    """Return the group that the address names. One that is not the viewer's does not exist for them."""
    asked = {"department": request.GET.get("department", ""), "team": request.GET.get("team", "")}
    found = teams.asked_for(known, **asked)
    if found is None:
        raise Http404
    return found


def _habits(program: Program) -> list[Habit]:
    chosen = [program.habits[one] for one in _FIRST if one in program.habits]
    return (chosen + [habit for habit in program.habits.values() if habit not in chosen])[:_HABITS]


def _picture(text: str) -> str:
    """Return a QR code as an address of an image; pages need no markup of ours for it."""
    return segno.make(text, error="m", micro=False).svg_data_uri(scale=4, border=2, dark="#000", light="#fff")
