"""Settling whose a thing is, from a page, the API or the command line: the same steps behind every door."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.decisions import access, actions, queries, questions, suggesting
from drystone.decisions.models import Question
from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.lib.errors import UsageError
from drystone.shell import next_run
from drystone.shell.viewer import Viewer


def named(words: str) -> str:
    """Return the one living person that somebody named, or "" for no words. Raises UsageError for nobody or many."""
    if not words.strip():
        return ""
    found = directory.called(words)
    if not found:
        raise UsageError(
            _("we know nobody, or more than one, by “%(words)s”") % {"words": words.strip()},
            do=_("Give their e-mail address, or leave it empty if you don't know."),
        )
    return found


def owner_of(question_id: str, words: str) -> str:
    """Return whom a settler names; words that they left as the form gave them are who was suggested. Raises as named.

    So somebody without an address, whose name others have too, can be settled on.
    """
    question = Question.objects.filter(question_id=question_id).first()
    likely = question.likely_owner if question else ""
    suggested = _words(directory.cards([likely]).get(likely)) if likely else ""
    if suggested and words.strip() == suggested and directory.living(likely):
        return likely
    return named(words)


def _words(card: directory.Card | None) -> str:
    return (card.email or card.name) if card else ""


def accept(question_id: str, *, by: str, owner: str, reason: str, now: dt.datetime) -> dt.datetime:
    """Accept a question and return when the run that acts on it may begin. Raises UsageError."""
    with transaction.atomic():
        questions.accept(question_id, by=by, at=now, owner=owner, reason=reason)
        return next_run.ask(now)


_OWNER = (
    _later("Something is yours now"),
    _later("It was settled that a thing is yours. From the next run on it is on your page. Not yours? Say so there:"),
)
_NOT_MINE = (
    _later("Something is not yours any more"),
    _later("It was settled that a thing is not yours. From the next run on it is not on your page; see what is:"),
)


def settle(settled: actions.Settled, *, by: str, at: dt.datetime, reason: str, until: dt.date | None = None) -> str:
    """Record a decision that nobody asked for, tell whom it is about, and return its id. Raises UsageError.

    Where somebody asked just this, their question is settled by it, and they are told as if on its page.
    """
    told = {"owner": _OWNER, "not_mine": _NOT_MINE}.get(settled.kind)
    with transaction.atomic():
        if settled.kind == "not_mine" and until is None:
            asked = queries.asked_about(settled.asset_kind, settled.asset_id, by=settled.person_id)
            if asked is not None and asked.status == "open":
                return questions.accept(asked.question_id, by=by, at=at, reason=reason).decision_id
        decision_id = actions.record(settled, by=by, at=at, reason=reason, until=until)
        if told:
            notices.tell(settled.person_id, notices.of(*told, "people:home"), now=at)
    return decision_id


def take(question_id: str, *, by: str, now: dt.datetime) -> dt.datetime:
    """Say that a thing is one's own and return when the run that acts on it may begin. Raises UsageError."""
    with transaction.atomic():
        if suggesting.take(question_id, by=by, at=now):
            questions.accept(question_id, by=by, at=now, owner=by, reason=_("They say that it is theirs."))
        return next_run.ask(now)


def waiting(viewer: Viewer) -> list[dict[str, object]]:
    """Return what waits for somebody to settle, with the names that they need for it."""
    gone: list[str] = []
    if access.is_fallback(viewer):
        holders = queries.open_holders()
        cards = directory.cards(holders)
        gone = [one for one in holders if one not in cards or cards[one].status == "left"]
    return rows(*queries.waiting_for(viewer.person_id, *gone), me=viewer.person_id)


def asked(viewer: Viewer) -> list[dict[str, object]]:
    """Return what somebody asked and what came of it."""
    return rows(*queries.asked_by(viewer.person_id), me=viewer.person_id)


def rows(*asked: Question, me: str) -> list[dict[str, object]]:
    """Return questions with the names of their people, in one query more, whatever their number."""
    people = {one for each in asked for one in (each.asked_by, each.holder, each.likely_owner, each.new_owner)}
    cards = directory.cards(people)

    def name(person_id: str) -> str:
        card = cards.get(person_id)
        return (card.name or card.email or person_id) if card else person_id

    return [
        {
            "question": one,
            "asked_by": name(one.asked_by),
            "holder": name(one.holder),
            "likely_owner": name(one.likely_owner),
            "likely_words": _words(cards.get(one.likely_owner)),
            "new_owner": name(one.new_owner),
            "mine": one.asked_by == me,
        }
        for one in asked
    ]
