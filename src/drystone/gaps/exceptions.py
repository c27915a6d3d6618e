"""Living with a gap for a while. The rules:

1. Whoever asks never decides.
2. A reason, and an end within a year, are part of every request.
3. The accountable decides and nobody else. Where the accountable asks, only their superior.
4. Once granted, it is ended early by who is responsible or accountable for the gap now; by whoever asked for it only
   while they still are (or operate the activity); and by whoever let it stand beside or above the accountable: a
   superior, or the fallback after the accountable let their time pass.
5. An exception never counts as a pass: the gap is *excepted* until the day is over where whoever asked is, then open
   again by itself. ``expire`` alone decides that; whatever else asks whether one is in force reads its status.
6. Nothing is granted before those who are asked first (C) have answered or their time is over; refusing waits for
   nobody (``consulting``).
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.directory import whereabouts
from drystone.gaps import operating
from drystone.gaps.models import ExceptionRequest, Gap, GapEvent
from drystone.lib import hours
from drystone.lib.errors import UsageError
from drystone.shell import texts

LONGEST = dt.timedelta(days=365)
#: No clock on earth is further ahead of UTC.
_AHEAD = dt.timedelta(hours=14)
#: How long the decider has, from when nobody is asked first any more. After that the fallback role decides.
DECIDE_WITHIN = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: to live with the gap to the end of the day ``until``, and why."""

    gap_id: str
    reason: str
    until: dt.date


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody decides about an exception, and why."""

    exception_id: str
    status: Literal["approved", "refused"]
    reason: str = ""


def request(wish: Wish, *, by: str, at: dt.datetime, superior: str | None = None) -> str:
    """Ask for an exception and return its id; ``superior`` is the manager of the gap's accountable.

    Raises UsageError where the wish is not complete, or where nobody but the one who asks could decide.
    """
    if not wish.reason.strip():
        raise UsageError(_("an exception needs a reason"), do=_("say in a sentence why this cannot be mended now"))
    today = timezone.localtime(at).date()  # Where a person asks, their zone is active.
    if not today <= wish.until <= today + LONGEST:
        raise UsageError(
            _("an exception cannot last until %(day)s") % {"day": formats.date_format(wish.until)},
            do=_("give a day from %(first)s to %(last)s; it can be asked for again later")
            % {"first": formats.date_format(today), "last": formats.date_format(today + LONGEST)},
        )
    reason = texts.fitting(wish.reason, texts.REASON, where="reason")
    exception_id = f"exception-{secrets.token_hex(10)}"
    with transaction.atomic():
        gap = Gap.objects.select_for_update().filter(gap_id=wish.gap_id).first()
        if gap is None or gap.status == "closed":
            raise UsageError(_("no gap “%(gap)s” is open") % {"gap": wish.gap_id}, do=_("list the gaps to find its id"))
        decider = decider_of(gap.accountable, by=by, superior=superior)
        if not decider:
            raise UsageError(
                _("nobody but the one who asks could decide this"),
                do=_("name someone above the accountable in the HR records, or give the activity another accountable"),
            )
        ExceptionRequest.objects.create(
            exception_id=exception_id,
            gap=gap,
            reason=reason,
            until=wish.until,
            requested_by=by,
            requested_at=at,
            decider=decider,
            decider_only=by == gap.accountable,
            ready_at=at,
            due=at + DECIDE_WITHIN,
        )
        _note(gap.gap_id, exception_id, "exception-asked", by=by, at=at, note=reason)
    return exception_id


def decider_of(accountable: str, *, by: str, superior: str | None) -> str:
    """Return who decides what ``by`` asks for, or "" where it would be nobody but themselves."""
    decider = (superior if by == accountable else accountable) or ""
    return "" if decider == by else decider


def approve(exception_id: str, *, by: str, at: dt.datetime, reason: str = "") -> None:
    """Grant an exception. Raises UsageError, also while somebody is asked who has time to answer yet."""
    with transaction.atomic():
        asked = _decidable(exception_id, by=by)
        _heard(asked, at=at)
        if asked.until < _days([asked.requested_by], at)[asked.requested_by]:
            raise UsageError(
                _("the exception was asked for until %(day)s, which is over")
                % {"day": formats.date_format(asked.until)},
                do=_("ask again"),
            )
        _decide(asked, "approved", by=by, at=at, reason=reason)
        Gap.objects.filter(gap_id=asked.gap_id, status="open").update(status="excepted")


def refuse(exception_id: str, *, by: str, at: dt.datetime, reason: str) -> None:
    """Decline an exception, with a reason. Raises UsageError."""
    if not reason.strip():
        raise UsageError(_("a refusal needs a reason"), do=_("say in a sentence what to do instead"))
    with transaction.atomic():
        _decide(_decidable(exception_id, by=by), "refused", by=by, at=at, reason=reason)


def end(exception_id: str, *, by: str, at: dt.datetime) -> None:
    """End a granted or asked-for exception before its day; the gap is open again. Raises UsageError."""
    with transaction.atomic():
        asked = ExceptionRequest.objects.select_for_update().filter(exception_id=exception_id).first()
        if asked is None or asked.status not in {"requested", "approved"}:
            raise UsageError(_("this exception is not in force any more"))
        if not may_end(asked, by=by):
            raise UsageError(_("only who is responsible for it now, or answers for it, may end an exception early"))
        _end([asked], by=by, at=at)


def may_end(asked: ExceptionRequest, *, by: str) -> bool:
    """Whether somebody may end what was granted, or take back what waits: rule 4. At most two queries more."""
    if not by or (asked.status == "requested" and by == asked.requested_by):
        return bool(by)
    if by == asked.decided_by and asked.decided_beside:
        return True
    gap = Gap.objects.filter(pk=asked.gap_id)
    acts = Q(accountable=by) | Q(responsible__person_id=by)
    if by == asked.requested_by:
        acts |= operating.operated(by, gap) & ~Q(asset_kind__in=["person", "screening"])
    return gap.filter(acts).exists()


def expire(as_of: dt.datetime, *, by: str = "run", usual: str = "UTC") -> int:
    """End every exception whose day is over and return how many; their gaps are open again.

    The day is over where whoever asked is; ``usual`` is the zone of those of whom that is not known.
    """
    with transaction.atomic():
        ends = list(
            ExceptionRequest.objects.select_for_update()
            .filter(status__in=["approved", "requested"], until__lt=(as_of + _AHEAD).astimezone(dt.UTC).date())
            .order_by("exception_id")
        )
        today = _days([one.requested_by for one in ends], as_of, usual=usual)
        over = [one for one in ends if one.until < today[one.requested_by]]
        _end(over, by=by, at=as_of)
    return len(over)


def _days(person_ids: Iterable[str], at: dt.datetime, *, usual: str = "") -> dict[str, dt.date]:
    """Return which day it is where these people are; one query. ``usual`` is where others are, "" for the reader's."""
    people = sorted(set(person_ids))
    where, here = whereabouts.of(people), hours.zone_of(usual, "UTC") if usual else timezone.get_current_timezone()
    zones = {one: hours.zone_of(where[one].zone, str(here)) if one in where else here for one in people}
    return {one: at.astimezone(zone).date() for one, zone in zones.items()}


