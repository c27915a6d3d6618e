"""Pages of this room: what a link of a message leads to, and the outlook for whoever keeps the program."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.directory import teams
from drystone.lib.errors import DrystoneError, UsageError
from drystone.program.model import Program
from drystone.reminders import outlook as outlooks
from drystone.reminders import tapping, trial_previews, trial_words, unreached
from drystone.reminders.access import may_see_outlook, may_tap
from drystone.reminders.previewing import Preview, preview
from drystone.reminders.tapping import Tapped, UsedError
from drystone.shell import access, live, site
from drystone.shell.viewer import Request

#: What "not now" begins with.
_A_WEEK = dt.timedelta(days=7)


@access.page(may_tap, methods=("GET", "HEAD", "POST"))
def tap(request: Request, token: str) -> HttpResponse:
    """Ask once more before a link does something: programs that look at links press no buttons."""
    one = tapping.read(token, now=request.now)
    if one is None:
        return render(request, "reminders/gone.html", status=404)
    if one.used or not one.gap_ids or request.method != "POST":
        return _page(request, one)
    try:
        if one.act == "done":
            tapping.done(one, now=request.now)
        else:
            tapping.put_off(one, _day(request.POST.get("until", "")), now=request.now)
    except UsedError:
        return redirect(request.path)
    except DrystoneError as error:
        return _page(request, one, error)
    return redirect(request.path)


def _page(request: Request, one: Tapped, problem: DrystoneError | None = None) -> HttpResponse:
    today = tapping.today(one, now=request.now)
    named = tapping.called(one, by_its_person=request.viewer.person_id == one.person_id)
    told: dict[str, Any] = {"one": one, "named": named, "problem": problem}
    if named and one.act == "not-now":
        last = tapping.last_day(one, today=today)
        told |= {"first": today + dt.timedelta(days=1), "last": last, "left": last > today}
        told["day"] = request.POST.get("until") or min(today + _A_WEEK, last).isoformat()
    return render(request, "reminders/tap.html", told, status=422 if problem else 200)


@access.page(may_see_outlook)
def outlook(request: Request) -> HttpResponse:
    """Show what would be said, to how many, what a year of it is like, and what the reader's own message is.

    The first outlook is made after the first run: until it is there, the page asks by itself.
    """
    program, found = site.program(), outlooks.latest()
    begun = site.snapshot() is not None
    awaited = {"outlook": found, "begun": begun, "live": live.key(begun, found.made_at if found else None),
               "badges": unreached.badges_reach(program), "leads": teams.leads_people(request.viewer)}  # fmt: skip
    if live.repeats(request):
        return live.page(request, "", awaited, part="reminders/_outlook.html")
    mine = None
    if request.viewer.person_id and site.snapshot() is not None:
        with site.reading() as engine:
            mine = preview(program, engine, request.viewer.person_id, now=request.now)
    told = {**awaited, "on": program.settings.reminders.on, "pace": program.settings.reminders,
            "mine": mine, "can_send": outlooks.can_send(),
            "channels": _handed(mine) if mine else [], "tried": _tried(program, request, found)}  # fmt: skip
    return render(request, "reminders/outlook.html", told)


def _tried(program: Program, request: Request, found: outlooks.Latest | None) -> list[dict[str, Any]]:
    """What each arm of each trial that is declared would change, and how small a difference it could see."""
    year, language = (found.year if found else {}).get("trials", {}), request.viewer.language
    return [
        {
            "question": one.question,
            "arms": trial_previews.of_trial(one, program, language),
            "could_see": trial_words.could_see(year.get(one.id)),
        }
        for one in program.trials.values()
    ]


def _handed(mine: Preview) -> list[tuple[str, str]]:
    """What each channel is handed, as it is read by whoever keeps the program."""
    return [(name, json.dumps(told, ensure_ascii=False, indent=1)) for name, told in mine.channels.items()]


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(_("a day is needed"), do=_("Choose one, or write it as 2026-12-31.")) from error
