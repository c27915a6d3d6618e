"""The agenda, one activity of it on a shared screen, votes and dissent, and the minutes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.charting import accepting, breaking, figures, forms, meeting, wording
from drystone.charting import access as rules
from drystone.charting import agenda as agendas
from drystone.charting.choosing import criticality
from drystone.charting.models import Round, Topic, Vote
from drystone.charting.views import said
from drystone.lib.errors import UsageError
from drystone.program.model import Program
from drystone.shell import access, site
from drystone.shell.viewer import Request


@access.page(rules.sees_agenda)
def agenda(request: Request, round_id: str) -> HttpResponse:
    """Show what came apart, the most worth talking about first, and how far the parties agree over all."""
    made, program = Round.objects.get(round_id=round_id), site.program()
    told = agendas.agenda(made, program)
    units, shown = figures.figures(agendas.labels(made, program), positions=positions(program))
    context = {
        "round": made, "agenda": told, "figures": () if told.few else shown, "units": units, "few": agendas.FEW,
        "leads": rules.leads(request.viewer), "first": next((i for i in told.items if i.topic.state == "open"), None),
        "decided": sum(item.topic.state == "decided" for item in told.items)
        + sum(topic.state == "decided" for topic, _activity in told.silent),
    }  # fmt: skip
    return render(request, "charting/agenda.html", context)


def positions(program: Program) -> int:
    """Return how many answers could be given to "who answers for it?"."""
    return len(program.roles) + len(wording.RELATIONS) + len(wording.NONE)


@access.page(rules.sees_agenda)
def topic(request: Request, round_id: str, activity_id: str) -> HttpResponse:
    """Show one activity: the split, the lines, the proposal and what it would break."""
    return _topic(request, round_id, activity_id)


def _topic(request: Request, round_id: str, activity_id: str, error: UsageError | None = None) -> HttpResponse:
    made, program = Round.objects.get(round_id=round_id), site.program()
    told = agendas.agenda(made, program)
    activity = program.activities[activity_id]
    order = [item.activity.id for item in told.items] + [one.id for _topic, one in told.silent]
    item = next((one for one in told.items if one.activity.id == activity_id), None)
    one = made.topics.get(activity_id=activity_id)
    at = order.index(activity_id)
    leads = rules.leads(request.viewer)
    held = one.decided or one.proposal
    start: dict[str, Any] = held or {
        "R": list(activity.responsible), "A": activity.accountable, "C": list(activity.consulted),
        "I": list(activity.informed),
    }  # fmt: skip
    mine = made.parties.filter(person_id=request.viewer.person_id or "-")
    context = {
        "round": made, "topic": one, "activity": activity, "item": item, "leads": leads, "problem": error,
        "detail": agendas.detail(made, activity_id, program), "proposed": said(one), "counted": meeting.counted(one),
        "criticality": criticality(program, activity),
        "broken": breaking.of_letters(program, activity, held) if held else (),
        "letters": [(letter, words, wording.listed(start, letter)) for letter, words in wording.LETTERS.items()],
        "choices": wording.choices(program) if leads else (), "hows": wording.HOW.items(),
        "roles": sorted(program.roles.values(), key=lambda role: role.name.casefold()) if leads else (),
        "refusals": accepting.refusals(activity_id, program),
        "dissents": one.dissents.select_related("party").order_by("party__name"), "takes_part": mine.exists(),
        "number": at + 1, "of": len(order), "before": order[at - 1] if at else "",
        "after": order[at + 1] if at + 1 < len(order) else "",
        "until": one.began_at + dt.timedelta(minutes=made.minutes_each) if one.began_at else None,
    }  # fmt: skip
    return render(request, "charting/topic.html", context, status=409 if error else 200)


@access.page(rules.leads_topic, methods=("POST",))
def act(request: Request, round_id: str, activity_id: str) -> HttpResponse:
    """Do one thing about an activity, as whoever leads the meeting."""
    one = Topic.objects.select_related("round").get(round_id=round_id, activity_id=activity_id)
    try:
        perform(request.POST.get("do", ""), one, request)
    except UsageError as error:
        return _topic(request, round_id, activity_id, error)
    return redirect("charting:topic", round_id=round_id, activity_id=activity_id)


def perform(do: str, one: Topic, request: Request) -> None:
    """Do what a form of the meeting asks for. Raises UsageError where that cannot be done now."""
    program, posted = site.program(), request.POST
    if do == "take-up":
        meeting.take_up(one, at=request.now)
    elif do == "note":
        meeting.note(one, posted.get("note", ""))
    elif do == "propose":
        meeting.propose(one, forms.letters(posted), program=program)
    elif do == "vote":
        meeting.call_vote(one)
    elif do == "count":
        meeting.end_vote(one)
    elif do == "put-off":
        meeting.put_off(one)
    elif do == "decide":
        how, breaker = posted.get("how", ""), posted.get("tie_breaker", "")
        actor = request.viewer.actor
        meeting.decide(one, how, tie_breaker=breaker, program=program, by=actor, at=request.now)
        messages.success(request, _("Decided. It is written down when the round is published."))
    else:
        raise UsageError(_("there is no such step"), where=do, do=_("Use the buttons of the page."))


@access.page(rules.votes, methods=("GET", "HEAD", "POST"))
def vote(request: Request, round_id: str, activity_id: str) -> HttpResponse:
    """Say, privately, whether one can live with what is proposed."""
    one = Topic.objects.select_related("round").get(round_id=round_id, activity_id=activity_id)
    error = None
    if request.method == "POST":
        try:
            meeting.vote(one, request.viewer.person_id, agrees=request.POST.get("agrees") == "yes")
            messages.success(request, _("Thank you. Votes are counted together, once the vote is over."))
            return redirect("charting:vote", round_id=round_id, activity_id=activity_id)
        except UsageError as raised:
            error = raised
    mine = Vote.objects.filter(topic=one, number=one.vote_number, party__person_id=request.viewer.person_id).first()
    told = {
        "round": one.round, "topic": one, "activity": site.program().activities[activity_id], "mine": mine,
        "proposed": said(one), "problem": error,
    }  # fmt: skip
    return render(request, "charting/vote.html", told, status=409 if error else 200)


@access.page(rules.votes, methods=("POST",))
def dissent(request: Request, round_id: str, activity_id: str) -> HttpResponse:
    """Have remembered what one's party has against a decision."""
    one = Topic.objects.get(round_id=round_id, activity_id=activity_id)
    try:
        meeting.dissent(one, request.viewer.person_id, request.POST.get("dissent", ""), at=request.now)
    except UsageError as error:
        return _topic(request, round_id, activity_id, error)
    messages.success(request, _("It stands in the minutes."))
    return redirect("charting:topic", round_id=round_id, activity_id=activity_id)


