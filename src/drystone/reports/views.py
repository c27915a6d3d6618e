"""Telling: what happened, when, send. Three taps, no account needed, and no trace of who did it but what they say.

Forms here need no token against forged requests: browsers send no session along from other sites (SameSite), and what
comes without a session is a stranger's. Nothing is kept in the session; the answer is shown at once.
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from drystone.directory import speaking_up, throttling
from drystone.habits.prose import blocks
from drystone.lib.errors import DrystoneError
from drystone.program.model import Program
from drystone.reports import actions, belongings, books, doors, forms, sealing, waiting, words
from drystone.reports.forms import Entered, Teller
from drystone.reports.taking import Taken, Told
from drystone.shell import access, apis, offers, program_words, site
from drystone.shell.viewer import ANONYMOUS, Request, Viewer

_log = logging.getLogger(__name__)


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
        return _form(request, kind, forms.fresh(teller), teller)
    entered = forms.read(request.POST, books.of(kind, program), teller)
    if not viewer.person_id and not doors.REPORTS.opens(throttling.client_address(request), now=request.now):
        return _form(request, kind, entered, teller, problem=_too_many(), status=429)
    if not entered.sure and words.sounds_like_wrongdoing(entered.text):
        return _form(request, kind, entered, teller, fork=True)
    try:
        told = forms.told(kind, entered, teller, program)
        told = forms.with_file(told, request.FILES.get("file"), program, signed_in=bool(viewer.person_id))
        taken = actions.take(told, now=request.now)
    except DrystoneError as error:
        return _form(request, kind, entered, teller, problem=error, status=apis.status_of(error))
    except DatabaseError as error:
        # A full disk, or a state that does not answer: what they wrote stays on their screen, and they can call.
        _log.error("a report could not be kept: %s", type(error).__name__)
        return _form(request, kind, entered, teller, problem=_not_kept(), status=503)
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
        "signed_in": bool(teller.person_id),
        "sealing": sealing.possible(program),
        "problem": problem,
        "fork": fork,
        "channel": program.settings.reports.wrongdoing,
        "calls": speaking_up.calls(program),
        "language": program_words.language(),
    }
    return render(request, "reports/tell.html", told, status=status)


def _thanks(request: Request, taken: Taken, told: Told, case: books.Case) -> HttpResponse:
    program = site.program()
    book = books.of(told.kind, program)
    documents = [one.document for one in told.messages]
    mine = bool(told.person_id) and told.known == "named"
    return render(
        request,
        "reports/thanks.html",
        {
            "taken": taken,
            "told": told,
            "code": taken.code,
            "thanks": book.thanks if book else "",
            "steps": books.steps(book, case, program) if book else [],
            "who": books.whoever_responds(program),
            "word_by": waiting.said(taken.next_word_at, program, now=request.now) if taken.next_word_at else "",
            "calls": speaking_up.calls(program)[:1] if books.urgency(told.kind, program) == 1 else [],
            "documents": documents,
            "language": program_words.language(),
            "mine": mine,
            # Not to others: a lesson that is taken has its person's name and moment, and would say who told.
            "lesson": offers.beside(whoever(request), book.habit or "") if mine and book else None,
            "shown": program.habits.get(book.shows or "") if mine and book else None,
        },
    )


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


def _not_kept() -> DrystoneError:
    return DrystoneError(
        _("We could not take it just now; the fault is ours."),
        do=_("Nothing you wrote is lost: send it again in a minute, or call."),
    )


def _too_many() -> DrystoneError:
    return DrystoneError(
        _("Very many reports come from your network just now, so this one was not taken."),
        do=_("Nothing you wrote is lost: send it again in ten minutes, or call."),
    )
