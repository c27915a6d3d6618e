"""The acts on a gap as small pages: GET shows the form, POST does it and leads back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from drystone.directory import queries as directory
from drystone.gaps import acts, doing, tasks, together, wording
from drystone.gaps.access import acts_on_task, answers_for_task, may_act_on_gap, may_ask_about_gap, responsible_for_gap
from drystone.gaps.exceptions import LONGEST, Wish
from drystone.gaps.models import Gap
from drystone.lib.errors import DrystoneError, UsageError
from drystone.shell import access, live, next_run, returning, site
from drystone.shell.viewer import Request

_BOTH = ("GET", "HEAD", "POST")
#: How long a page on which somebody said that it is done asks how it went.
_FOLLOWED = dt.timedelta(hours=1)


@access.page(may_act_on_gap, methods=_BOTH)
def done(request: Request, gap_id: str) -> HttpResponse:
    """I've done it: check again. A page on which somebody said so asks here how it went."""
    if tasks.is_open(gap_id):
        return _task_done(request, gap_id)
    if live.repeats(request):
        return _looked(request, gap_id)
    gaps = chosen(request, gap_id, "acts")
    if not gaps or request.method != "POST":
        return form(request, gap_id, "done", gaps=gaps, expected=next_run.expected(request.now))
    try:
        looking = doing.check_again(gaps, by=request.viewer.person_id, now=request.now)
    except DrystoneError as error:
        return form(request, gap_id, "done", gaps=gaps, problem=error)
    if live.asked(request):
        told = {"thanks": _thanks(looking, request.now), "gap": gaps[0], "waits": looking.asked, "moment": request.now}
        return render(request, "gaps/_thanks.html", told)
    messages.success(request, _thanks(looking, request.now))
    return back(request, gap_id)


def _task_done(request: Request, gap_id: str) -> HttpResponse:
    """Say where to see that a task is done, which closes it."""
    if request.method != "POST":
        return form(request, gap_id, "task_done")
    try:
        tasks.done(gap_id, request.POST.get("evidence", ""), by=request.viewer.person_id, now=request.now)
    except DrystoneError as error:
        return form(request, gap_id, "task_done", problem=error)
    messages.success(request, _("Done. Thank you!"))
    return back(request, gap_id)


@access.page(acts_on_task, methods=_BOTH)
def reopen_task(request: Request, gap_id: str) -> HttpResponse:
    """Open a task again that is not done after all."""
    if tasks.is_open(gap_id) or request.method != "POST":
        return form(request, gap_id, "task_reopen", closed=True)
    try:
        tasks.reopen(gap_id, request.POST.get("why", ""), by=request.viewer.person_id, now=request.now)
    except DrystoneError as error:
        return form(request, gap_id, "task_reopen", problem=error, closed=True)
    messages.success(request, _("It is open again."))
    return back(request, gap_id)


@access.page(answers_for_task, methods=_BOTH)
def give_task(request: Request, gap_id: str) -> HttpResponse:
    """Give a task to another position."""
    told: dict[str, Any] = {
        "positions": tasks.positions(site.program()),
        "position": tasks.position_of(Gap.objects.get(pk=gap_id)),
    }
    if request.method != "POST":
        return form(request, gap_id, "task_give", **told)
    try:
        tasks.give(
            gap_id, request.POST.get("role", ""), request.POST.get("why", ""), by=request.viewer.person_id,
            now=request.now,
        )  # fmt: skip
    except DrystoneError as error:
        return form(request, gap_id, "task_give", problem=error, **told)
    messages.success(request, _("Given. Whoever fills that position is told."))
    return redirect("gaps:gap", gap_id=gap_id)


def _looked(request: Request, gap_id: str) -> HttpResponse:
    """Tell how it went once a run has looked; nothing before that, and for no longer than ``_FOLLOWED``."""
    gap, last, said = Gap.objects.get(gap_id=gap_id), next_run.last(), live.number(request)
    looked = said > 0 and last is not None and last.timestamp() > said  # With no time, nobody asked.
    if gap.status != "closed" and not looked and request.now.timestamp() < said + _FOLLOWED.total_seconds():
        return live.nothing_new()
    told = {"gap": gap, "looked": looked, "end": wording.ENDS.get(gap.close_reason, "")}
    return render(request, "gaps/_looked.html", told, status=live.LAST)


def _thanks(looking: doing.Looking, now: dt.datetime) -> str:
    """Say what happens now: "on its way" only of what was asked for, and when, where that is known."""
    before = _("Thank you.") if looking.noted else _("You, or somebody else, said so a few minutes ago.")
    if looking.asked and looking.at is not None and looking.at <= now:
        then = _("We look again now; once a run finds it in order, this closes by itself.")
    elif looking.at is None:
        then = _("The next run looks again, and closes this once it finds it in order.")
    else:
        when = formats.date_format(timezone.localtime(looking.at), "DATETIME_FORMAT")
        then = _("We look again after the next run, about %(when)s; it closes this once it finds it in order.")
        then %= {"when": when}
    return f"{before} {then}"


