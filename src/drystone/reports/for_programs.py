"""What these pages answer programs that ask for JSON: the command line of somebody who gives no name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from drystone.directory import speaking_up
from drystone.lib.errors import DrystoneError
from drystone.program.model import Program
from drystone.reports import books, first_words, queries, waiting, words
from drystone.reports.models import REPORTER, Report
from drystone.shell import apis

_CONFLICT = 409


def in_json(request: HttpRequest) -> bool:
    """Whether JSON is asked for before a page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def refused(problem: DrystoneError | None, program: Program, *, status: int, fork: bool = False) -> JsonResponse:
    """Say why something was not taken, and whom to call; ``fork``: it may be about wrongdoing."""
    if fork:
        problem, status = first_words.elsewhere(program), _CONFLICT
    told = apis.as_problem(problem) if problem else {"detail": _("This was not taken."), "where": "", "do": ""}
    calls = [{"occasion": str(occasion), "role": role} for occasion, role in speaking_up.calls(program)]
    return JsonResponse({**told, "call": program.settings.reports.call, "calls": calls}, status=status)


def standing(one: Report, program: Program, *, now: dt.datetime) -> dict[str, Any]:
    """Return how a report stands, for whoever came with its code: what was said, what to do, who was shown it."""
    case = books.case_of(one)
    book = books.of(one.kind, program)
    done = set(one.steps.filter(done_by=REPORTER).values_list("step", flat=True))
    return {
        "title": str(words.TITLES[one.kind]),
        "status": one.status,
        "state": str(words.STATUSES[one.status]),
        "word_by": waiting.said(one.next_word_at, program, now=now) if one.next_word_at else "",
        "words": [
            {"by": word.by, "sort": word.sort, "text": word.text, "at": word.at}
            for word in queries.words(one.report_id)
        ],
        "steps": [
            {"do": step.do, "why": step.why, "minutes": step.minutes, "done": step.key in done}
            for step in (books.steps(book, case, program) if book else [])
        ],
        "looks": [
            {"what": str(words.LOOKS[look.what]), "why": look.why, "at": look.at}
            for look in queries.looks(one.report_id)
        ],
    }
