"""What these pages answer programs that ask for JSON: the command line of somebody who gives no name."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from drystone.directory import speaking_up
from drystone.lib.errors import DrystoneError
from drystone.program.model import Program
from drystone.reports import books, first_words, queries, waiting, words
from drystone.reports.models import Report
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


def report(one: Report, steps: list[tuple[books.Step, bool]], program: Program, *, now: dt.datetime) -> JsonResponse:
    """Say how a report stands to whoever came with its code: what was said, what is left to do, who was shown it."""
    said = queries.words(one.report_id)
    word_by = waiting.said(one.next_word_at, program, now=now) if one.next_word_at else ""
    return JsonResponse(
        {
            "title": str(words.TITLES[one.kind]),
            "status": one.status,
            "state": str(words.STATUSES[one.status]),
            "word_by": word_by,
            "words": [{"by": word.by, "sort": word.sort, "text": word.text, "at": word.at} for word in said],
            "steps": [{"do": step.do, "why": step.why, "minutes": step.minutes, "done": done} for step, done in steps],
            "looks": [
                {"what": str(words.LOOKS[look.what]), "why": look.why, "at": look.at}
                for look in queries.looks(one.report_id)
            ],
        }
    )
