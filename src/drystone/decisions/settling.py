"""Settling a question from a page or the API: the same steps behind both doors."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from drystone.decisions import access, queries, questions
from drystone.decisions.models import Question
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


def accept(question_id: str, *, by: str, owner: str, reason: str, now: dt.datetime) -> dt.datetime:
    """Accept a question and return when the run that acts on it may begin. Raises UsageError."""
    with transaction.atomic():
        questions.accept(question_id, by=by, at=now, owner=owner, reason=reason)
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
            "likely_address": (cards[one.likely_owner].email if one.likely_owner in cards else "") or one.likely_owner,
            "new_owner": name(one.new_owner),
            "mine": one.asked_by == me,
        }
        for one in asked
    ]
