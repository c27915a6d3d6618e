"""Telling: what happened, when, send. Three taps, no account needed, and no trace of who did it but what they say.

Forms here need no token against forged requests: browsers send no session along from other sites (SameSite), and what
comes without a session is a stranger's. Nothing is kept in the session; the answer is shown at once.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from drystone.directory import speaking_up, throttling
from drystone.habits.prose import blocks
from drystone.lib.errors import DrystoneError
from drystone.program.model import Program
from drystone.reports import (
    actions,
    belongings,
    books,
    doors,
    first_words,
    for_programs,
    forms,
    keeping,
    looking,
    sealing,
    times,
    words,
)
from drystone.reports.forms import Entered, Teller
from drystone.reports.taking import Taken, Told
from drystone.shell import access, apis, offers, program_words, site
from drystone.shell.viewer import ANONYMOUS, Request, Viewer


@access.page(access.anyone)
def home(request: Request) -> HttpResponse:
    """Say what is promised, and ask what happened."""
    program = site.program()
    told = {
        **_promised(program),
        "kinds": {kind: title for kind, title in words.TITLES.items() if kind != words.ASK},
        "ask": words.ASK,
        "ask_title": words.TITLES[words.ASK],
        "calls": speaking_up.calls(program),
        "call": program.settings.reports.call,
        "known": bool(whoever(request).person_id),
    }
    return render(request, "reports/home.html", told)


@access.page(access.anyone)
def promise(request: Request) -> HttpResponse:
    """Show the whole promise."""
    return render(
        request, "reports/promise.html", {"blocks": blocks(_body(site.program().promise)), **_promised(site.program())}
    )


@access.page(access.anyone)
def wrongdoing(request: Request) -> HttpResponse:
    """Say where somebody's wrongdoing is told: not here."""
    return render(request, "reports/wrongdoing.html", {"channel": site.program().settings.reports.wrongdoing})


@csrf_exempt
@access.page(access.anyone, methods=("GET", "POST"))
def tell(request: Request, kind: str) -> HttpResponse:
    """Tell of something of a kind; the answer to a POST is the thanks, with what to do now."""
    if kind not in words.TITLES:
        raise Http404
    program, viewer = site.program(), whoever(request)
    teller = _teller(request, viewer)
    if request.method != "POST":
        looking.ready(program, language=teller.language)
        return _form(request, kind, forms.fresh(teller), teller)
    entered = forms.read(request.POST, books.of(kind, program), teller)
    if not viewer.person_id and not doors.REPORTS.opens(throttling.client_address(request), now=request.now):
        return _form(request, kind, entered, teller, problem=_too_many(), status=429)
    if not entered.sure and words.sounds_like_wrongdoing(entered.text):
        return _form(request, kind, entered, teller, fork=True)
    try:
        told = forms.told(kind, entered, teller, program)
        told = forms.with_file(told, request.FILES.get("file"), program, signed_in=bool(viewer.person_id))
        with keeping.kept():
            keeping.known(request)
            taken = actions.take(told, now=request.now)
    except DrystoneError as error:
        # What they wrote stays on their screen, and they can call.
        return _form(request, kind, entered, teller, problem=error, status=apis.status_of(error))
    return _thanks(request, taken, told, forms.case(entered, teller, known=told.known))


def whoever(request: HttpRequest) -> Viewer:
    """Return who asks: nobody for a form that another site sent, or where a second factor is still owed."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    origin = request.headers.get("Origin", "")
    ours = {"", "null", *settings.CSRF_TRUSTED_ORIGINS}
    foreign = origin not in ours and urlsplit(origin).netloc != request.get_host()
    return ANONYMOUS if viewer.owes_factor or foreign else viewer


def _teller(request: Request, viewer: Viewer) -> Teller:
    platform = belongings.platform_of(request.headers.get("User-Agent", ""))
    language = str(getattr(request, "LANGUAGE_CODE", ""))
    return Teller(viewer.person_id, language, belongings.of(viewer.person_id), platform)


def _form(
    request: Request,
    kind: str,
    entered: Entered,
    teller: Teller,
    *,
    problem: DrystoneError | None = None,
    fork: bool = False,
    status: int = 200,
) -> HttpResponse:
    program = site.program()
    if for_programs.in_json(request) and request.method == "POST":
        return for_programs.refused(problem, program, status=status, fork=fork)
    book = books.of(kind, program)
    told = {
        **_promised(program),
        "kind": kind,
        "title": words.TITLES[kind],
        "asking": kind == words.ASK,
        "open_text": kind in {words.ASK, "looks-odd", "something-else"},
        "whens": words.WHENS,
        "entered": entered,
        "devices": [(belongings.key(one), one.name) for one in teller.things if one.kind == "device"],
        "accounts": [(belongings.key(one), one.name) for one in teller.things if one.kind == "account"],
        "questions": book.ask if book else (),
        "steps": books.steps(book, forms.case(entered, teller, known=entered.known), program) if book else (),
        "signed_in": bool(teller.person_id),
        "sealing": sealing.possible(program),
        "problem": problem,
        "fork": fork,
        "channel": program.settings.reports.wrongdoing,
        "calls": speaking_up.calls(program),
        "call": program.settings.reports.call,
        "language": program_words.language(),
    }
    return render(request, "reports/tell.html", told, status=status)


def _thanks(request: Request, taken: Taken, told: Told, case: books.Case) -> HttpResponse:
    program = site.program()
    first = first_words.after(taken, told, case, program=program, now=request.now)
    if for_programs.in_json(request):
        return JsonResponse(first.as_json())
    book = books.of(told.kind, program)
    mine = bool(told.person_id) and told.known == "named"
    given = {
        "taken": taken,
        "first": first,
        "calls": speaking_up.calls(program)[:1] if books.urgency(told.kind, program) == times.NOW else [],
        "language": program_words.language(),
        "mine": mine,
        # Not to others: a lesson that is taken has its person's name and moment, and would say who told.
        "lesson": offers.beside(whoever(request), book.habit or "") if mine and book else None,
        "shown": program.habits.get(book.shows or "") if mine and book else None,
    }
    return render(request, "reports/thanks.html", given)


def _promised(program: Program) -> dict[str, Any]:
    stressed = speaking_up.stressed_of(program)
    return {
        "promise": speaking_up.promise(program),
        "promise_language": program_words.language() if stressed else None,
        "whole_promise": bool(program.promise.strip()),
    }


def _body(text: str) -> str:
    """Return the promise without its heading, which the page has itself."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))


def _too_many() -> DrystoneError:
    return DrystoneError(
        _("Very many reports come from your network just now, so this one was not taken."),
        do=_("Nothing you wrote is lost: send it again in ten minutes, or call."),
    )
