"""Making a round, inviting to it, and what becomes of it, until it is revealed or called off.

While a round asks, what is done here is written into the log without saying who has answered: a ballot leaves no entry
of its own, the reveal's holds the digests of all.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
import zoneinfo
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from drystone.audit import actions as audit
from drystone.charting import choosing, wording
from drystone.charting.models import Ballot, BallotAnswer, Draft, Due, Party, Round, Topic
from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.lib.errors import UsageError
from drystone.program.model import Program
from drystone.responsibility.agreement.splits import split
from drystone.shell import site

FEWEST_PARTIES, MOST_PARTIES = 3, 500
LONGEST_TITLE = 120
#: How long a round may ask, in days.
MOST_DAYS = 90
#: Ballots of fewer people than this are no round: with two, each would know the other's.
FEWEST_BALLOTS = 3
_ASKS = gettext_lazy("You are asked who does what")
_ASKED = gettext_lazy(
    "Your department is asked who answers for a few things, before anybody sees what others say. It takes about ten"
    " minutes, on a phone too:"
)
_GENTLY = gettext_lazy("A few questions still wait for you, whenever you have ten minutes. They are here:")
_MORE = gettext_lazy("On a few things the answers came apart. A few more questions, before all see all:")


def day_of(now: dt.datetime) -> dt.date:
    """Return the organisation's day at a moment; a ballot keeps no more of when it was sent."""
    try:
        zone = zoneinfo.ZoneInfo(site.program().settings.organisation.time_zone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        zone = zoneinfo.ZoneInfo("UTC")
    return now.astimezone(zone).date()


def progress(one: Round, *, now: dt.datetime) -> tuple[int, int]:
    """Return how many parties had answered this pass when the day began, and how many were asked.

    Never what is so at this moment: who watched somebody's desk and the number would know whose ballot came.
    """
    second = one.state == "second"
    counting = Ballot.objects.filter(party__round=one, counts=True)
    sent = counting.filter(second=second, sent_on__lt=day_of(now)).count()
    asked = counting.filter(second=False).count() if second else one.parties.count()
    return sent, asked


def make(title: str, activity_ids: Sequence[str], *, program: Program, by: str, at: dt.datetime) -> str:
    """Make a round of these activities as a draft and return its id. Raises UsageError for what is no round."""
    chosen = list(dict.fromkeys(one for one in activity_ids if one in program.activities))
    name = " ".join(title.split())
    if not name or len(name) > LONGEST_TITLE:
        raise UsageError(_("a round needs a short name"), do=_("Give it one that those invited understand."))
    if not choosing.FEWEST <= len(chosen) <= choosing.MOST:
        raise UsageError(
            _("a round has %(least)d to %(most)d activities, not %(n)d")
            % {"least": choosing.FEWEST, "most": choosing.MOST, "n": len(chosen)},
            do=_("Choose fewer or more; what is left over makes another round."),
        )
    reasons = {one.activity.id: list(one.reasons) for one in choosing.candidates(program)}
    with transaction.atomic():
        made = Round.objects.create(round_id=f"round-{secrets.token_hex(10)}", title=name, made_by=by, made_at=at)
        Topic.objects.bulk_create(
            Topic(round=made, activity_id=one, ordinal=number, reasons=reasons[one])
            for number, one in enumerate(chosen)
        )
        audit.record("round-made", actor=by, at=at, about=("round", made.round_id), payload={"activities": chosen})
    return made.round_id


def invite(round_id: str, people: Mapping[str, str], *, program: Program, by: str, at: dt.datetime) -> None:
    """Make the parties of a draft these: key of an invitee → who answers for it (an address, a name or an id).

    Raises UsageError where a name is nobody's here, where the round is no draft, or where there are too few.
    """
    known = {one.key: one for one in choosing.invitees(program)}
    unknown = [key for key in people if key not in known]
    if unknown:
        raise UsageError(_("there is no such party"), where=unknown[0], do=_("Choose one of the list."))
    if not FEWEST_PARTIES <= len(people) <= MOST_PARTIES:
        raise UsageError(_("a round needs at least three parties"), do=_("Invite those who may see it differently."))
    named = {key: _named(who, known[key].name) for key, who in people.items()}
    with transaction.atomic():
        one = _locked(round_id, "draft")
        one.parties.all().delete()
        Party.objects.bulk_create(
            Party(
                round=one, key=key, name=known[key].name, words=known[key].words,
                positions=list(known[key].positions), person_id=person,
            )
            for key, person in named.items()
        )  # fmt: skip
        payload = {"parties": sorted(named), "people": sorted(set(named.values()))}
        audit.record("round-parties-chosen", actor=by, at=at, about=("round", round_id), payload=payload)


def begin(round_id: str, closes_on: dt.date, *, today: dt.date, by: str, at: dt.datetime) -> None:
    """Ask everybody invited, until and including a day. Raises UsageError for a day that is past or far off."""
    _future(closes_on, today)
    with transaction.atomic():
        one = _locked(round_id, "draft")
        if one.parties.count() < FEWEST_PARTIES:
            raise UsageError(
                _("a round needs at least three parties"), do=_("Invite those who may see it differently.")
            )
        one.state, one.closes_on = "first", closes_on
        one.save(update_fields=["state", "closes_on"])
        Due.objects.bulk_create(Due(party=party, person_id=party.person_id) for party in one.parties.all())
        for person in unanswered(one):
            notices.tell(person, notices.of(_ASKS, _ASKED, "charting:round", round_id), now=at)
        payload = {"closes_on": closes_on.isoformat()}
        audit.record("round-begun", actor=by, at=at, about=("round", round_id), payload=payload)


def extend(round_id: str, closes_on: dt.date, *, today: dt.date, by: str, at: dt.datetime) -> None:
    """Let a round ask until another day."""
    _future(closes_on, today)
    with transaction.atomic():
        one = _locked(round_id, "first", "second")
        one.closes_on = closes_on
        one.save(update_fields=["closes_on"])
        payload = {"closes_on": closes_on.isoformat()}
        audit.record("round-extended", actor=by, at=at, about=("round", round_id), payload=payload)


def replace(round_id: str, number: int, who: str, *, by: str, at: dt.datetime) -> None:
    """Name somebody else to answer for a party, in the first pass.

    What was sent for it stays and counts, unseen; a draft stays its writer's own. Whoever comes finds an empty form
    either way: nobody learns by it whether somebody has answered.
    """
    with transaction.atomic():
        one = _locked(round_id, "first")
        party = one.parties.filter(pk=number).first()
        if party is None:
            raise UsageError(_("there is no such party"), do=_("Choose one of the list."))
        party.person_id = _named(who, party.name)
        party.save(update_fields=["person_id"])
        party.due.all().delete()
        if not Ballot.objects.filter(party=party, sent_by=party.person_id).exists():
            Due.objects.create(party=party, person_id=party.person_id)
        notices.tell(party.person_id, notices.of(_ASKS, _ASKED, "charting:round", round_id), now=at)
        payload = {"party": party.key, "people": [party.person_id]}
        audit.record("round-party-handed-on", actor=by, at=at, about=("round", round_id), payload=payload)


def unanswered(one: Round) -> list[str]:
    """Return whose ballot of this pass is missing. Who they are is nobody's to see before the reveal."""
    return sorted(set(Due.objects.filter(party__round=one).values_list("person_id", flat=True)))


def remind(round_id: str, *, by: str, at: dt.datetime) -> None:
    """Remind everybody who has not answered yet; nobody is told how many that were, or who."""
    with transaction.atomic():
        one = _locked(round_id, "first", "second")
        for person in unanswered(one):
            notices.tell(person, notices.of(_ASKS, _GENTLY, "charting:round", round_id), now=at)
        audit.record("round-reminded", actor=by, at=at, about=("round", round_id))


def ask_again(round_id: str, closes_on: dt.date, *, today: dt.date, by: str, at: dt.datetime) -> None:
    """End the first pass, and ask those who answered more about what is contested; still nobody sees an answer.

    Raises UsageError where too few have answered, or nothing is contested: the same words for both, so that asking
    tells neither that a third ballot has come nor that all agree.
    """
    _future(closes_on, today)
    with transaction.atomic():
        one = _locked(round_id, "first")
        contested = _contested(one) if _answered(one) >= FEWEST_BALLOTS else []
        if not contested:
            raise UsageError(
                _("there is nothing to ask again: too few have answered, or nothing came apart"),
                do=_("Give them more time, remind them, or reveal the answers."),
            )
        one.topics.filter(activity_id__in=contested).update(contested=True)
        Due.objects.filter(party__round=one).delete()
        # Whoever was missing in the first pass is not asked for more.
        said = Ballot.objects.filter(party=OuterRef("pk"), second=False, counts=True)
        answered = one.parties.filter(Exists(said))
        Due.objects.bulk_create(Due(party=party, person_id=party.person_id, second=True) for party in answered)
        one.state, one.closes_on = "second", closes_on
        one.save(update_fields=["state", "closes_on"])
        for person in unanswered(one):
            notices.tell(person, notices.of(_ASKS, _MORE, "charting:round", round_id), now=at)
        payload = {"activities": contested, "closes_on": closes_on.isoformat()}
        audit.record("round-asked-again", actor=by, at=at, about=("round", round_id), payload=payload)


def reveal(round_id: str, *, by: str, at: dt.datetime) -> None:
    """Lay all ballots on the table, for good; whoever has not answered is left out. Drafts go.

    The log keeps a digest of every ballot, so that none can be exchanged afterwards. Raises UsageError where fewer
    than three have answered.
    """
    with transaction.atomic():
        one = _locked(round_id, "first", "second")
        _enough(one)
        one.state, one.revealed_at = "revealed", at
        one.save(update_fields=["state", "revealed_at"])
        Draft.objects.filter(party__round=one).delete()
        Due.objects.filter(party__round=one).delete()
        payload = {"ballots": sorted(_digests(round_id).values())}
        audit.record("round-revealed", actor=by, at=at, about=("round", round_id), payload=payload)


def cancel(round_id: str, *, by: str, at: dt.datetime) -> None:
    """Call a round off: what was sent is deleted unseen."""
    with transaction.atomic():
        one = _locked(round_id, "draft", "first", "second")
        Draft.objects.filter(party__round=one).delete()
        Due.objects.filter(party__round=one).delete()
        Ballot.objects.filter(party__round=one).delete()
        one.state = "cancelled"
        one.save(update_fields=["state"])
        audit.record("round-cancelled", actor=by, at=at, about=("round", round_id))


def _locked(round_id: str, *states: str) -> Round:
    one = Round.objects.select_for_update().filter(round_id=round_id).first()
    if one is None or one.state not in states:
        raise UsageError(_("the round is not at that point any more"), do=_("Look at it again."))
    return one


def _future(day: dt.date, today: dt.date) -> None:
    if not today <= day <= today + dt.timedelta(days=MOST_DAYS):
        raise UsageError(
            _("a round closes today or within %(n)d days") % {"n": MOST_DAYS}, do=_("Choose a day in that time.")
        )


def _named(who: str, party: str) -> str:
    person = directory.called(who)
    if not person:
        raise UsageError(
            _("nobody here, or more than one, is called “%(who)s”") % {"who": who.strip()},
            where=party,
            do=_("Give the address of somebody who works here."),
        )
    return person


def _answered(one: Round) -> int:
    """How many people answered: who sent two ballots of three would know the third."""
    sent = Ballot.objects.filter(party__round=one, second=False, counts=True)
    return sent.values("sent_by").distinct().count()


def _enough(one: Round) -> None:
    if _answered(one) < FEWEST_BALLOTS:
        raise UsageError(
            ngettext("fewer than %(n)d person has answered", "fewer than %(n)d people have answered", FEWEST_BALLOTS)
            % {"n": FEWEST_BALLOTS},
            do=_("Give them more time, remind them, or call the round off."),
        )


def _contested(one: Round) -> list[str]:
    """The activities on whose A parties differ, in the order of the round; by its answers alone, not by whose."""
    said: dict[str, list[str]] = {}
    answers = BallotAnswer.objects.filter(ballot__party__round=one, ballot__second=False, ballot__counts=True).exclude(
        answers_for=""
    )
    for activity_id, answer in answers.values_list("activity_id", "answers_for"):
        said.setdefault(activity_id, []).append(answer)
    splits = {key: split(sorted(values)) for key, values in said.items()}
    order = one.topics.order_by("ordinal").values_list("activity_id", flat=True)
    return [key for key in order if (found := splits.get(key)) and found.pairwise is not None and found.pairwise < 1]


def _digests(round_id: str) -> dict[str, str]:
    """Return the SHA-256 of every ballot's content by its id."""
    rows: dict[str, list[list[object]]] = {}
    answers = BallotAnswer.objects.filter(ballot__party__round_id=round_id).order_by("ballot_id", "activity_id")
    for ballot, *said in answers.values_list("ballot_id", "activity_id", "answers_for", "mine", "should", "said"):
        rows.setdefault(ballot, []).append(list(said))
    return {
        ballot: hashlib.sha256(f"{ballot} {json.dumps(said, sort_keys=True)}".encode()).hexdigest()
        for ballot, said in rows.items()
    }


def words_of(program: Program, one: Topic) -> list[str]:
    """Return why a topic was chosen, in words."""
    return [str(wording.REASONS[reason]) for reason in one.reasons if reason in wording.REASONS]
