"""Questions about whose a thing is, and how they are settled. The rules:

1. Whoever asks never settles it; who settles is the accountable, never the one who is said to own it.
2. One open question for each thing and person: asking twice is asking once. What is said the second time is added.
3. Accepting records decisions (``not_mine``, and ``owner`` where somebody is named), which later runs keep to.
4. A refusal has a reason, and the one who asked is told.
5. Somebody who said that a thing is not theirs is not made its owner by a question.
6. Who is said to own it is asked first (``suggesting``); the accountable is told when nobody took it.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.decisions import actions, suggesting
from drystone.decisions.models import Decision, Question
from drystone.directory import addresses, notices
from drystone.directory import queries as directory
from drystone.lib.errors import UsageError
from drystone.messages import actions as messages
from drystone.shell import texts


@dataclass(frozen=True, slots=True)
class NotMine:
    """What somebody says: this thing is not theirs but perhaps ``likely_owner``'s ("" where they do not know)."""

    asset_kind: str
    asset_id: str
    asset_name: str = ""
    likely_owner: str = ""
    note: str = ""


def ask(said: NotMine, *, by: str, holder: str, at: dt.datetime) -> str:
    """Ask ``holder`` to settle it and return the question's id; an open one about the same is returned instead.

    Raises UsageError where nobody but the one who asks could settle it, or they name themselves.
    """
    if not holder or holder == by:
        raise UsageError(
            _("nobody but you could settle this"),
            do=_("Whoever keeps the program names somebody who answers for it; ask them."),
        )
    if said.likely_owner == by:
        raise UsageError(_("that would be you"), do=_("Name somebody else, or say that you don't know."))
    note = texts.fitting(said.note, texts.NOTE, where="note")
    with transaction.atomic():
        question, made = Question.objects.get_or_create(
            asset_kind=said.asset_kind,
            asset_id=said.asset_id,
            asked_by=by,
            status="open",
            defaults={
                "question_id": f"question-{secrets.token_hex(10)}",
                "asset_name": said.asset_name,
                "likely_owner": said.likely_owner,
                "note": note,
                "asked_at": at,
                "due": at + suggesting.ANSWER_WITHIN,
                "holder": holder,
            },
        )
        if made:
            payload = {
                "asset_kind": said.asset_kind,
                "asset_id": said.asset_id,
                "likely_owner": said.likely_owner,
                "note": note,
                "holder": holder,
            }
            _log("question-asked", question, by=by, at=at, payload=payload)
            if not suggesting.ask(question, said.likely_owner, at=at):
                suggesting.to_the_holder(question, at=at)
        else:
            _add(question, said, by=by, at=at)
    return question.question_id


def _add(question: Question, said: NotMine, *, by: str, at: dt.datetime) -> None:
    """Take over what somebody knows now and did not say before; an empty answer takes nothing back.

    A note says why it is theirs whom it named: where somebody else is named, only what is said now belongs to them.
    """
    likely, note = said.likely_owner or question.likely_owner, said.note.strip()
    if likely == question.likely_owner:
        note = note or question.note
    if (likely, note) != (question.likely_owner, question.note):
        question.likely_owner, question.note = likely, note
        question.save(update_fields=["likely_owner", "note"])
        suggesting.ask(question, said.likely_owner, at=at)
        _log("question-added-to", question, by=by, at=at, payload={"likely_owner": likely, "note": note})


def accept(question_id: str, *, by: str, at: dt.datetime, owner: str = "", reason: str = "") -> Question:
    """Settle that it is not theirs, and whose it is where ``owner`` is given. From the next run on it shows.

    Raises UsageError where the question is not open, or ``owner`` is the one who asked or said the same before.
    """
    with transaction.atomic():
        question = _open(question_id, "accepted", by=by)
        if question.status != "open":
            return question
        if owner == question.asked_by:
            raise UsageError(_("they have just said that it is not theirs"), do=_("Name somebody else, or nobody."))
        _unless_disowned(question, owner, at)
        why = reason.strip() or question.note or _("Not theirs, as they say.")
        thing = {"asset_kind": question.asset_kind, "asset_id": question.asset_id}
        decided = actions.record(
            actions.Settled("not_mine", **thing, person_id=question.asked_by), by=by, at=at, reason=why
        )
        if owner:
            actions.record(actions.Settled("owner", **thing, person_id=owner), by=by, at=at, reason=why)
        question.decision_id, question.new_owner = decided, owner
        _settle(question, "accepted", by=by, at=at, reason=reason)
        settled = notices.of(*_SETTLED, "decisions:question", question.question_id)
        notices.tell(question.asked_by, settled, now=at)
        if owner and owner != by:
            _tell(question, to=owner, text=_told_owner(question, owner))
    return question