@access.page(responsible_for_gap, methods=_BOTH)
def not_now(request: Request, gap_id: str) -> HttpResponse:
    """Not now: until a day, within the program's limit."""
    gaps = chosen(request, gap_id, "responsible")
    today = timezone.localtime(request.now).date()
    longest, me = site.program().settings.site.not_now, request.viewer.person_id
    if not gaps:
        return form(request, gap_id, "not_now")
    last = min(acts.furthest(gap, by=me, today=today, longest=longest) for gap in gaps)
    told: dict[str, Any] = {"first": today + dt.timedelta(days=1), "last": last, "left": last > today, "gaps": gaps}
    if request.method != "POST":
        return form(request, gap_id, "not_now", **told)
    try:
        delay = acts.Delay(_day(request.POST.get("until", "")), today, longest, request.POST.get("reason", ""))
        doing.put_off(gaps, delay, by=me, now=request.now)
    except DrystoneError as error:
        return form(request, gap_id, "not_now", problem=error, **told)
    words = _("All right: not before %(day)s. When it is due does not change.")
    messages.success(request, words % {"day": formats.date_format(delay.until, "DATE_FORMAT")})
    return back(request, gap_id)


@access.page(may_ask_about_gap, methods=_BOTH)
def ask_help(request: Request, gap_id: str) -> HttpResponse:
    """I need help: begin a conversation with whoever is responsible."""
    gaps, me = chosen(request, gap_id, "asks"), request.viewer.person_id
    if not gaps:
        return form(request, gap_id, "help")
    card = directory.card(doing.helper(gaps[0], me=me))
    if request.method != "POST":
        return form(request, gap_id, "help", helper=card, gaps=gaps)
    try:
        thread = doing.ask_help(gaps, request.POST.get("text", ""), by=me, now=request.now)
    except DrystoneError as error:
        return form(request, gap_id, "help", problem=error, helper=card, gaps=gaps)
    messages.success(request, _("Sent. You will read the answer here."))
    return redirect(_thread(thread)) if _thread(thread) else back(request, gap_id)


@access.page(may_act_on_gap, methods=_BOTH)
def ask_exception(request: Request, gap_id: str) -> HttpResponse:
    """Ask for an exception: dated, with a reason; somebody else decides."""
    gaps, me = chosen(request, gap_id, "acts"), request.viewer.person_id
    if not gaps:
        return form(request, gap_id, "exception")
    today = timezone.localtime(request.now).date()
    told: dict[str, Any] = {
        "decider": directory.card(doing.decider(gaps[0], by=me)),
        "first": today,
        "last": today + LONGEST,
        "gaps": gaps,
    }
    if request.method != "POST":
        return form(request, gap_id, "exception", **told)
    try:
        reason, until = request.POST.get("reason", ""), _day(request.POST.get("until", ""))
        doing.ask_exceptions([Wish(gap.gap_id, reason, until) for gap in gaps], by=me, now=request.now)
    except DrystoneError as error:
        return form(request, gap_id, "exception", problem=error, **told)
    messages.success(request, _("Asked. It counts once somebody else has approved it; you see the answer here."))
    return back(request, gap_id)


def chosen(request: Request, gap_id: str, may: str) -> list[Gap]:
    """Return the gaps that an act is about; empty where the one in the address has closed.

    From a step's link (``?step=1``) those are all that are mended the same way; a form posts those that it named, and
    none beside the one in the address unless it named some. Raises Http404 where the viewer may not do it to one.
    """
    gap = open_gap(gap_id)
    if gap is None:
        return []
    me = request.viewer.person_id
    if request.method != "POST":
        return together.alike(gap, me=me, now=request.now) if request.GET.get("step") else [gap]
    named = request.POST.getlist("gap")
    found = together.chosen(request.viewer, named, may=[may]) if named else [gap]
    # Of several, what has closed meanwhile needs nothing more; of one it is said how it ended.
    return [one for one in found if one.status != "closed"]


def open_gap(gap_id: str) -> Gap | None:
    """Return the gap while something can be done about it."""
    return Gap.objects.filter(gap_id=gap_id).exclude(status="closed").first()


def form(
    request: Request, gap_id: str, name: str, *, problem: DrystoneError | None = None, **told: Any
) -> HttpResponse:
    """Show the small page of an act; of a closed gap, how it ended instead."""
    gap = Gap.objects.get(gap_id=gap_id)
    title = wording.title(site.program(), gap)
    several = told.pop("gaps", ())
    told |= {"gap": gap, "title": title, "problem": problem, "typed": request.POST}
    told["several"] = together.named(several, site.program()) if len(several) > 1 else ()
    told["named"] = [one.gap_id for one in several]
    told["next"] = returning.target(request, reverse("gaps:gap", args=[gap_id]))
    part = live.asked(request) and name == "done"
    if gap.status == "closed" and not told.pop("closed", False):
        told["ended"] = wording.ENDS.get(gap.close_reason, "")
        ended = "gaps/_ended.html" if part else "gaps/ended.html"
        return render(request, ended, told, status=409 if request.method == "POST" else 200)
    page = "shell/_problem.html" if part else f"gaps/{name}.html"
    return render(request, page, told, status=422 if problem else 200)


def back(request: Request, gap_id: str) -> HttpResponse:
    """Lead back to where the form was opened, else to the gap."""
    return redirect(returning.target(request, reverse("gaps:gap", args=[gap_id])))


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(_("a day is needed"), do=_("Choose one, or write it as 2026-12-31.")) from error


def _thread(thread: str) -> str:
    try:
        return reverse("messages:thread", args=[thread]) if thread else ""
    except NoReverseMatch:
        return ""
