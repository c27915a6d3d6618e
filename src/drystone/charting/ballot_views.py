"""A party's ballot: one activity at a time, on a phone, alone."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from drystone.charting import access as rules
from drystone.charting import ballots, forms, wording
from drystone.charting import rounds as acts
from drystone.charting.ballots import Paper, Question
from drystone.lib.errors import UsageError
from drystone.program.model import Program
from drystone.shell import access, site
from drystone.shell.viewer import Request

_LONGEST_NUMBER = 3


@access.page(rules.answers, methods=("GET", "HEAD", "POST"))
def ballot(request: Request, round_id: str, number: int) -> HttpResponse:
    """Ask about one activity and keep what is said; once sent, show what was sent."""
    program, error = site.program(), None
    paper = ballots.paper(number, person_id=request.viewer.person_id, program=program)
    if not paper.open or not paper.questions:
        return render(request, "charting/sent.html", _sent(paper, program))
    question = _question(request, paper)
    said = question.said
    if request.method == "POST":
        said = forms.said(request.POST)
        try:
            ballots.save(number, question.activity.id, said, person_id=request.viewer.person_id, program=program)
            return redirect(_next(request, paper, question, round_id, number))
        except UsageError as raised:
            error = raised
    told = {
        "paper": paper,
        "question": question,
        "said": said,
        "of": len(paper.questions),
        "problem": error,
        "choices": wording.choices(program),
        "ours": [(one, wording.position(program, one)) for one in paper.party.positions],
        "none": wording.NONE.items(),
        "mine": wording.MINE.items(),
        "sure": wording.SURE.items(),
        "lists": [("does", _("Who does it?"), said.does), ("asked", _("Who must be asked before?"), said.asked),
                  ("told", _("Who must be told after?"), said.told)],
        "longest": ballots.LONGEST_LINE,
        "unfolded": paper.second or said.unfolded,
    }  # fmt: skip
    return render(request, "charting/ballot.html", told, status=400 if error else 200)


def _question(request: Request, paper: Paper) -> Question:
    """The question that is asked for; nonsense is the first that is not answered."""
    asked = request.POST.get("n") or request.GET.get("n", "")
    if asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_NUMBER:
        at = int(asked)
        if 1 <= at <= len(paper.questions):
            return paper.questions[at - 1]
    return (paper.left or list(paper.questions))[0]


def _next(request: Request, paper: Paper, question: Question, round_id: str, number: int) -> str:
    back = request.POST.get("do") == "back"
    at = question.number - 1 if back else question.number + 1
    if at > len(paper.questions):
        return reverse("charting:send", args=[round_id, number])
    return f"{reverse('charting:ballot', args=[round_id, number])}?{urlencode({'n': max(1, at)})}"


@access.page(rules.answers, methods=("GET", "HEAD", "POST"))
def send(request: Request, round_id: str, number: int) -> HttpResponse:
    """Show all that was filled in, and send it: once, for good."""
    program, error = site.program(), None
    person = request.viewer.person_id
    if request.method == "POST":
        try:
            ballots.send(number, person_id=person, today=acts.day_of(request.now))
            messages.success(request, _("Thank you. Nobody sees it before all are revealed together."))
            return redirect("charting:ballot", round_id=round_id, number=number)
        except UsageError as raised:
            error = raised
    paper = ballots.paper(number, person_id=person, program=program)
    if not paper.open:
        return render(request, "charting/sent.html", _sent(paper, program), status=409 if error else 200)
    told = _sent(paper, program) | {"problem": error}
    return render(request, "charting/send.html", told, status=409 if error else 200)


def _sent(paper: Paper, program: Program) -> dict[str, object]:
    rows = [
        {
            "question": one,
            "answers_for": wording.position(program, one.said.answers_for) if one.said.answers_for else "",
            "mine": [wording.MINE[letter] for letter in wording.MINE if letter in one.said.mine],
            "should": wording.position(program, one.said.should) if one.said.should else "",
            "named": [
                (words, wording.positions(program, getattr(one.said, name)))
                for name, words in (("does", _("Who does it?")), ("asked", _("Who must be asked before?")),
                                    ("told", _("Who must be told after?")))
                if getattr(one.said, name)
            ],
        }
        for one in paper.questions
    ]  # fmt: skip
    return {"paper": paper, "rows": rows}
