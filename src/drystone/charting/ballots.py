"""What a party says alone: a draft that is its writer's own, then a ballot that nobody changes any more."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from drystone.charting import wording
from drystone.charting.models import Ballot, BallotAnswer, Draft, Due, Party, Topic
from drystone.lib.errors import UsageError
from drystone.program.model import Activity, Program
from drystone.shell import texts

LONGEST_LINE = 300
_LISTS = ("does", "asked", "told")
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Said:
    """What a party says of one activity; everything but the first two may be left out.

    ``answers_for`` and ``should`` are a position, a relation or a word of ``wording.NONE``, "" where not said.
    ``mine`` are the letters of its own part, "-" where it has none. ``sure`` is 1 to 3, 0 where not said.
    """

    answers_for: str = ""
    mine: str = ""
    does: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    should: str = ""
    sure: int = 0
    line: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Said:
        """Return what a draft or an answer keeps."""
        lists: dict[str, Any] = {name: tuple(kept.get(name, ())) for name in _LISTS}
        rest = {name: kept[name] for name in ("answers_for", "mine", "should", "sure", "line") if name in kept}
        return cls(**rest, **lists)

    def kept(self) -> dict[str, Any]:
        """Return it as a draft keeps it: what was said and no more."""
        rows = {name: getattr(self, name) for name in self.__slots__}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in rows.items() if value}

    @property
    def begun(self) -> bool:
        """Whether the two questions are answered."""
        return bool(self.answers_for and self.mine)

    @property
    def unfolded(self) -> bool:
        """Whether more than the two questions was said."""
        return bool(self.does or self.asked or self.told or self.should or self.sure or self.line)


@dataclass(frozen=True, slots=True)
class Question:
    """One activity as a party is asked about it, in its own words, and what it has said so far."""

    number: int
    activity: Activity
    words: str
    said: Said


@dataclass(frozen=True, slots=True)
class Paper:
    """A party's ballot of this pass as its person sees it.

    ``sent`` says that they sent it, or that nothing is asked of them. What somebody else sent for the party before
    them shows nowhere.
    ``open`` says that it can be filled in now.
    """

    party: Party
    second: bool
    sent: bool
    open: bool
    closes_on: dt.date | None
    questions: tuple[Question, ...] = field(default=())

    @property
    def left(self) -> list[Question]:
        """The questions that are not answered yet."""
        return [one for one in self.questions if not one.said.begun]


def paper(number: int, *, person_id: str, program: Program) -> Paper:
    """Return a party's ballot as somebody may see it: their own draft, or what they themselves sent."""
    party = Party.objects.select_related("round").get(pk=number)
    due = Due.objects.filter(party=party, person_id=person_id).first()
    sent = Ballot.objects.filter(party=party, sent_by=person_id).order_by("-second").first()
    ballot = sent if due is None else None
    second = due.second if due is not None else sent is not None and sent.second
    is_open = due is not None
    said: dict[str, Said] | None = None
    if ballot is not None:
        kept = ("answers_for", "mine", "should")
        rows = BallotAnswer.objects.filter(ballot=ballot).values_list("activity_id", "said", *kept)
        said = {key: Said.of({**more, **dict(zip(kept, rest, strict=True))}) for key, more, *rest in rows}
    elif is_open:
        filled = Draft.objects.filter(party=party, person_id=person_id, second=second).first()
        said = {key: Said.of(one) for key, one in (filled.answers if filled else {}).items()}
    questions = () if said is None else _questions(party, said, program, second=second)
    return Paper(party, second, not is_open, is_open, party.round.closes_on, questions)


def _questions(party: Party, said: Mapping[str, Said], program: Program, *, second: bool) -> tuple[Question, ...]:
    topics = Topic.objects.filter(round_id=party.round_id).order_by("ordinal")
    if second:
        topics = topics.filter(contested=True)
    known = [
        program.activities[one] for one in topics.values_list("activity_id", flat=True) if one in program.activities
    ]
    return tuple(
        Question(number, one, wording.words(one, party.words), said.get(one.id, Said()))
        for number, one in enumerate(known, start=1)
    )


