"""Pages on which people choose how they are written to; the address that ends a kind; calendars; how channels stand."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.csrf import csrf_exempt

from drystone.directory import addresses
from drystone.lib.errors import UsageError
from drystone.messages import breaker, calendars, choosing, kinds, ways
from drystone.messages.access import administers, has_page
from drystone.shell import access, site
from drystone.shell.viewer import Request

CHANNELS = {
    "email": _later("E-mail"),
    "text": _later("Text message"),
    "slack": _later("Slack"),
    "teams": _later("Teams"),
    "webhook": _later("The organisation's own way"),
    "apprise": _later("Another service"),
    "screen": _later("The shared screen, when I sign in there"),
}
RHYTHMS = {"weekly": _later("Once a week"), "daily": _later("Once a day"), "at-once": _later("As it comes up")}


@access.page(has_page, methods=("GET", "HEAD", "POST"))
def choices(request: Request) -> HttpResponse:
    """Show how the viewer is written to; take what they choose."""
    if request.method != "POST":
        return _page(request)
    person_id = request.viewer.person_id
    wanted = set(request.POST.getlist("kind"))
    off = frozenset(one.kind for one in kinds.optional() if one.kind not in wanted)
    try:
        choosing.choose(
            person_id,
            channel=request.POST.get("channel", ""),
            rhythm=request.POST.get("rhythm", ""),
            off=off,
            invited="invited" in request.POST,
        )
    except UsageError as error:
        return _page(request, error=error)
    messages.success(request, _("Saved."))
    return redirect("messages:choices")


@access.page(has_page, methods=("POST",))
def calendar(request: Request) -> HttpResponse:
    """Make the viewer's calendar anew; its address is shown on this page, once."""
    secret = choosing.make_calendar(request.viewer.person_id, named="named" in request.POST, now=request.now)
    address = request.build_absolute_uri(reverse("messages:feed", args=[secret]))
    return _page(request, address=address)


@access.page(has_page, methods=("POST",))
def calendar_revocation(request: Request) -> HttpResponse:
    """End the viewer's calendar."""
    choosing.revoke_calendar(request.viewer.person_id, now=request.now)
    messages.success(request, _("That address shows nothing any more."))
    return redirect("messages:choices")


def _page(request: Request, *, error: UsageError | None = None, address: str = "") -> HttpResponse:
    person_id = request.viewer.person_id
    chosen = choosing.choices(person_id)
    reached = addresses.reach([person_id]).get(person_id)
    able = ways.ways([person_id]).get(person_id)
    channels = site.program().settings.channels
    told = {
        "chosen": chosen,
        "channels": [
            {
                "id": name,
                "words": CHANNELS[name],
                "reaches": name == ways.SCREEN or bool(ways.address(channels[name], person_id, reached)),  # type: ignore[index] # One of its keys.
                "works": able is not None and name in able.channels,
            }
            for name in chosen.channels
            if name != ways.SCREEN or (able is not None and name in able.channels)  # For whoever has a badge.
        ],
        "rhythms": [{"id": one, "words": RHYTHMS[one]} for one in chosen.rhythms],
        "kinds": [{"id": one.kind, "words": one.words, "on": one.kind not in chosen.off} for one in chosen.kinds],
        "calendar": choosing.calendar(person_id),
        "address": address,
        "problem": error.what if error else "",
    }
    return render(request, "messages/choices.html", told, status=422 if error else 200)


@csrf_exempt
@access.page(access.anyone, methods=("GET", "HEAD", "POST"))
def off(request: Request, secret: str, kind: str) -> HttpResponse:
    """End a kind of message: with one request (RFC 8058), or with the button that looking at the address shows.

    Looking changes nothing: programs that look at every address in a mail end nothing. It needs no sign-in and no
    token of this site: the secret is what allows it, and all that it allows is less mail.
    """
    person_id = choosing.owner_of(secret, kind)
    if not person_id:
        raise Http404
    if request.method == "POST":
        choosing.end(person_id, kind)
    words = next(one.words for one in kinds.optional() if one.kind == kind)
    return render(request, "messages/off.html", {"words": words, "ended": request.method == "POST"})


@access.page(access.anyone)
def feed(request: Request, secret: str) -> HttpResponse:
    """Show a calendar to whoever has its address."""
    found = choosing.calendar_of(secret)
    if found is None or found.person_id not in addresses.reach([found.person_id]):
        raise Http404
    slots = calendars.slots_of(found.person_id, request.now)
    answer = HttpResponse(
        calendars.feed(slots, request.now, name=_("Time for security"), named=found.named),
        content_type="text/calendar; charset=utf-8",
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="drystone.ics"'
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@access.page(administers)
def channels(request: Request) -> HttpResponse:
    """Show how each channel of the program stands."""
    names = list(site.program().settings.channels)
    stands = breaker.standings(names, now=request.now)
    told = [{"words": CHANNELS[one.channel], "stands": one} for one in stands]
    return render(request, "messages/channels.html", {"channels": told})