def refuse(question_id: str, *, by: str, at: dt.datetime, reason: str) -> Question:
    """Settle that it stays as it is, and tell the one who asked why. Raises UsageError."""
    if not reason.strip():
        raise UsageError(_("a refusal needs a reason"), do=_("Say in a sentence why it is theirs."))
    with transaction.atomic():
        question = _open(question_id, "refused", by=by)
        if question.status == "open":
            _settle(question, "refused", by=by, at=at, reason=reason)
            _tell(question, to=question.asked_by, text=reason.strip())
    return question


def withdraw(question_id: str, *, by: str, at: dt.datetime) -> Question:
    """Take a question back. Raises UsageError where it is somebody else's, or settled."""
    with transaction.atomic():
        question = Question.objects.select_for_update().filter(question_id=question_id, asked_by=by).first()
        if question is None or question.status not in {"open", "withdrawn"}:
            raise UsageError(_("this question is settled"), do=_("Its page says how."))
        if question.status == "open":
            _settle(question, "withdrawn", by=by, at=at, reason="")
    return question


_SETTLED = (
    _later("Your question is settled"),
    _later("You said that something is not yours. It is settled; see how:"),
)


def _told_owner(question: Question, owner: str) -> str:
    reached = addresses.reach([owner]).get(owner)
    with translation.override((reached.language if reached else "") or translation.get_language()):
        return _(
            "%(thing)s is yours now, as far as we know. From the next run on it is on your page. Not yours? Say so"
            " there."
        ) % {"thing": _name(question)}


def _open(question_id: str, becomes: str, *, by: str) -> Question:
    """Return the question, locked; one that the same person settled the same way before is returned as it stands."""
    question = Question.objects.select_for_update().filter(question_id=question_id).first()
    if question is None:
        raise UsageError(_("there is no such question"))
    if by == question.asked_by:
        raise UsageError(_("whoever asks does not settle it"))
    if question.status != "open" and (question.status, question.decided_by) != (becomes, by):
        raise UsageError(_("this question is settled already"), do=_("Its page says how."))
    return question


def _unless_disowned(question: Question, owner: str, at: dt.datetime) -> None:
    disowned = Decision.objects.filter(
        Q(until=None) | Q(until__gte=at.date()), kind="not_mine", asset_kind=question.asset_kind,
        asset_id=question.asset_id, person_id=owner, withdrawn_at=None,
    )  # fmt: skip
    if owner and disowned.exists():
        raise UsageError(
            _("it was settled before that it is not theirs either"), do=_("Name somebody else, or nobody for now.")
        )


def _settle(question: Question, status: str, *, by: str, at: dt.datetime, reason: str) -> None:
    question.status, question.decided_by, question.decided_at = status, by, at
    question.reason = reason.strip()
    question.save()
    suggesting.settled(question, by=by, at=at)
    payload = {"decision": question.decision_id, "owner": question.new_owner, "reason": question.reason}
    _log(f"question-{status}", question, by=by, at=at, payload=payload)


def _tell(question: Question, *, to: str, text: str) -> None:
    """Tell somebody who is still here what was settled, as a conversation about the thing: they can answer."""
    assert question.decided_at is not None
    if directory.living(to):
        about = (question.asset_kind, question.asset_id)
        messages.open_thread(about, by=question.decided_by, to=[to], text=text, now=question.decided_at)


def _name(question: Question) -> str:
    return question.asset_name or question.asset_id


def _log(action: str, question: Question, *, by: str, at: dt.datetime, payload: dict[str, str]) -> None:
    audit.record(action, actor=by, at=at, about=("question", question.question_id), payload=payload)