def save(number: int, activity_id: str, said: Said, *, person_id: str, program: Program) -> None:
    """Keep what somebody has filled in. Raises UsageError for what no ballot can say, or where it was sent."""
    checked = _checked(said, program)
    with transaction.atomic():
        party = _locked(number, person_id)
        second = party.round.state == "second"
        if not Topic.objects.filter(round_id=party.round_id, activity_id=activity_id).exists():
            raise UsageError(_("the round does not ask about this"), where=activity_id, do=_("Look at it again."))
        kept, _new = Draft.objects.get_or_create(party=party, person_id=person_id, second=second)
        kept.answers = {**kept.answers, activity_id: checked.kept()}
        kept.save(update_fields=["answers"])


def send(number: int, *, person_id: str, today: dt.date) -> None:
    """Send a draft, once and for good. Raises UsageError where nothing is answered, or where it was sent.

    Nothing is written into the log: when somebody answered is nobody's business, and the reveal records what they
    said. ``today`` is the organisation's day.
    """
    with transaction.atomic():
        party = _locked(number, person_id)
        second = party.round.state == "second"
        kept = Draft.objects.filter(party=party, person_id=person_id, second=second).first()
        said = {key: Said.of(one) for key, one in kept.answers.items()} if kept else {}
        answered = {key: one for key, one in said.items() if one.answers_for or one.mine or one.unfolded}
        if kept is None or not answered:
            raise UsageError(_("nothing is answered yet"), do=_("Answer at least one question; “I don't know” is one."))
        try:
            with transaction.atomic():
                ballot = Ballot.objects.create(
                    ballot_id=f"ballot-{secrets.token_hex(10)}", party=party, second=second, sent_by=person_id,
                    sent_on=today, counts=not Ballot.objects.filter(party=party, second=second).exists(),
                )  # fmt: skip
        except IntegrityError as error:
            raise _sent() from error
        BallotAnswer.objects.bulk_create(
            BallotAnswer(ballot=ballot, activity_id=key, answers_for=one.answers_for, mine=one.mine.strip("-"),
                   should=one.should, said=_more(one))
            for key, one in answered.items()
        )  # fmt: skip
        kept.delete()
        Due.objects.filter(party=party, person_id=person_id, second=second).delete()


def _more(one: Said) -> dict[str, Any]:
    kept = one.kept()
    return {name: kept[name] for name in (*_LISTS, "sure", "line") if name in kept} | (
        {"none": True} if one.mine == "-" else {}
    )


def _locked(number: int, person_id: str) -> Party:
    party = Party.objects.select_related("round").select_for_update(of=("self", "round")).filter(pk=number).first()
    if party is None or party.person_id != person_id or party.round.state not in ("first", "second"):
        raise UsageError(_("this ballot is not open for you"), do=_("Look at the round again."))
    second = party.round.state == "second"
    if Ballot.objects.filter(party=party, second=second, sent_by=person_id).exists():
        raise _sent()
    return party


def _sent() -> UsageError:
    return UsageError(_("this ballot was sent already, and is never changed"), do=_("Say the rest in the meeting."))


def _checked(said: Said, program: Program) -> Said:
    """Return what can be kept of it. Raises UsageError for positions that are none."""
    known = program.roles.keys() | wording.RELATIONS.keys()
    one = [said.answers_for, said.should]
    named = [who for name in _LISTS for who in getattr(said, name)]
    wrong = [who for who in one if who and who not in known | wording.NONE.keys()]
    wrong += [who for who in named if who not in known]
    if wrong or len(said.mine) > len("RACI") or set(said.mine) - set("RACI-") or said.sure not in (0, *wording.SURE):
        raise UsageError(_("a ballot cannot say this"), where=(wrong or [said.mine])[0], do=_("Choose from the list."))
    if any(len(getattr(said, name)) > _MOST_NAMED for name in _LISTS):
        raise UsageError(_("these are very many"), do=_("Name those without whom it does not work."))
    line = texts.fitting(said.line, LONGEST_LINE, where="line")
    mine = "-" if said.mine == "-" else "".join(letter for letter in "RACI" if letter in said.mine)
    lists = {name: tuple(dict.fromkeys(getattr(said, name))) for name in _LISTS}
    return Said(said.answers_for, mine, should=said.should, sure=said.sure, line=line, **lists)
