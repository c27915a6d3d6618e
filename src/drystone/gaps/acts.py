"""What people do about a gap, beside exceptions. Each act is an event of the gap and an entry of the log.

1. Nothing is done to a gap that has closed: ``ClosedError`` says how it ended.
2. Doing a thing twice is doing it once.
3. "I've done it" closes nothing: a run looks, and closes what it finds in order.
4. "Not now" moves no due date, and cannot be renewed for ever: the limit counts from the first time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.gaps import exceptions
from drystone.gaps.models import ExceptionRequest, Gap, GapEvent, PutOff
from drystone.lib.errors import DrystoneError, UsageError
from drystone.shell import texts

#: Between two times that a gap is asked to be looked at again.
PATIENCE = dt.timedelta(minutes=10)


class ClosedError(DrystoneError):
    """The gap has closed meanwhile."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Delay:
    """ "Not now": until which day, seen from which day, and the most days that it may be put off in all."""

    until: dt.date
    today: dt.date
    longest: dt.timedelta
    reason: str = ""


def say_done(gap_id: str, *, by: str, at: dt.datetime) -> bool:
    """Note that somebody says it is done; False where somebody said so within ``PATIENCE``, and nothing is noted."""
    with transaction.atomic():
        gap = _open(gap_id)
        if GapEvent.objects.filter(gap=gap, event="said-done", at__gt=at - PATIENCE).exists():
            return False
        _note(gap, "said-done", by=by, at=at)
    return True


def furthest(gap: Gap, *, by: str, today: dt.date, longest: dt.timedelta) -> dt.date:
    """Return the last day until which somebody may put a gap off: counted from the first time since it opened."""
    first = PutOff.objects.filter(gap=gap, person_id=by, asked_at__gte=gap.opened_at).order_by("asked_at").first()
    return (timezone.localtime(first.asked_at).date() if first else today) + longest


def put_off(gap_id: str, delay: Delay, *, by: str, at: dt.datetime) -> None:
    """Put a gap off for one of those responsible. Raises UsageError where the day is past or too far, or it closed."""
    reason = texts.fitting(delay.reason, texts.SHORT_REASON, where="reason")
    with transaction.atomic():
        gap = _open(gap_id)
        if PutOff.objects.filter(gap=gap, person_id=by, until=delay.until, asked_at__gte=gap.opened_at).exists():
            return
        last = furthest(gap, by=by, today=delay.today, longest=delay.longest)
        if last <= delay.today:
            raise UsageError(
                _("this has been put off as far as it goes"),
                do=_("Ask for help, or for an exception if it cannot be done for longer."),
            )
        if not delay.today < delay.until <= last:
            raise UsageError(
                _("this cannot be put off until %(day)s") % {"day": formats.date_format(delay.until)},
                do=_("Give a day from tomorrow to %(last)s. For longer, ask for an exception.")
                % {"last": formats.date_format(last)},
            )
        PutOff.objects.update_or_create(
            gap=gap,
            person_id=by,
            until=delay.until,
            defaults={"asked_at": at, "reason": reason},
        )
        _note(gap, "put-off", by=by, at=at, note=delay.until.isoformat())


def ask_help(gap_ids: Sequence[str], *, by: str, at: dt.datetime, text: str, begin: Callable[[], str]) -> str:
    """Ask for help with gaps: ``begin`` starts the conversation and returns its id, in this transaction.

    The same words sent twice begin one conversation. Raises UsageError without words, ClosedError.
    """
    if not text.strip():
        raise UsageError(_("a few words are needed"), do=_("Say what you tried, or what is unclear."))
    asked = texts.fitting(text, texts.QUESTION, where="text")
    words = hashlib.sha256(f"{by}\n{asked}".encode()).hexdigest()
    act = f"help-{words[:20]}"
    with transaction.atomic():
        gaps = [_open(gap_id) for gap_id in gap_ids]
        before = GapEvent.objects.filter(gap=gaps[0], act=act, event="help-asked").first()
        if before:
            return before.note
        thread = begin()
        for gap in gaps:
            if not GapEvent.objects.filter(gap=gap, act=act, event="help-asked").exists():
                _note(gap, "help-asked", by=by, at=at, note=thread, act=act)
    return thread


def say_not_mine(gap_id: str, *, by: str, at: dt.datetime, ask: Callable[[], str]) -> str:
    """Say that a gap's thing is not theirs: ``ask`` asks the question and returns its id. Raises ClosedError."""
    with transaction.atomic():
        gap = _open(gap_id)
        question = ask()
        if not GapEvent.objects.filter(gap=gap, act=question).exists():
            _note(gap, "said-not-mine", by=by, at=at, act=question)
    return question


def ask_exception(wish: exceptions.Wish, *, by: str, at: dt.datetime, superior: str | None) -> str:
    """Ask for an exception; the same one asked for twice is one. Raises UsageError, also where another one waits."""
    with transaction.atomic():
        gap = _open(wish.gap_id)
        waiting = ExceptionRequest.objects.filter(gap=gap, requested_by=by, status="requested").first()
        if waiting is None:
            return exceptions.request(wish, by=by, at=at, superior=superior)
        if (waiting.until, waiting.reason) != (wish.until, wish.reason.strip()):
            raise UsageError(
                _("you have asked for one already, and it waits for an answer"),
                do=_("Take that one back first if you want to ask for another."),
            )
        return waiting.exception_id


def _open(gap_id: str) -> Gap:
    gap = Gap.objects.select_for_update().filter(gap_id=gap_id).first()
    if gap is None:
        raise UsageError(_("there is no such gap"))
    if gap.status == "closed":
        raise ClosedError(_("this has closed already"), do=_("There is nothing left to do about it."))
    return gap


def _note(gap: Gap, event: str, *, by: str, at: dt.datetime, note: str = "", act: str = "") -> None:
    GapEvent.objects.create(gap=gap, act=act or f"act-{secrets.token_hex(10)}", event=event, at=at, by=by, note=note)
    audit.record(event, actor=by, at=at, about=("gap", gap.gap_id), payload={"note": note})
