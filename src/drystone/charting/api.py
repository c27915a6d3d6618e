"""Rounds over the API: what the site can do, by the same rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Field, Router, Schema

from drystone.charting import access as rules
from drystone.charting import agenda as agendas
from drystone.charting import ballots, choosing, figures
from drystone.charting import rounds as acts
from drystone.charting.meeting_views import positions
from drystone.charting.models import Round
from drystone.shell import apis, site
from drystone.shell.viewer import Request

router = Router(tags=["charting"])


class CandidateOut(Schema):
    """An activity that a round may take up, the one most worth it first, with the reasons."""

    id: str
    name: str
    reasons: list[str]
    findings: list[str]


class InviteeOut(Schema):
    """A party that can be invited: in whose words it is asked, its positions, and who would answer ("" for nobody)."""

    key: str
    name: str
    words: str
    positions: list[str]
    person_id: str


class RoundRow(Schema):
    """A round. ``state`` is draft, first, second, revealed or cancelled."""

    id: str
    title: str
    state: str
    closes_on: dt.date | None


class RoundPartyOut(Schema):
    """A party of a round, for those who lead it."""

    number: int
    key: str
    name: str
    person_id: str


class RoundOut(RoundRow):
    """One round. What only those who lead see is empty or null for others.

    ``answered`` is how many had answered when this day began; it never says who.
    """

    activities: list[str]
    parties: list[RoundPartyOut]
    answered: int | None
    asked: int | None
    mine: list[int]


class RoundIn(Schema):
    """A new round."""

    title: str = Field(max_length=acts.LONGEST_TITLE)
    activities: list[str] = Field(max_length=choosing.MOST)


class InviteIn(Schema):
    """Who takes part: the key of each party → who answers for it (an address, a full name or an id)."""

    parties: dict[str, str] = Field(max_length=acts.MOST_PARTIES)


class ClosesIn(Schema):
    """Until and including which day."""

    closes_on: dt.date


class HandOnIn(Schema):
    """Who answers for a party now."""

    who: str = Field(max_length=254)


class AnswerIn(Schema):
    """What a party says of one activity: a position, a relation, "(nobody)", "(don't know)" or "(not ours)".

    ``mine`` are letters of RACI, "-" for none of it; the rest may be left out. ``sure`` is 1 to 3, 0 where not said.
    """

    answers_for: str = Field("", max_length=200)
    mine: str = Field("", max_length=4)
    does: list[str] = Field(default=[], max_length=20)
    asked: list[str] = Field(default=[], max_length=20)
    told: list[str] = Field(default=[], max_length=20)
    should: str = Field("", max_length=200)
    sure: int = Field(0, ge=0, le=3)
    line: str = Field("", max_length=ballots.LONGEST_LINE)


class QuestionAskedOut(AnswerIn):
    """One activity that a party is asked about, in its own words, and what it has said of it."""

    activity: str
    name: str
    words: str


class PaperOut(Schema):
    """A party's ballot as its person sees it."""

    party: str
    second: bool
    sent: bool
    open: bool
    closes_on: dt.date | None
    questions: list[QuestionAskedOut]


class BarOut(Schema):
    """One answer and which parties gave it."""

    words: str
    parties: list[str]


class StandoutOut(Schema):
    """What stands out, and about which parties or positions."""

    condition: str
    about: list[str]


class ItemOut(Schema):
    """An activity on the agenda; ``pairwise`` and ``entropy`` (bits) are of who answers for it."""

    activity: str
    state: str
    criticality: int
    weight: float
    pairwise: float | None
    entropy: float | None
    answers: list[BarOut]
    standouts: list[StandoutOut]
    proposal: dict[str, Any]
    decided: dict[str, Any]


class FigureOut(Schema):
    """A figure of agreement with its interval; null where it says nothing."""

    name: str
    value: float | None
    low: float | None
    high: float | None


class AgendaOut(Schema):
    """A revealed round. ``figures`` is empty below five ballots."""

    answered: int
    invited: int
    items: list[ItemOut]
    silent: list[str]
    figures: list[FigureOut]


@apis.get(router, "/rounds", rule=rules.takes_part_or_leads, scope="program:read", response=list[RoundRow])
def rounds(request: Request) -> list[dict[str, Any]]:
    """List the rounds that I take part in, or all of them for those who lead."""
    mine = Round.objects.filter(parties__person_id=request.viewer.person_id or "-").exclude(state="draft").distinct()
    found = Round.objects.all() if rules.leads(request.viewer) else mine
    return [_head(one) for one in found.order_by("-made_at")[:100]]