@access.page(rules.leads_round, methods=("POST",))
def present(request: Request, round_id: str) -> HttpResponse:
    """Remember which positions are there."""
    listed = [*request.POST.getlist("present"), *request.POST.get("others", "").split(",")]
    meeting.gather(round_id, listed, by=request.viewer.actor, at=request.now)
    messages.success(request, _("Written down."))
    return redirect("charting:agenda", round_id=round_id)


@access.page(rules.sees_agenda)
def minutes(request: Request, round_id: str) -> HttpResponse:
    """Show what was decided about each activity, how, and who was there, to print."""
    made, program = Round.objects.get(round_id=round_id), site.program()
    topics = list(made.topics.prefetch_related("dissents__party").order_by("ordinal"))
    counted = meeting.counts(topics)
    rows = [
        {
            "topic": one,
            # What was decided stays to read, where the program has let go of the activity since.
            "name": program.activities[one.activity_id].name
            if one.activity_id in program.activities
            else one.activity_id,
            "counted": counted.get(one.pk),
            "letters": wording.letters(program, one.decided),
            "how": wording.HOW.get(one.how, ""),
            "tie_breaker": wording.position(program, one.tie_breaker) if one.tie_breaker else "",
            "dissents": one.dissents.all(),
        }
        for one in topics
    ]
    parties = [party.name for party in made.parties.order_by("name")]
    return render(request, "charting/minutes.html", {"round": made, "rows": rows, "parties": parties})
