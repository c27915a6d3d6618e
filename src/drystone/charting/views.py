"""What there is for somebody, and one round: as whoever leads it and as those invited see it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from drystone.charting import access as rules
from drystone.charting import agenda as agendas
from drystone.charting import queries, wording
from drystone.charting import rounds as acts
from drystone.charting.models import Ballot, Party, Round, Topic, Version
from drystone.directory import queries as directory
from drystone.lib.errors import DrystoneError
from drystone.shell import access, site
from drystone.shell.viewer import Request, Viewer

_MOST = 100


@access.page(rules.takes_part_or_leads)
def rounds(request: Request) -> HttpResponse:
    """Show what waits for the viewer, the rounds that they take part in, and all of them to those who lead."""
    viewer = request.viewer
    leading = rules.leads(viewer)
    due = queries.ballots_waiting(viewer).select_related("party__round").order_by("party__round__closes_on", "pk")
    mine = Round.objects.filter(parties__person_id=viewer.person_id or "-").exclude(state="draft").distinct()
    known = site.program().activities
    reopened = Version.objects.filter(newest=True).exclude(reopened_at=None) if leading else Version.objects.none()
    told = {
        "ballots": [one.party for one in due[:_MOST]],
        "rows": queries.rows_waiting(viewer).count() if viewer.person_id else 0,
        "rounds": (Round.objects.all() if leading else mine).order_by("-made_at")[:_MOST],
        "reopened": [(one, known[one.activity_id]) for one in reopened[:_MOST] if one.activity_id in known],
        "leads": leading,
        "profiles": rules.reads_profiles(viewer),
    }
    return render(request, "charting/rounds.html", told)


@access.page(rules.sees_round)
def one(request: Request, round_id: str) -> HttpResponse:
    """Show one round, as far as it has come."""
    return page(request, round_id)


def page(request: Request, round_id: str, *, error: DrystoneError | None = None) -> HttpResponse:
    """Show one round; with what did not work, beside its forms."""
    made = Round.objects.get(round_id=round_id)
    viewer = request.viewer
    told: dict[str, Any] = {
        "round": made,
        "leads": rules.leads(viewer),
        "mine": _mine(made, viewer),
        "problem": error,
        "today": acts.day_of(request.now),
        "asks": made.state in rules.ASKING,
    }
    if told["leads"]:
        told |= _leading(request, made)
    return render(request, "charting/round.html", told, status=409 if error else 200)


def _mine(made: Round, viewer: Viewer) -> list[tuple[Party, bool, bool]]:
    """The parties that the viewer answers for, whether something of theirs waits, and whether they sent something."""
    waits = set(queries.ballots_waiting(viewer).filter(party__round=made).values_list("party_id", flat=True))
    sent = set(Ballot.objects.filter(sent_by=viewer.person_id or "-").values_list("party_id", flat=True))
    mine = made.parties.filter(person_id=viewer.person_id or "-").order_by("name")
    return [(party, party.pk in waits, party.pk in sent) for party in mine]


def _leading(request: Request, made: Round) -> dict[str, Any]:
    program = site.program()
    topics = list(made.topics.order_by("ordinal"))
    parties = list(made.parties.order_by("name"))
    cards = directory.cards(party.person_id for party in parties)
    sent, asked = acts.progress(made, now=request.now) if made.state in rules.ASKING else (0, len(parties))
    return {
        "topics": [
            (topic, program.activities[topic.activity_id], acts.words_of(program, topic))
            for topic in topics
            if topic.activity_id in program.activities
        ],
        "parties": [(party, cards.get(party.person_id)) for party in parties],
        "sent": sent,
        "asked": asked,
        "few": agendas.FEW,
        "decided": sum(topic.state == "decided" for topic in topics),
    }


def said(topic: Topic) -> list[tuple[str, Any, list[str]]]:
    """Say the letters that are proposed or decided for a topic."""
    return wording.letters(site.program(), topic.decided or topic.proposal)
