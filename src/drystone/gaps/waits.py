"""The open questions of this room, each with its holder and its clock, and what happens when the time is over."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.gaps import consulting, exceptions
from drystone.gaps.models import Attestation, ExceptionRequest
from drystone.shell import clocks, site
from drystone.shell.clocks import Clock

#: How long before its end it is said that something granted ends, or that a word holds no longer.
AHEAD = dt.timedelta(days=7)
_AGAIN = dt.timedelta(days=7)
_MOST = 1_000
_OVERDUE = (
    _later("An exception waits too long"),
    _later("Somebody asked to live with something for a while, and nobody has decided. It is yours to decide:"),
)
_ENDS = (
    _later("An exception ends soon"),
    _later("What you live with until a day is open again after it. Mend it, or ask again in time:"),
)
_OVER = (
    _later("Is this still done?"),
    _later("Somebody's word that a duty was done holds not much longer. Give yours, if it is done:"),
)


def declare() -> None:
    """Declare what can be open here."""
    for clock in (
        Clock(
            "exception", "gaps.ExceptionRequest", "decider", "due",
            _later("A request for an exception"),
            _later("Goes to the holder of the fallback role, who hears of it weekly; it ends by itself on its day."),
            pass_on_requests, {"status": "requested"},
        ),
        Clock(
            "consultation", "gaps.Consulted", "person_id", "consultation__until",
            _later("A view of somebody who is asked first"), _later("The accountable decides without it."),
            consulting.run_out,
            {"consultation__opinion": "", "consultation__exception__status": "requested",
             "consultation__exception__ready_at": None},
        ),
        Clock(
            "exception-in-force", "gaps.ExceptionRequest", "requested_by", "until",
            _later("Something accepted until a day"),
            _later("Said a week before; after the day it is open again by itself."),
            end_and_warn, {"status": "approved"},
        ),
        Clock(
            "attestation", "gaps.Attestation", "attested_by", "valid_until",
            _later("A word that a duty was done"),
            _later("Those who do it are asked for theirs a week before, once."), ask_for_words,
        ),
    ):  # fmt: skip
        clocks.declare(clock)


def pass_on_requests(now: dt.datetime) -> int:
    """Pass requests that nobody decided in time to the fallback role's holder, and say it again every week.

    What cannot go there stays whose it is, and goes on with the accountable like any other.
    """
    keeper = directory.holder(site.program().settings.authority.fallback)
    late = ExceptionRequest.objects.filter(status="requested", due__lte=now).order_by("due", "pk")[:_MOST]
    moved = 0
    for asked in late:
        able = keeper and keeper != asked.requested_by and directory.living(keeper) and not asked.decider_only
        passes = bool(able) and not asked.passed_on and keeper != asked.decider
        decider = keeper if passes else asked.decider
        with transaction.atomic():
            mine = ExceptionRequest.objects.filter(pk=asked.pk, status="requested", due=asked.due)
            if not mine.update(decider=decider, passed_on=asked.passed_on or passes, due=now + _AGAIN):
                continue
            payload = {"before": asked.decider, "decider": decider}
            about = ("exception", asked.exception_id)
            audit.record("exception-overdue", actor="run", at=now, about=about, payload=payload)
            notices.tell(decider, notices.of(*_OVERDUE, "gaps:waiting"), now=now)
            moved += 1
    return moved


def end_and_warn(now: dt.datetime) -> int:
    """End what was granted and is over, also where no run comes that would, and say of what ends soon."""
    usual = site.program().settings.organisation.time_zone
    return exceptions.expire(now, usual=usual) + warn_of_ends(now)


def warn_of_ends(now: dt.datetime) -> int:
    """Say a week before that what was granted ends: to who asked, or to who is responsible now."""
    last = timezone.localtime(now).date() + AHEAD
    ends = ExceptionRequest.objects.filter(status="approved", warned_at=None, until__lte=last).select_related("gap")
    told = 0
    for asked in ends.exclude(gap__status="closed").order_by("until", "pk")[:_MOST]:
        held = set(asked.gap.responsible.values_list("person_id", flat=True))
        people = {asked.requested_by} & held or held or {asked.gap.accountable}
        with transaction.atomic():
            if not ExceptionRequest.objects.filter(pk=asked.pk, warned_at=None).update(warned_at=now):
                continue
            for person_id in sorted(people - {""}):
                notices.tell(person_id, notices.of(*_ENDS, "gaps:gap", asked.gap_id), now=now)
            told += 1
    return told


def ask_for_words(now: dt.datetime) -> int:
    """Ask those who do a duty for their word, a week before the last one on it holds no longer; once for each."""
    last = timezone.localtime(now).date() + AHEAD
    ending = Attestation.objects.filter(valid_until__lte=last, reminded_at=None)
    asked = 0
    for one in ending.order_by("valid_until", "pk")[:_MOST]:
        later = Attestation.objects.filter(
            activity_id=one.activity_id,
            asset_kind=one.asset_kind,
            asset_id=one.asset_id,
            valid_until__gt=one.valid_until,
        )
        activity = site.program().activities.get(one.activity_id)
        with transaction.atomic():
            if not Attestation.objects.filter(pk=one.pk, reminded_at=None).update(reminded_at=now):
                continue
            if activity is None or later.exists():
                continue
            doers = directory.doers(activity.id, site.program(), among=directory.holders(activity.id, "R"))
            for person_id in doers or sorted(directory.holders(activity.id, "A")):
                notices.tell(person_id, notices.of(*_OVER, "accountability:activity", activity.id), now=now)
            asked += 1
    return asked
