"""Signing in with a code by text message."""

from __future__ import annotations

import datetime as dt

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from drystone.directory import phone_codes, phones, proofs
from drystone.directory.badge_views import TOO_OFTEN
from drystone.directory.throttling import Limit, allows, client_address
from drystone.lib.errors import UsageError
from drystone.program.model import TextChannel
from drystone.shell import access, site
from drystone.shell.viewer import Request

_PER_NUMBER = Limit("text-code-number", 3, dt.timedelta(minutes=15))
_PER_DAY = Limit("text-code-number-day", 10, dt.timedelta(days=1))
_PER_ADDRESS = Limit("text-code-address", 20, dt.timedelta(hours=1))
_WRONG = Limit("text-code-answers", 40, dt.timedelta(hours=1))
_WISH = "text_code"
WAY = "text-message"


@access.page(access.anyone, methods=("GET", "HEAD", "POST"))
def text_code(request: Request) -> HttpResponse:
    """Ask for a number, and send it a code; the answer is the same whether anybody has that number or not."""
    _way_is_open()
    typed = request.POST.get("number", "")
    if request.method != "POST":
        return render(request, "directory/text_code.html", {})
    try:
        _not_too_often(request, typed)
        wish = phone_codes.ask(typed, now=request.now)
    except _TooOftenError as error:
        return render(request, "directory/text_code.html", _told(error, typed), status=TOO_OFTEN)
    except UsageError as error:
        return render(request, "directory/text_code.html", _told(error, typed), status=422)
    request.session[_WISH] = wish
    return redirect("directory:text-code-answer")


@access.page(access.anyone, methods=("GET", "HEAD", "POST"))
def text_code_answer(request: Request) -> HttpResponseBase:
    """Ask for the code."""
    _way_is_open()
    wish = request.session.get(_WISH)
    if not isinstance(wish, int):
        return redirect("directory:text-code")
    if request.method != "POST":
        return render(request, "directory/text_code_answer.html", {})
    try:
        if not allows(_WRONG, client_address(request), now=request.now):
            raise _TooOftenError(_("Too many codes were tried from here."), do=_("Wait an hour."))
        user = phone_codes.answer(wish, request.POST.get("code", ""), now=request.now)
    except _TooOftenError as error:
        return render(request, "directory/text_code_answer.html", _told(error, ""), status=TOO_OFTEN)
    except UsageError as error:
        return render(request, "directory/text_code_answer.html", _told(error, ""), status=422)
    request.session.flush()
    proofs.prove(request, user, WAY)
    entered: HttpResponseBase = perform_login(request, Login(user=user, redirect_url=reverse("people:home")))
    return entered


class _TooOftenError(UsageError):
    """Somebody tried this more often than is allowed."""


def _way_is_open() -> None:
    if WAY not in site.program().settings.sign_in.ways:
        raise Http404


def _not_too_often(request: Request, typed: str) -> None:
    """Count the wish, for its number and for where it comes from; known and unknown numbers count alike."""
    channel = site.program().settings.channels.get("text")
    country = channel.country if isinstance(channel, TextChannel) else ""
    number = phones.international(phones.normal(typed), country)
    if not allows(_PER_ADDRESS, client_address(request), now=request.now):
        raise _TooOftenError(_("Too many codes were asked for from here."), do=_("Wait an hour."))
    if number and not (allows(_PER_NUMBER, number, now=request.now) and allows(_PER_DAY, number, now=request.now)):
        raise _TooOftenError(
            _("Too many codes were asked for this number."), do=_("Wait a quarter of an hour, then try again.")
        )


def _told(error: UsageError, typed: str) -> dict[str, str]:
    return {"problem": error.what, "do": error.do, "number": typed}
