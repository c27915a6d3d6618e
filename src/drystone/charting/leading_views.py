"""What whoever leads a round does with it: choose, invite, begin, extend, reveal, publish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.authoring import saving
from drystone.charting import access as rules
from drystone.charting import choosing, forms, publishing
from drystone.charting import rounds as acts
from drystone.charting.models import Round
from drystone.charting.views import page
from drystone.directory import queries as directory
from drystone.lib.errors import DrystoneError, UsageError
from drystone.shell import access, site
from drystone.shell.viewer import Request


@access.page(rules.leads, methods=("GET", "HEAD", "POST"))
def new(request: Request) -> HttpResponse:
    """Choose the activities of a round; those most worth one stand first, with the reason."""
    error: UsageError | None = None
    program = site.program()
    if request.method == "POST":
        try:
            title, chosen = request.POST.get("title", ""), request.POST.getlist("activity")
            made = acts.make(title, chosen, program=program, by=request.viewer.actor, at=request.now)
            return redirect("charting:parties", round_id=made)
        except UsageError as raised:
            error = raised
    found = choosing.candidates(program)
    worth = [one for one in found if one.reasons][: choosing.SUGGESTED]
    ids = {one.activity.id for one in worth}
    told = {
        "worth": worth,
        "others": sorted((one for one in found if one.activity.id not in ids), key=lambda one: one.activity.name),
        "chosen": set(request.POST.getlist("activity")) if request.method == "POST" else ids,
        "title": request.POST.get("title", ""),
        "problem": error,
        "least": choosing.FEWEST,
        "most": choosing.MOST,
    }
    return render(request, "charting/new.html", told, status=400 if error else 200)


@access.page(rules.leads_round, methods=("GET", "HEAD", "POST"))
def parties(request: Request, round_id: str) -> HttpResponse:
    """Choose who takes part, and who answers for each."""
    program, error = site.program(), None
    if request.method == "POST":
        try:
            invited = forms.people(request.POST)
            acts.invite(round_id, invited, program=program, by=request.viewer.actor, at=request.now)
            return redirect("charting:round", round_id=round_id)
        except UsageError as raised:
            error = raised
    made = Round.objects.get(round_id=round_id)
    known = choosing.invitees(program)
    invited = {party.key: party.person_id for party in made.parties.all()}
    cards = directory.cards([*(one.person_id for one in known), *invited.values()])

    def named(person_id: str) -> str:
        card = cards.get(person_id)
        return card.email or card.name if card else ""

    rows = [
        {
            "invitee": one,
            "who": request.POST.get(f"who.{one.key}") or named(invited.get(one.key) or one.person_id),
            "ticked": one.key in (request.POST.getlist("party") if request.method == "POST" else invited),
        }
        for one in known
    ]
    told = {
        "round": made,
        "departments": [row for row in rows if row["invitee"].department],  # type: ignore[attr-defined] # An Invitee.
        "positions": [row for row in rows if not row["invitee"].department],  # type: ignore[attr-defined] # The same.
        "problem": error,
    }
    return render(request, "charting/parties.html", told, status=400 if error else 200)


def _done(request: Request, round_id: str, act: Callable[[], None], words: str) -> HttpResponse:
    """Do something with a round; say so, or show the round with what did not work."""
    try:
        act()
    except UsageError as error:
        return page(request, round_id, error=error)
    messages.success(request, words)
    return redirect("charting:round", round_id=round_id)


class _Until(Protocol):
    """Something that is done with a round until and including a day."""

    def __call__(self, round_id: str, closes_on: dt.date, *, today: dt.date, by: str, at: dt.datetime) -> None: ...


def _until(request: Request, round_id: str, act: _Until, words: str) -> HttpResponse:
    """The same for what lasts until a day that the form names."""

    def chosen() -> None:
        closes_on, today = forms.day(request.POST, "closes_on"), acts.day_of(request.now)
        act(round_id, closes_on, today=today, by=request.viewer.actor, at=request.now)

    return _done(request, round_id, chosen, words)


@access.page(rules.leads_round, methods=("POST",))
def begin(request: Request, round_id: str) -> HttpResponse:
    """Ask everybody who is invited."""
    words = _("It has begun. Each answers alone; nobody sees anything before the reveal.")
    return _until(request, round_id, acts.begin, words)


@access.page(rules.leads_round, methods=("POST",))
def extend(request: Request, round_id: str) -> HttpResponse:
    """Give those who have not answered more time."""
    return _until(request, round_id, acts.extend, _("There is more time now."))


@access.page(rules.leads_round, methods=("POST",))
def remind(request: Request, round_id: str) -> HttpResponse:
    """Remind those who have not answered."""
    return _done(
        request,
        round_id,
        lambda: acts.remind(round_id, by=request.viewer.actor, at=request.now),
        _("Whoever has not answered is reminded; who that is stays between them and the round."),
    )


@access.page(rules.leads_round, methods=("POST",))
def again(request: Request, round_id: str) -> HttpResponse:
    """Ask more about what is contested, before anybody sees an answer."""
    return _until(request, round_id, acts.ask_again, _("Those who answered are asked more about what came apart."))


@access.page(rules.leads_round, methods=("POST",))
def reveal(request: Request, round_id: str) -> HttpResponse:
    """Lay all answers on the table."""
    try:
        acts.reveal(round_id, by=request.viewer.actor, at=request.now)
    except UsageError as error:
        return page(request, round_id, error=error)
    return redirect("charting:agenda", round_id=round_id)


@access.page(rules.leads_round, methods=("POST",))
def cancel(request: Request, round_id: str) -> HttpResponse:
    """Call a round off."""
    return _done(
        request,
        round_id,
        lambda: acts.cancel(round_id, by=request.viewer.actor, at=request.now),
        _("It is called off. What was sent is deleted unseen."),
    )


@access.page(rules.leads_round, methods=("POST",))
def hand_on(request: Request, round_id: str, number: int) -> HttpResponse:
    """Name somebody else to answer for a party."""
    return _done(
        request,
        round_id,
        lambda: acts.replace(round_id, number, request.POST.get("who", ""), by=request.viewer.actor, at=request.now),
        _("They are asked now. Where an answer was sent before, that one counts."),
    )


@access.page(rules.leads_round, methods=("POST",))
def publish(request: Request, round_id: str) -> HttpResponse:
    """Write what is decided into the program; or give it as a patch, for a folder that others keep."""
    try:
        if request.POST.get("as") == "patch":
            wanted = publishing.proposal(Round.objects.get(round_id=round_id), request.viewer, site.program())
            text = saving.patch(wanted, request.viewer, now=request.now)
            answer = HttpResponse(text, content_type="text/x-patch; charset=utf-8")
            answer["Content-Disposition"] = 'attachment; filename="round.patch"'
            return answer
        written = publishing.publish(round_id, request.viewer, now=request.now)
    except DrystoneError as error:
        return page(request, round_id, error=error)
    messages.success(request, _("Published. Everybody whose part it is, is asked to accept it."))
    if written.note:
        messages.warning(request, written.note)
    return redirect("charting:round", round_id=round_id)
