"""One's own reports: by one's name, or by a return code on a page that needs no account. Reading, and talking on.

A code stands in no address and in no session: the page carries it from one form to the next.
"""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from drystone.directory import queries as directory
from drystone.directory import throttling
from drystone.lib.errors import DrystoneError, UsageError
from drystone.reports import actions, books, doors, first_words, for_programs, keeping, queries, waiting, words
from drystone.reports.access import own
from drystone.reports.models import REPORTER, Report
from drystone.shell import access, apis, program_words, site
from drystone.shell.viewer import Request

#: A word of the reporter's is sent by the form ``say``, a step ticked by ``done``.
_SAY, _DONE = "text", "done"


@access.page(access.employee)
def mine(request: Request) -> HttpResponse:
    """List the viewer's own reports."""
    return render(request, "reports/mine.html", {"rows": queries.mine(request.viewer.person_id)})


@access.page(own, methods=("GET", "POST"))
def one(request: Request, report_id: str) -> HttpResponse:
    """Show one of the viewer's own reports, and take a word of theirs."""
    report = queries.report(report_id)
    assert report is not None  # The rule has seen it.
    if request.method == "POST":
        problem = _act(request, report)
        if problem is None:
            return redirect("reports:one", report_id=report_id)
        return _shown(request, report, problem=problem, status=apis.status_of(problem))
    return _shown(request, report)


@csrf_exempt
@access.page(access.anyone, methods=("GET", "POST"))
def answer(request: Request) -> HttpResponse:
    """Ask for a return code, and show what it leads to."""
    if request.method != "POST":
        return render(request, "reports/answer.html", {})
    if not doors.CODES.opens(throttling.client_address(request), now=request.now):
        problem = UsageError(_("That were too many tries from your network."), do=_("Try again in ten minutes."))
        return _no_report(request, problem, status=429)
    code = request.POST.get("code", "")[:100]
    try:
        with keeping.kept():
            report = queries.by_code(code)
    except DrystoneError as error:
        return _no_report(request, error, status=apis.status_of(error))
    if report is None:
        problem = UsageError(
            _("No report has this code."),
            do=_("Look at it once more; thirty days after a report was closed its code opens nothing any more."),
        )
        return _no_report(request, problem, status=400)
    wrong = _act(request, report) if _SAY in request.POST or _DONE in request.POST else None
    return _shown(request, report, code=code, problem=wrong, status=apis.status_of(wrong) if wrong else 200)


def _no_report(request: Request, problem: DrystoneError, *, status: int) -> HttpResponse:
    if for_programs.in_json(request):
        return for_programs.refused(problem, site.program(), status=status)
    return render(request, "reports/answer.html", {"problem": problem}, status=status)


def _act(request: Request, report: Report) -> DrystoneError | None:
    """Do what the form asks for: say something, or tick a step; returns what did not work."""
    try:
        with keeping.kept():
            if _DONE not in request.POST:
                _say(request, report)
            elif request.POST[_DONE] in {step.key for step in _steps(report)}:
                actions.step_done(report.report_id, request.POST[_DONE], by=REPORTER, now=request.now)
    except DrystoneError as error:
        return error
    return None


def _say(request: Request, report: Report) -> None:
    text = request.POST.get(_SAY, "")
    said = queries.words(report.report_id)
    # The same words as the last time are a page that was sent again.
    if said and said[-1].by == REPORTER and said[-1].text == text.replace("\r\n", "\n").strip():
        return
    actions.say(report.report_id, by=REPORTER, text=text, now=request.now)


def _steps(report: Report) -> list[books.Step]:
    program = site.program()
    book = books.of(report.kind, program)
    if book is None:
        return []
    return books.steps(book, books.case_of(report), program)


def _shown(
    request: Request, report: Report, *, code: str = "", problem: DrystoneError | None = None, status: int = 200
) -> HttpResponse:
    program = site.program()
    report.refresh_from_db()
    done = set(report.steps.filter(done_by=REPORTER).values_list("step", flat=True))
    steps = [(step, step.key in done) for step in _steps(report)]
    if code and for_programs.in_json(request):
        if problem is not None:
            return for_programs.refused(problem, program, status=status)
        return JsonResponse(for_programs.standing(report, program, now=request.now))
    looks = queries.looks(report.report_id)
    names = {card.person_id: card.name or card.email for card in directory.cards({look.by for look in looks}).values()}
    told = {
        "report": report,
        "title": words.TITLES[report.kind],
        "state": words.STATUSES[report.status],
        "code": code,
        "words": queries.words(report.report_id),
        "steps": steps,
        "looks": [(look, names.get(look.by, ""), words.LOOKS[look.what]) for look in looks],
        "findings": first_words.found([one.document for one in queries.own_messages(report.report_id)], way=report.way),
        "word_by": waiting.said(report.next_word_at, program, now=request.now) if report.next_word_at else "",
        "language": program_words.language(),
        "problem": problem,
        "entered": request.POST.get(_SAY, "") if problem else "",
    }
    return render(request, "reports/one.html", told, status=status)
