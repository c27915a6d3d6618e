"""The meeting: one activity at a time, a proposal, a private vote, a decision, and what somebody wants remembered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.charting import wording
from drystone.charting.models import Dissent, Party, Round, Topic, Vote
from drystone.lib.errors import UsageError
from drystone.program.model import Program
from drystone.shell import texts

LONGEST_NOTE, LONGEST_DISSENT = 2_000, 1_000
#: Fewer votes than this are not counted out loud.
FEWEST_VOTES = 3
_MOST_PRESENT = 100


@dataclass(frozen=True, slots=True)
class Counted:
    """A vote that is over: how many can live with the proposal, of how many; None where too few voted to say."""

    number: int
    agree: int | None
    voted: int | None


def gather(round_id: str, present: Sequence[str], *, by: str, at: dt.datetime) -> None:
    """Remember which positions are there, in words."""
    said = list(dict.fromkeys(" ".join(one.split())[:200] for one in present if one.strip()))[:_MOST_PRESENT]
    with transaction.atomic():
        Round.objects.filter(round_id=round_id, state="revealed").update(present=said)
        audit.record("round-gathered", actor=by, at=at, about=("round", round_id), payload={"present": said})


def take_up(topic: Topic, *, at: dt.datetime) -> None:
    """Begin to talk about an activity: its time runs from the first time that it is taken up."""
    Topic.objects.filter(pk=topic.pk, began_at=None).update(began_at=at)


def note(topic: Topic, text: str) -> None:
    """Keep what was said, as the minutes will have it."""
    Topic.objects.filter(pk=topic.pk).update(note=texts.fitting(text, LONGEST_NOTE, where="note"))


def propose(topic: Topic, letters: Mapping[str, Any], *, program: Program) -> None:
    """Put letters on the table. Raises UsageError for letters that no activity can have, or once it is published."""
    held = _checked(letters, program)
    with transaction.atomic():
        one = _locked(topic, "open", "voting", "decided", "put-off")
        if one.vote_number and held != one.proposal:
            one.vote_number += 1  # What was voted on was another proposal.
        one.proposal = held
        _undecided(one, "open")


def call_vote(topic: Topic) -> None:
    """Ask the parties, privately, whether they can live with the proposal; what was voted before is over."""
    with transaction.atomic():
        one = _locked(topic, "open")
        _proposed(one)
        one.vote_number, one.state = one.vote_number + 1, "voting"
        one.save(update_fields=["vote_number", "state"])


def vote(topic: Topic, person_id: str, *, agrees: bool) -> None:
    """Vote for every party that somebody answers for; until the vote is over they may change their mind."""
    with transaction.atomic():
        one = _locked(topic, "voting")
        for party in Party.objects.filter(round_id=one.round_id, person_id=person_id):
            Vote.objects.update_or_create(topic=one, number=one.vote_number, party=party, defaults={"agrees": agrees})


def end_vote(topic: Topic) -> None:
    """End a vote; only now is it counted."""
    with transaction.atomic():
        one = _locked(topic, "voting")
        one.state = "open"
        one.save(update_fields=["state"])


def counted(topic: Topic) -> Counted | None:
    """Return the vote on what is proposed; None where nobody voted, or it is still going on."""
    return counts([topic]).get(topic.pk)


def counts(topics: Sequence[Topic]) -> dict[int, Counted]:
    """Return the votes on what is proposed that are over, by topic; one query."""
    over = {one.pk: one.vote_number for one in topics if one.vote_number and one.state != "voting"}
    votes = Vote.objects.filter(topic_id__in=over).order_by().values_list("topic_id", "number")
    told: dict[int, Counted] = {}
    for topic, number, agree, voted in votes.annotate(agree=Count("pk", filter=Q(agrees=True)), voted=Count("pk")):
        if number == over[topic]:
            said = (agree, voted) if voted >= FEWEST_VOTES else (None, None)
            told[topic] = Counted(number, *said)
    return told


def decide(topic: Topic, how: str, *, tie_breaker: str, program: Program, by: str, at: dt.datetime) -> None:
    """Decide as proposed: by consent, after a vote, or by a tie-breaker, who is a position of the program.

    Who was there, as positions, is kept with it. Raises UsageError where nothing is proposed, or nobody broke the tie.
    """
    if how not in wording.HOW:
        raise UsageError(_("say how it was decided"), where="how", do=_("Choose from the list."))
    if how == "tie-breaker" and tie_breaker not in program.roles:
        raise UsageError(
            _("a tie-breaker is a position"), where="tie_breaker", do=_("Name the one above those who differ.")
        )
    with transaction.atomic():
        one = _locked(topic, "open")
        _proposed(one)
        if how == "vote" and counted(one) is None:
            raise UsageError(_("nobody has voted on this proposal"), where="how", do=_("Call a vote first."))
        one.decided, one.how, one.state = one.proposal, how, "decided"
        one.tie_breaker = tie_breaker if how == "tie-breaker" else ""
        one.present, one.decided_by, one.decided_at = one.round.present, by, at
        fields = ["decided", "how", "state", "tie_breaker", "present", "decided_by", "decided_at"]
        one.save(update_fields=fields)
        payload = {"activity": one.activity_id, "letters": one.decided, "how": how, "tie_breaker": one.tie_breaker}
        audit.record("round-topic-decided", actor=by, at=at, about=("round", one.round_id), payload=payload)


def put_off(topic: Topic) -> None:
    """Leave an activity for another day; it comes up again as one that parties differed about."""
    with transaction.atomic():
        _undecided(_locked(topic, "open", "voting", "decided"), "put-off")


def dissent(topic: Topic, person_id: str, text: str, *, at: dt.datetime) -> None:
    """Remember what a party has against a decision, in its own words; empty takes it back."""
    words = texts.fitting(text, LONGEST_DISSENT, where="dissent")
    with transaction.atomic():
        one = _locked(topic, "open", "voting", "decided", "put-off")
        for party in Party.objects.filter(round_id=one.round_id, person_id=person_id):
            if words:
                Dissent.objects.update_or_create(topic=one, party=party, defaults={"text": words, "at": at})
            else:
                Dissent.objects.filter(topic=one, party=party).delete()


def _undecided(one: Topic, state: str) -> None:
    one.state, one.decided, one.how, one.tie_breaker = state, {}, "", ""
    one.save(update_fields=["proposal", "vote_number", "state", "decided", "how", "tie_breaker"])


def _locked(topic: Topic, *states: str) -> Topic:
    one = Topic.objects.select_related("round").select_for_update(of=("self",)).get(pk=topic.pk)
    if one.state not in states or one.round.state != "revealed":
        raise UsageError(_("this is not at that point any more"), do=_("Look at it again."))
    return one


def _proposed(one: Topic) -> None:
    if not one.proposal:
        raise UsageError(_("nothing is proposed yet"), do=_("Say who should answer for it and who does it."))


def _checked(letters: Mapping[str, Any], program: Program) -> dict[str, Any]:
    known = program.roles.keys() | wording.RELATIONS.keys()
    held = {letter: [one for one in dict.fromkeys(wording.listed(letters, letter)) if one] for letter in "RCI"}
    wrong = [
        one for one in (*held["R"], *held["C"], *held["I"], *wording.listed(letters, "A")) if one and one not in known
    ]
    if wrong:
        raise UsageError(_("there is no such position"), where=wrong[0], do=_("Choose from the list."))
    answering = [one for one in wording.listed(letters, "A") if one]
    if len(answering) != 1 or not held["R"]:
        raise UsageError(
            _("one position answers for an activity, and at least one does it"),
            do=_("Name both; they may be the same."),
        )
    return {"R": held["R"], "A": answering[0], "C": held["C"], "I": held["I"]}
