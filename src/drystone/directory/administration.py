"""Looking after who can sign in: powers given by hand, ways in for people without one, ending sessions."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drystone.directory import administering, grants, queries, site_state, ways
from drystone.jobs import queue
from drystone.lib.errors import UsageError
from drystone.shell import access, live, site
from drystone.shell.viewer import ADMINISTER, Request

_ADMINISTERS = access.power(ADMINISTER)


@access.page(_ADMINISTERS)
def administration(request: Request) -> HttpResponse:
    """Show how many can sign in, who was given powers by hand and what can be done; renew how the site stands."""
    if not live.repeats(request):
        return _page(request)
    stands = site_state.now_stands(now=request.now)
    told = {"stands": stands, "live": _as_it_stands(stands)}
    return live.page(request, "directory/administration.html", told, part="directory/_stands.html")


@access.page(_ADMINISTERS, methods=("POST",))
def give(request: Request) -> HttpResponse:
    """Give somebody a power by hand."""

    def act() -> str:
        user = administering.user_called(request.POST.get("who", ""))
        power, reason = request.POST.get("power", ""), request.POST.get("reason", "")
        grants.give(user, power, by=request.viewer, reason=reason, now=request.now)
        return _("Given. It holds from their next page on, once they use a second factor.")

    return _done(request, "give", act)


@access.page(_ADMINISTERS, methods=("POST",))
def take(request: Request, number: int) -> HttpResponse:
    """Take a power away that was given by hand."""

    def act() -> str:
        reason = request.POST.get("reason", "")
        grants.take(number, by=request.viewer, reason=reason, now=request.now, program=site.program())
        return _("Taken away. It holds from their next page on.")

    return _done(request, "take", act)


@access.page(_ADMINISTERS, methods=("POST",))
def end_sessions(request: Request) -> HttpResponse:
    """Sign somebody out everywhere and end their own tokens; they see who did, and why."""

    def act() -> str:
        user = administering.user_called(request.POST.get("who", ""))
        reason = request.POST.get("reason", "")
        count = administering.end_sessions(user, by=request.viewer, reason=reason, now=request.now)
        return ngettext("Signed out in %(n)d place.", "Signed out in %(n)d places.", count) % {"n": count}

    return _done(request, "end", act)


@access.page(_ADMINISTERS, methods=("POST",))
def invite(request: Request) -> HttpResponse:
    """Make a one-time link for somebody of the people data; it is shown on this page and nowhere else.

    It replaces no way in: whoever has a password shows it beside the link, and whoever has more gets no link.
    """
    reason = request.POST.get("reason", "")
    return _handed(
        request,
        "invite",
        lambda: administering.invite(request.POST.get("who", ""), by=request.viewer, reason=reason, now=request.now),
    )


@access.page(_ADMINISTERS, methods=("POST",))
def forget_factors(request: Request) -> HttpResponse:
    """Take somebody's lost factors away and show a new link for them."""
    who, reason = request.POST.get("who", ""), request.POST.get("reason", "")
    return _handed(
        request,
        "forget",
        lambda: administering.forget_factors(who, by=request.viewer, reason=reason, now=request.now),
    )


@access.page(_ADMINISTERS, methods=("POST",))
def job_again(request: Request, number: int) -> HttpResponse:
    """Let a piece of background work that failed be tried anew."""
    if not queue.again(number, now=request.now):
        raise Http404
    messages.success(request, _("It is tried again within a minute."))
    return redirect("directory:administration")


def _as_it_stands(stands: site_state.SiteState) -> str:
    run = (stands.run.job_id, stands.run.status) if stands.run else None
    failed = [one.job_id for one in stands.failed]
    parts = [(one.words, one.good) for one in stands.parts]
    return live.key(failed, stands.behind, stands.as_of, run, stands.sources, stands.problems, stands.digest, parts)


def _handed(request: Request, what: str, act: Callable[[], tuple[str, str]]) -> HttpResponse:
    """Show a link, this once, for an administrator to hand over."""
    try:
        token, person_id = act()
    except UsageError as error:
        return _page(request, failed={"what": what, "error": error}, status=422)
    address = request.build_absolute_uri(reverse("directory:invitation", kwargs={"token": token}))
    return _page(request, made={"address": address, "card": queries.card(person_id)})


def _done(request: Request, what: str, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except UsageError as error:
        return _page(request, failed={"what": what, "error": error}, status=422)
    return redirect("directory:administration")


def _page(request: Request, *, status: int = 200, **more: object) -> HttpResponse:
    counted, stands = administering.numbers(), site_state.now_stands(now=request.now)
    told = {
        "people": counted.people,
        "users": counted.users,
        "with_factor": counted.with_factor,
        "grants": [
            {
                "number": row.number,
                "power": row.power,
                "name": row.name,
                "mine": row.user_id == request.viewer.user_id,
                "by": row.by_name,
                "at": row.at,
            }
            for row in administering.given()
        ],
        "powers": grants.BY_HAND,
        "asked": site.program().settings.sign_in,
        "providers": ways.providers(),
        "stands": stands,
        "live": _as_it_stands(stands),
        "badges": ways.is_open(ways.BADGE),
        "typed": request.POST,
        **more,
    }
    return render(request, "directory/administration.html", told, status=status)
