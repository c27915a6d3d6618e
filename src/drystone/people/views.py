"""Pages of this room."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from drystone.charting import queries as charting
from drystone.consequences import queries as consequences
from drystone.directory import queries as directory
from drystone.habits import queries as habits
from drystone.lib.errors import UsageError
from drystone.measures import practice_keeping
from drystone.messages import on_screens
from drystone.people import lists, looking, taking
from drystone.people.access import may_look_at_a_person
from drystone.people.mypage import HEADINGS, my_page
from drystone.people.records import about_me, names_in
from drystone.people.templatetags.mine import LOOKS
from drystone.reports import queries as reports
from drystone.shell import access, navigation, site
from drystone.shell.viewer import Request

#: No list has a page whose number is longer.
_LONGEST_NUMBER = 7


@access.page(access.signed_in)
def home(request: Request) -> HttpResponse:
    """Show my page; whoever the people data do not know is told so, and what they can do."""
    viewer = request.viewer
    if not viewer.person_id:
        return render(request, "people/unknown.html", {"doors": navigation.links(viewer, request.path)})
    shown = my_page(viewer.person_id, site.program(), now=request.now)
    program = site.program()
    floor = program.settings.privacy.group_floor
    due = habits.two_minutes(viewer.person_id, request.now, program)
    told = {"page": shown, "mine": True, "floor": floor, "charting": charting.waiting(viewer), "due": due}
    told["reports"] = reports.open_of(viewer.person_id)
    told["limits"] = consequences.limits_of(viewer.person_id, program)
    told["practised"] = practice_keeping.lately(request.now)
    told["screen"] = on_screens.shown(viewer.person_id, now=request.now)
    if due:
        told["lesson_title"] = due.title(program, viewer.language)
    return render(request, "people/home.html", told)


@access.page(access.employee)
def steps(request: Request) -> HttpResponse:
    """Show everything that stands and reaches me, whatever its number."""
    told = lists.steps(request.viewer.person_id, site.program(), at=_page(request), now=request.now)
    return render(request, "people/steps.html", {"list": told, "mine": True})


@access.page(access.employee)
def things(request: Request, kind: str) -> HttpResponse:
    """Show all my things of one kind."""
    if kind not in HEADINGS:
        raise Http404
    told = lists.things(request.viewer.person_id, kind, at=_page(request), now=request.now)
    return render(request, "people/things.html", {"list": told, "heading": HEADINGS[kind], "mine": True})


@access.page(access.employee)
def what_i_said(request: Request) -> HttpResponse:
    """Show what I asked, answered, confirmed and gave my word for, and where each stands."""
    return render(request, "people/said.html", {"list": lists.what_was_said(request.viewer, at=_page(request))})


def _page(request: Request) -> int:
    """Return which page of a list is asked for; nonsense is the first."""
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < _LONGEST_NUMBER else 1


@access.page(access.signed_in)
def data(request: Request) -> HttpResponse:
    """Show what is known about me."""
    about = about_me(request.viewer)
    told = {
        "about": about,
        "names": names_in(about),
        "looks": [look for look in about.looks if look.action in LOOKS],
        "changes": [look for look in about.looks if look.action not in LOOKS],
    }
    return render(request, "people/data.html", told)


@access.page(access.own_session)
def data_json(request: Request) -> HttpResponseBase:
    """Give what is known about me as a file."""
    answer = taking.as_file(request.viewer)
    answer["Content-Disposition"] = 'attachment; filename="known-about-me.json"'
    return answer


@access.page(may_look_at_a_person, methods=("GET", "HEAD", "POST"))
def person(request: Request, person_id: str) -> HttpResponse:
    """Ask why somebody wants to see another's page; then show it, and tell the one it is about.

    The page is the answer to the reason itself, so that each time it is read is in the log with its own reason.
    """
    card = directory.card(person_id)
    if card is None:
        raise Http404
    if request.method != "POST":
        return render(request, "people/reason.html", {"card": card})
    reason = request.POST.get("reason", "")
    try:
        shown = looking.look(person_id, reason=reason, by=request.viewer, now=request.now)
    except UsageError as error:
        told = {"card": card, "reason": reason, "problem": error}
        return render(request, "people/reason.html", told, status=422)
    told = {"page": shown, "mine": False, "card": card, "floor": site.program().settings.privacy.group_floor}
    return render(request, "people/home.html", {**told, "told": _("They can see that you looked, and why.")})
