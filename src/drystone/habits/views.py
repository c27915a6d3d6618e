"""Pages of this room: what is next for me, a lesson, a question, and what is said to my answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.habits import actions, queries
from drystone.habits.access import gave_answer, knows_item, knows_lesson
from drystone.habits.asking import Asked, ask
from drystone.habits.prose import blocks
from drystone.lib.errors import UsageError
from drystone.program.lesson_model import Lesson
from drystone.shell import access, site
from drystone.shell.viewer import Request

_LONGEST_NUMBER = 6


@access.page(access.employee)
def lessons(request: Request) -> HttpResponse:
    """Show what is next for me, what I finished, and how much I wish to be reminded."""
    program, me = site.program(), request.viewer.person_id
    due = queries.mine(me, request.now, program)
    done = [
        (lesson_id, program.lessons[lesson_id].text(request.viewer.language), at)
        for lesson_id, at in queries.done_by(me)
        if lesson_id in program.lessons
    ]
    told: dict[str, Any] = {"due": due, "done": done, "learner": queries.learner(me)}
    if due and due.lesson_id:
        told["lesson"] = program.lessons[due.lesson_id]
        told["text"] = program.lessons[due.lesson_id].text(request.viewer.language)
    return render(request, "habits/lessons.html", told)


@access.page(knows_lesson)
def lesson(request: Request, lesson_id: str) -> HttpResponse:
    """Show a lesson: the story, and one thing to do today."""
    shown = site.program().lessons[lesson_id]
    text = shown.text(request.viewer.language)
    told = {
        "lesson": shown,
        "text": text,
        "story": blocks(text.story),
        "today": blocks(text.today),
        "habit": site.program().habits[shown.habits[0]],
        "progress": queries.progress(request.viewer.person_id, shown),
    }
    return render(request, "habits/lesson.html", told)


@access.page(knows_lesson, methods=("POST",))
def begin(request: Request, lesson_id: str) -> HttpResponse:
    """Go on from the story to its questions."""
    shown, me = site.program().lessons[lesson_id], request.viewer.person_id
    actions.begin(me, shown, now=request.now)
    return _go_on(request, shown)


def _go_on(request: Request, shown: Lesson) -> HttpResponse:
    """Lead to the next question of a lesson, else to what else there is this week."""
    item = queries.progress(request.viewer.person_id, shown).next_item
    return redirect("habits:question", item_id=item) if item else redirect("habits:lessons")


@access.page(knows_lesson, methods=("POST",))
def skip_lesson(request: Request, lesson_id: str) -> HttpResponse:
    """Let a lesson be for a while."""
    actions.skip_lesson(request.viewer.person_id, site.program().lessons[lesson_id], now=request.now)
    messages.success(request, _("All right, it is skipped. It may come back in a few weeks."))
    return redirect("habits:lessons")


@access.page(knows_item, methods=("GET", "HEAD", "POST"))
def question(request: Request, item_id: str) -> HttpResponse:
    """Ask one question, and take the answer."""
    me = request.viewer.person_id
    asked = queries.question(me, item_id, request.viewer.language, site.program())
    assert asked is not None  # The rule has seen it.
    if request.method != "POST":
        return _asked(request, asked)
    number, chosen = request.POST.get("number", ""), request.POST.getlist("option")
    met = _as_met(asked, number, request.viewer.language)
    try:
        answer_id = actions.answer(me, met, met.at(chosen), now=request.now)
    except UsageError as error:
        # Asked anew, its options stand elsewhere.
        kept = chosen if met.number == asked.number else []
        return _asked(request, asked, problem=error, chosen=kept, status=422)
    return redirect("habits:answer", answer_id=answer_id)


def _as_met(asked: Asked, number: str, language: str) -> Asked:
    """Return the question as it was when it was answered: a page may be sent twice, or from another day."""
    if not number.isascii() or not number.isdigit() or len(number) > _LONGEST_NUMBER:
        return asked
    return ask(asked.lesson, asked.item.id, int(number), language) or asked


def _asked(request: Request, asked: Asked, *, status: int = 200, **more: Any) -> HttpResponse:
    told = {"asked": asked, "stem": blocks(asked.variant.stem), "best": len(asked.best), **more}
    return render(request, "habits/question.html", told, status=status)


@access.page(knows_item, methods=("POST",))
def skip_question(request: Request, item_id: str) -> HttpResponse:
    """Let a question be for a while."""
    actions.skip_question(request.viewer.person_id, item_id, now=request.now)
    messages.success(request, _("All right, it is skipped."))
    return redirect("habits:lessons")


@access.page(gave_answer)
def answer(request: Request, answer_id: str) -> HttpResponse:
    """Say something kind to an answer, to the one who gave it."""
    program, me = site.program(), request.viewer.person_id
    given = queries.answer(answer_id, me)
    told = queries.told(given, request.viewer.language, program) if given else None
    if told is None:
        raise Http404
    shown = told.asked.lesson
    progress = queries.progress(me, shown)
    going = progress.begun_at is not None and progress.done_at is None and progress.next_item
    due = None if going else queries.mine(me, request.now, program)
    language = told.asked.language
    page = {
        "told": told,
        "asked": told.asked,
        "beliefs": [(one.belief.get(language, ""), one.answer.get(language, "")) for one in told.beliefs],
        "next_item": progress.next_item if going else "",
        "just_done": progress.done_at is not None and progress.done_at >= told.at,
        "due": due,
    }
    return render(request, "habits/answer.html", page)


@access.page(access.employee, methods=("POST",))
def pace(request: Request) -> HttpResponse:
    """Choose how much I am reminded."""
    try:
        actions.choose_pace(request.viewer.person_id, request.POST.get("pace", ""))
    except UsageError as error:
        messages.error(request, f"{error.what}. {error.do or ''}")
        return redirect("habits:lessons")
    messages.success(request, _("All right. You can change this whenever you like."))
    return redirect("habits:lessons")
