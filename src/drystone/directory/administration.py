"""Looking after who can sign in: powers given by hand, ways in for people without one, ending sessions."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext

from drystone.audit import actions as audit
from drystone.directory import forgetting, grants, links, notices, queries, sessions, site_state, ways
from drystone.directory.models import Grant, Person, User
from drystone.jobs import queue
from drystone.lib.errors import UsageError
from drystone.shell import access, site
from drystone.shell.viewer import ADMINISTER, Request

_ADMINISTERS = access.power(ADMINISTER)
_ENDED = (
    _later("You were signed out everywhere"),
    _later("An administrator ended your sessions. You can sign in again. See who did, and why:"),
)


@access.page(_ADMINISTERS)
def administration(request: Request) -> HttpResponse:
    """Show how many can sign in, who was given powers by hand, and what can be done."""
    return _page(request)


@access.page(_ADMINISTERS, methods=("POST",))
def give(request: Request) -> HttpResponse:
    """Give somebody a power by hand."""

    def act() -> str:
        user = _user(request)
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
    """Sign somebody out everywhere; they see who did, and why."""

    def act() -> str:
        user, reason = _user(request), request.POST.get("reason", "").strip()
        if not reason:
            raise UsageError(_("a reason is missing"), do=_("write one sentence; the person sees it"))
        about = ("person", user.person_id or f"user:{user.pk}")
        with transaction.atomic():
            count = sessions.end(user)
            told = {"count": count, "reason": reason}
            audit.record("sessions-ended", actor=request.viewer.actor, at=request.now, about=about, payload=told)
            notices.tell(user.person_id, notices.of(*_ENDED, "people:data"), now=request.now)
        return ngettext("Signed out in %(n)d place.", "Signed out in %(n)d places.", count) % {"n": count}

    return _done(request, "end", act)


@access.page(_ADMINISTERS, methods=("POST",))
def invite(request: Request) -> HttpResponse:
    """Make a one-time link for somebody of the people data; it is shown on this page and nowhere else."""
    try:
        person_id = _person_id(request)
        if not (ways.is_open(ways.PASSKEY) or ways.is_open(ways.PASSWORD)):
            raise UsageError(_("neither passkeys nor passwords are open"), do=_("open one of them in the program"))
    except UsageError as error:
        return _page(request, failed={"what": "invite", "error": error}, status=422)
    token = links.make(links.PERSON, now=request.now, by=request.viewer.actor, person_id=person_id)
    return _handed(request, token, person_id)


@access.page(_ADMINISTERS, methods=("POST",))
def forget_factors(request: Request) -> HttpResponse:
    """Take somebody's lost factors away and show a new link for them."""
    try:
        if not (ways.is_open(ways.PASSKEY) or ways.is_open(ways.PASSWORD)):
            raise UsageError(_("neither passkeys nor passwords are open"), do=_("open one of them in the program"))
        user = _user(request)
        reason = request.POST.get("reason", "")
        token = forgetting.forget_factors(user, by=request.viewer, reason=reason, now=request.now)
    except UsageError as error:
        return _page(request, failed={"what": "forget", "error": error}, status=422)
    return _handed(request, token, user.person_id)


@access.page(_ADMINISTERS, methods=("POST",))
def job_again(request: Request, number: int) -> HttpResponse:
    """Let a piece of background work that failed be tried anew."""
    if not queue.again(number, now=request.now):
        raise Http404
    messages.success(request, _("It is tried again within a minute."))
    return redirect("directory:administration")


def _handed(request: Request, token: str, person_id: str) -> HttpResponse:
    """Show a link, this once, for an administrator to hand over."""
    address = request.build_absolute_uri(reverse("directory:invitation", kwargs={"token": token}))
    return _page(request, made={"address": address, "card": queries.card(person_id)})


def _done(request: Request, what: str, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except UsageError as error:
        return _page(request, failed={"what": what, "error": error}, status=422)
    return redirect("directory:administration")


def _page(request: Request, *, status: int = 200, **more: object) -> HttpResponse:
    given = list(Grant.objects.select_related("user").order_by("power", "user__login"))
    cards = queries.cards([row.user.person_id for row in given] + [row.granted_by for row in given])
    active = User.objects.filter(is_active=True, left_at=None)
    with_factor = Authenticator.objects.exclude(type="recovery_codes").values("user_id")
    told = {
        "people": Person.objects.exclude(status="left").count(),
        "users": active.count(),
        "with_factor": active.filter(pk__in=with_factor).count(),
        "grants": [
            {
                "number": row.pk,
                "power": row.power,
                "name": cards[row.user.person_id].name
                if row.user.person_id in cards
                else row.user.name or row.user.login,
                "mine": row.user_id == request.viewer.user_id,
                "by": cards[row.granted_by].name if row.granted_by in cards else row.granted_by,
                "at": row.granted_at,
            }
            for row in given
        ],
        "powers": grants.BY_HAND,
        "asked": site.program().settings.sign_in,
        "providers": ways.providers(),
        "stands": site_state.now_stands(now=request.now),
        "badges": ways.is_open(ways.BADGE),
        "typed": request.POST,
        **more,
    }
    return render(request, "directory/administration.html", told, status=status)


def _person_id(request: Request) -> str:
    given = request.POST.get("who", "").strip()
    found = queries.by_address(given) or (card.person_id if (card := queries.card(given)) else "")
    card_found = queries.card(found)
    if card_found is None or card_found.status == "left":
        raise UsageError(
            _("the people data know nobody by this"), do=_("write their e-mail address or their person id")
        )
    return found


def _user(request: Request) -> User:
    """Return the user that the form names; whoever has never signed in has none yet."""
    given = request.POST.get("who", "").strip().lower()
    user = (
        User.objects.filter(login=given).first()
        or User.objects.filter(person_id=queries.by_address(given) or given or "-").first()
    )
    if user is None:
        raise UsageError(_("nobody by this has signed in yet"), do=_("ask them to sign in once, or make them a link"))
    return user