def _end(asked: list[ExceptionRequest], *, by: str, at: dt.datetime) -> None:
    ids = [one.exception_id for one in asked]
    ExceptionRequest.objects.filter(exception_id__in=ids).update(status="ended", ended_at=at, ended_by=by)
    other = ExceptionRequest.objects.filter(gap_id=OuterRef("gap_id"), status="approved")
    gaps = [one.gap_id for one in asked]
    Gap.objects.filter(gap_id__in=gaps, status="excepted").exclude(Exists(other)).update(status="open")
    for one in asked:
        _note(one.gap_id, one.exception_id, "exception-ended", by=by, at=at, note="")


def _decidable(exception_id: str, *, by: str) -> ExceptionRequest:
    asked = ExceptionRequest.objects.select_for_update().filter(exception_id=exception_id).first()
    if asked is None or asked.status != "requested":
        raise UsageError(_("this request waits for no decision any more"))
    if by == asked.requested_by:
        raise UsageError(_("whoever asks for an exception does not decide it"))
    if by != asked.decider:
        raise UsageError(
            _("this exception is somebody else's to decide"),
            do=_("the accountable's superior decides") if asked.decider_only else _("the accountable decides"),
        )
    return asked


def _heard(asked: ExceptionRequest, *, at: dt.datetime) -> None:
    """Raise UsageError while somebody who is asked before can answer yet."""
    last = asked.consultations.filter(opinion="", until__gt=at).aggregate(last=Max("until"))["last"]
    if last is not None:
        raise UsageError(
            _("somebody is asked first, who has until %(day)s to answer")
            % {"day": formats.date_format(timezone.localtime(last), "DATETIME_FORMAT")},
            do=_("decide when they have answered or their time is over; you can refuse at any time"),
        )


def _decide(asked: ExceptionRequest, status: str, *, by: str, at: dt.datetime, reason: str) -> None:
    reason = texts.fitting(reason, texts.REASON, where="reason")
    asked.status, asked.decided_by, asked.decided_at, asked.decision_reason = status, by, at, reason
    asked.decided_beside = by != asked.gap.accountable
    asked.save()
    event = "excepted" if status == "approved" else "exception-refused"
    _note(asked.gap_id, asked.exception_id, event, by=by, at=at, note=reason)


def _note(gap_id: str, exception_id: str, event: str, *, by: str, at: dt.datetime, note: str) -> None:
    GapEvent.objects.create(gap_id=gap_id, act=exception_id, event=event, at=at, by=by, note=note)
    payload = {"gap": gap_id, "note": note}
    audit.record(event, actor=by, at=at, about=("exception", exception_id), payload=payload)
