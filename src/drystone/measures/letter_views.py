"""The monthly letter: of the month that goes on, and of each month that is over."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render

from drystone.measures import board, letter, letter_keeping
from drystone.measures.access import knows_letter, may_see_letters
from drystone.shell import access, site
from drystone.shell.viewer import Request


@access.page(may_see_letters)
def newest(request: Request) -> HttpResponse:
    """Show the letter of the month that goes on, and where those before it are."""
    return _page(request, letter_keeping.month_of(board.day_of(request.now, site.program())))


@access.page(knows_letter)
def of_month(request: Request, month: str) -> HttpResponse:
    """Show the letter of a month that is over."""
    return _page(request, letter_keeping.named(month))


def _page(request: Request, month: dt.date | None) -> HttpResponse:
    facts = letter_keeping.read(month, board.day_of(request.now, site.program())) if month else None
    said = {
        "facts": facts,
        "letter": letter.written(facts, request.viewer.language) if facts and not facts.empty else None,
        "months": [one for one in letter_keeping.months() if one != month],
        "states": [(state, facts.wall.get(state, 0)) for state in ("firm", "loose", "missing", "unknown")]
        if facts
        else [],
    }
    return render(request, "measures/letter.html", said)