def _head(one: Round) -> dict[str, Any]:
    return {"id": one.round_id, "title": one.title, "state": one.state, "closes_on": one.closes_on}


@apis.get(router, "/rounds/candidates", rule=rules.leads, scope="program:read", response=list[CandidateOut])
def candidates(request: Request) -> list[dict[str, Any]]:
    """List the activities, the one most worth a round first."""
    return [
        {"id": one.activity.id, "name": one.activity.name, "reasons": one.reasons, "findings": one.findings}
        for one in choosing.candidates(site.program())
    ]


@apis.get(router, "/rounds/invitees", rule=rules.leads, scope="program:read", response=list[InviteeOut])
def invitees(request: Request) -> list[dict[str, Any]]:
    """List who can be invited."""
    names = ("key", "name", "words", "positions", "person_id")
    return [{name: getattr(one, name) for name in names} for one in choosing.invitees(site.program())]


@apis.post(router, "/rounds", rule=rules.leads, scope="program:write", response=RoundOut)
def make(request: Request, body: RoundIn) -> dict[str, Any]:
    """Make a round of 8 to 20 activities, as a draft."""
    by = request.viewer.actor
    return _round(request, acts.make(body.title, body.activities, program=site.program(), by=by, at=request.now))


@apis.get(router, "/rounds/{round_id}", rule=rules.sees_round, scope="program:read", response=RoundOut)
def one(request: Request, round_id: str) -> dict[str, Any]:
    """Return one round, as far as it has come."""
    return _round(request, round_id)


def _round(request: Request, round_id: str) -> dict[str, Any]:
    made, viewer = Round.objects.get(round_id=round_id), request.viewer
    leads, asks = rules.leads(viewer), made.state in rules.ASKING
    answered, asked = acts.progress(made, now=request.now) if leads and asks else (None, None)
    parties = list(made.parties.order_by("name"))
    return _head(made) | {
        "activities": list(made.topics.order_by("ordinal").values_list("activity_id", flat=True)),
        "parties": [
            {"number": party.pk, "key": party.key, "name": party.name, "person_id": party.person_id}
            for party in parties
            if leads
        ],
        "answered": answered,
        "asked": asked,
        "mine": [party.pk for party in parties if party.person_id == viewer.person_id],
    }


@apis.post(router, "/rounds/{round_id}/parties", rule=rules.leads_round, scope="program:write", response=RoundOut)
def invite(request: Request, round_id: str, body: InviteIn) -> dict[str, Any]:
    """Choose who takes part in a draft."""
    acts.invite(round_id, body.parties, program=site.program(), by=request.viewer.actor, at=request.now)
    return _round(request, round_id)


@apis.post(
    router, "/rounds/{round_id}/parties/{number}", rule=rules.leads_round, scope="program:write", response=RoundOut
)
def hand_on(request: Request, round_id: str, number: int, body: HandOnIn) -> dict[str, Any]:
    """Name somebody else to answer for a party; what was sent stays, unseen."""
    acts.replace(round_id, number, body.who, by=request.viewer.actor, at=request.now)
    return _round(request, round_id)


@apis.post(router, "/rounds/{round_id}/begin", rule=rules.leads_round, scope="program:write", response=RoundOut)
def begin(request: Request, round_id: str, body: ClosesIn) -> dict[str, Any]:
    """Ask everybody who is invited."""
    today = acts.day_of(request.now)
    acts.begin(round_id, body.closes_on, today=today, by=request.viewer.actor, at=request.now)
    return _round(request, round_id)


@apis.post(router, "/rounds/{round_id}/extend", rule=rules.leads_round, scope="program:write", response=RoundOut)
def extend(request: Request, round_id: str, body: ClosesIn) -> dict[str, Any]:
    """Give more time."""
    today = acts.day_of(request.now)
    acts.extend(round_id, body.closes_on, today=today, by=request.viewer.actor, at=request.now)
    return _round(request, round_id)


@apis.post(router, "/rounds/{round_id}/again", rule=rules.leads_round, scope="program:write", response=RoundOut)
def again(request: Request, round_id: str, body: ClosesIn) -> dict[str, Any]:
    """Ask more about what is contested, before anybody sees an answer."""
    today = acts.day_of(request.now)
    acts.ask_again(round_id, body.closes_on, today=today, by=request.viewer.actor, at=request.now)
    return _round(request, round_id)


