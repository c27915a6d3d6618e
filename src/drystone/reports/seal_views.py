"""Pages of officers: asking to open a seal, agreeing or refusing, and reading what was in it.

The key comes with the form and is forgotten with the answer; what is read is shown once and kept nowhere.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from drystone.directory import queries as directory
from drystone.lib.errors import DrystoneError, UsageError
from drystone.program.report_model import Officer
from drystone.reports import officers, openings
from drystone.reports.access import officer as is_officer
from drystone.reports.models import SealOpening
from drystone.reports.openings import Acting, Inside
from drystone.shell import access, apis, site
from drystone.shell.viewer import Request

_LONGEST_KEY = 10_000


@access.page(is_officer, methods=("GET", "POST"))
def seals(request: Request) -> HttpResponse:
    """List what officers asked, and take a wish to open a seal, or open one in danger."""
    if not request.viewer.strong:
        return redirect(f"{reverse('directory:second-factor')}?next={reverse('reports:seals')}")
    if request.method != "POST":
        return _page(request)
    report_id, reason = request.POST.get("report", "").strip()[:60], request.POST.get("reason", "")
    try:
        acting = _acting(request)
        if request.POST.get("danger") == "yes":
            inside = openings.open_in_danger(report_id, by=acting, reason=reason, now=request.now)
            return _page(request, inside=inside, report_id=report_id)
        openings.ask(report_id, by=acting, reason=reason, now=request.now)
    except DrystoneError as error:
        told = {"report_id": report_id, "reason": reason}
        return _page(request, problem=error, entered=told, status=apis.status_of(error))
    return redirect("reports:seals")


@access.page(is_officer, methods=("POST",))
def seal(request: Request, opening_id: str) -> HttpResponse:
    """Agree, refuse, confirm or read, as the form says."""
    if not request.viewer.strong:
        return redirect(f"{reverse('directory:second-factor')}?next={reverse('reports:seals')}")
    wish = SealOpening.objects.filter(pk=opening_id).first()
    me, act = request.viewer.person_id, request.POST.get("act", "")
    try:
        if wish is None:
            raise UsageError(_("Nothing waits here any more."))
        if act == "read":
            return _page(request, inside=openings.read(opening_id, by=_acting(request)), report_id=wish.report_id)
        if act == "agree":
            openings.agree(opening_id, by=_acting(request), now=request.now)
        elif act == "confirm":
            openings.confirm(opening_id, by=me, officer=_as(request), now=request.now)
        else:
            openings.refuse(opening_id, by=me, officer=_as(request), now=request.now)
    except DrystoneError as error:
        return _page(request, problem=error, status=apis.status_of(error))
    return redirect("reports:seals")


def _as(request: Request) -> Officer:
    """Return the officer that the viewer acts as: the chosen one of those that they are."""
    mine = officers.of(request.viewer.person_id, site.program())
    chosen = next((one for one in mine if one.id == request.POST.get("officer")), mine[0] if mine else None)
    if chosen is None:
        raise UsageError(_("You hold no position that opens seals."))
    return chosen


def _acting(request: Request) -> Acting:
    file = request.FILES.get("key")
    if file is None or not file.size or file.size > _LONGEST_KEY:
        raise UsageError(_("Your key is missing."), do=_("Choose the file that was made for you as an officer."))
    private = officers.read(file.read(), request.POST.get("passphrase", "")[:1_000])
    return Acting(request.viewer.person_id, _as(request), private)


def _page(
    request: Request,
    *,
    inside: Inside | None = None,
    report_id: str = "",
    problem: DrystoneError | None = None,
    entered: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    me, program = request.viewer.person_id, site.program()
    asked = openings.waiting(me)
    ids = {one for row in asked for one in (row.asked_by, row.answered_by)}
    names = {card.person_id: card.name or card.email for card in directory.cards(ids).values()}
    told = {
        "rows": [
            (row, names.get(row.asked_by, ""), names.get(row.answered_by, ""), row.asked_by == me) for row in asked
        ],
        "mine": officers.of(me, program),
        "inside": inside,
        "inside_of": report_id,
        "problem": problem,
        "entered": entered or {},
        "report_id": request.GET.get("report", "")[:60],
    }
    return render(request, "reports/seals.html", told, status=status)