@apis.post(router, "/rounds/{round_id}/remind", rule=rules.leads_round, scope="program:write", response=RoundOut)
def remind(request: Request, round_id: str) -> dict[str, Any]:
    """Remind those who have not answered; nobody learns who they are."""
    acts.remind(round_id, by=request.viewer.actor, at=request.now)
    return _round(request, round_id)


@apis.post(router, "/rounds/{round_id}/reveal", rule=rules.leads_round, scope="program:write", response=RoundOut)
def reveal(request: Request, round_id: str) -> dict[str, Any]:
    """Lay all answers on the table, for good."""
    acts.reveal(round_id, by=request.viewer.actor, at=request.now)
    return _round(request, round_id)


@apis.post(router, "/rounds/{round_id}/cancel", rule=rules.leads_round, scope="program:write", response=RoundOut)
def cancel(request: Request, round_id: str) -> dict[str, Any]:
    """Call a round off; what was sent is deleted unseen."""
    acts.cancel(round_id, by=request.viewer.actor, at=request.now)
    return _round(request, round_id)


@apis.get(router, "/rounds/{round_id}/ballots/{number}", rule=rules.answers, scope="me:read", response=PaperOut)
def ballot(request: Request, round_id: str, number: int) -> dict[str, Any]:
    """Return my ballot for a party: the questions, my draft, or what I sent."""
    return _paper(request, number)


def _paper(request: Request, number: int) -> dict[str, Any]:
    paper = ballots.paper(number, person_id=request.viewer.person_id, program=site.program())
    return {
        "party": paper.party.name, "second": paper.second, "sent": paper.sent, "open": paper.open,
        "closes_on": paper.closes_on,
        "questions": [
            {"activity": row.activity.id, "name": row.activity.name, "words": row.words}
            | {name: getattr(row.said, name) for name in AnswerIn.model_fields}
            for row in paper.questions
        ],
    }  # fmt: skip


@apis.post(
    router, "/rounds/{round_id}/ballots/{number}/answers/{activity_id}", rule=rules.answers, scope="me:write",
    response=PaperOut,
)  # fmt: skip
def answer(request: Request, round_id: str, number: int, activity_id: str, body: AnswerIn) -> dict[str, Any]:
    """Keep what I say of one activity, for me alone until I send it."""
    lists: dict[str, Any] = {name: tuple(getattr(body, name)) for name in ("does", "asked", "told")}
    rest = {name: getattr(body, name) for name in ("answers_for", "mine", "should", "sure", "line")}
    said = ballots.Said(**rest, **lists)
    ballots.save(number, activity_id, said, person_id=request.viewer.person_id, program=site.program())
    return _paper(request, number)


@apis.post(router, "/rounds/{round_id}/ballots/{number}/send", rule=rules.answers, scope="me:write", response=PaperOut)
def send(request: Request, round_id: str, number: int) -> dict[str, Any]:
    """Send my ballot, once and for good."""
    ballots.send(number, person_id=request.viewer.person_id, today=acts.day_of(request.now))
    return _paper(request, number)


@apis.get(router, "/rounds/{round_id}/agenda", rule=rules.sees_agenda, scope="program:read", response=AgendaOut)
def agenda(request: Request, round_id: str) -> dict[str, Any]:
    """Return what came apart, by party, after the reveal."""
    made, program = Round.objects.get(round_id=round_id), site.program()
    told = agendas.agenda(made, program)
    _units, shown = figures.figures(agendas.labels(made, program), positions=positions(program))
    return {
        "answered": told.answered,
        "invited": told.invited,
        "items": [_item(item) for item in told.items],
        "silent": [activity.id for _topic, activity in told.silent],
        "figures": [] if told.few else [{name: getattr(one, name) for name in FigureOut.model_fields} for one in shown],
    }


def _item(item: agendas.Item) -> dict[str, Any]:
    return {
        "activity": item.activity.id, "state": item.topic.state, "criticality": item.criticality,
        "weight": item.weight, "pairwise": item.split.pairwise if item.split else None,
        "entropy": item.split.entropy if item.split else None,
        "answers": [{"words": bar.words, "parties": bar.parties} for bar in item.bars],
        "standouts": [{"condition": one.condition, "about": one.about} for one in item.standouts],
        "proposal": item.topic.proposal, "decided": item.topic.decided,
    }  # fmt: skip
