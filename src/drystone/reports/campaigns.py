"""Reports that belong together: joined by themselves where their messages agree, split and joined again by people.

Only messages that came with a name are compared, by what says nothing of who got them (``signals``): a report that is
sealed or without a name carries none, and so is never found through another. Nothing is lost by a split: where a
report stood before, who moved it and why stays.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.lib.errors import UsageError
from drystone.program.model import Program
from drystone.reports import alike, answering, clocking, saying, telling_receivers, times
from drystone.reports.alike import Why
from drystone.reports.models import (
    CLOSED,
    MACHINE,
    Campaign,
    CampaignKey,
    CampaignMember,
    Report,
    ReportClock,
    ReportedMessage,
)
from drystone.reports.times import Span
from drystone.shell import site
from drystone.triage.options import Lists

#: How far back messages are compared, and with how many: those that share most keys, and of a wave the latest.
_BACK = dt.timedelta(days=60)
_MOST = 40
#: What a campaign was found to be; "" while nobody knows.
HARMFUL, JUNK, HARMLESS, PRACTICE = VERDICTS = ("harmful", "junk", "harmless", "practice")
_OBJECT = "campaign"
_HARMFUL_HINT = "likely harmful"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What it was, and what is said to everybody who reported it; "" for the usual words, in each one's language."""

    kind: str
    answer: str = ""


def place(report_id: str, *, now: dt.datetime) -> str:
    """Put a report where it belongs by its messages, and return that campaign's id; "" where it is like no other.

    Of a campaign that has been decided it is answered at once. Whoever calls holds the lease: two reports of one wave
    that are placed at one moment would not see each other. What is like something harmless and leads elsewhere is
    placed nowhere: a trap may be made of a letter that was found to be all right.
    """
    # Comparing takes long, so nobody waits for the state meanwhile; what is written is short.
    common = _common(site.program())
    messages = list(ReportedMessage.objects.filter(report_id=report_id).defer("box").order_by("number"))
    alikes = [_like(message, common, now=now) for message in messages]
    with transaction.atomic():
        report = Report.objects.select_for_update().filter(pk=report_id).first()
        if report is None or CampaignMember.objects.filter(report=report).exists():
            return ""  # It has gone, or has been placed, perhaps by a person who knows better.
        for message in messages:
            keys = [CampaignKey(message=message, key=key) for key in dict.fromkeys(alike.keys(message.signals, common))]
            CampaignKey.objects.bulk_create(keys, ignore_conflicts=True)  # A job may be done twice.
        found = next(((one, other, why) for one, (other, why) in zip(messages, alikes, strict=True) if other), None)
        if found is None or (_is_worse(found[0], found[1]) and _is_calm(found[1].report)):
            return ""
        return _with(report, found[1].report, found[2], now=now)


def join(campaign_id: str, report_ids: Sequence[str], *, by: str, now: dt.datetime) -> None:
    """Put reports into a campaign, as a responder knows. Raises UsageError for a campaign or a report that is none."""
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().filter(pk=campaign_id).first()
        if campaign is None:
            raise UsageError(_("There is no such campaign."), do=_("Look at the queue again."))
        for report in _known(report_ids):
            _leave(report, by=by, now=now)
            _enter(report, campaign, [], by=by, now=now)
        audit.record(
            "campaign-joined", actor=by, at=now, about=(_OBJECT, campaign_id), payload={"reports": list(report_ids)}
        )


def split(report_ids: Sequence[str], *, by: str, now: dt.datetime) -> str:
    """Take reports out of where they are, into a campaign of their own, and return its id. Raises UsageError."""
    with transaction.atomic():
        reports = _known(report_ids)
        campaign = _made(now=now)
        for report in reports:
            _leave(report, by=by, now=now)
            _enter(report, campaign, [], by=by, now=now)
        audit.record(
            "campaign-split", actor=by, at=now, about=(_OBJECT, campaign.pk), payload={"reports": list(report_ids)}
        )
    return campaign.pk


def bring_together(with_id: str, report_id: str, *, by: str, now: dt.datetime) -> str:
    """Put a report where another one is, in a campaign of their own where that has none; return its id."""
    with transaction.atomic():
        member = CampaignMember.objects.filter(report_id=with_id, left_at=None).first()
        if member is None:
            return split([with_id, report_id], by=by, now=now)
        join(member.campaign_id, [report_id], by=by, now=now)
        return member.campaign_id


def decide(campaign_id: str, verdict: Verdict, *, by: str, now: dt.datetime, looked_at: str = "") -> int:
    """Say what a campaign was; everybody who reported it is answered, and their reports close. Return how many.

    Deciding again, otherwise, answers all of them again: the last word holds; in the same words nobody is told twice.
    Of a trap a report stays open where minutes decide, until it is contained: what somebody did is another matter than
    what it was. ``looked_at`` is the report that somebody judged by itself; it closes. Raises UsageError.
    """
    if verdict.kind not in VERDICTS:
        raise UsageError(_("Say what it was."))
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().filter(pk=campaign_id).first()
        if campaign is None:
            raise UsageError(_("There is no such campaign."), do=_("Look at the queue again."))
        campaign.verdict, campaign.answer = verdict.kind, verdict.answer.strip()
        campaign.decided_by, campaign.decided_at = by, now
        campaign.save(update_fields=["verdict", "answer", "decided_by", "decided_at"])
        told = CampaignMember.objects.filter(campaign=campaign, left_at=None, report__shredded_at=None)
        reports = [member.report for member in told.select_related("report").order_by("joined_at", "pk")]
        for report in reports:
            clocking.seen_by(report, by=by, now=now)
        answered = sum(_answer(report, campaign, by=by, now=now, closes=report.pk == looked_at) for report in reports)
        telling_receivers.ask(now=now)
        audit.record(
            "campaign-decided", actor=by, at=now, about=(_OBJECT, campaign_id), payload={"verdict": verdict.kind}
        )
    return answered


def judge(report_id: str, verdict: Verdict, *, by: str, now: dt.datetime) -> int:
    """Say what a report was about, and with it all that belong together with it. Raises UsageError."""
    with transaction.atomic():
        (report,) = _known([report_id])
        member = CampaignMember.objects.filter(report=report, left_at=None).first()
        if member is None:  # What comes later and is like it is answered by this verdict too.
            campaign = _made(now=now)
            _enter(report, campaign, [], by=by, now=now)
            return decide(campaign.pk, verdict, by=by, now=now, looked_at=report_id)
        return decide(member.campaign_id, verdict, by=by, now=now, looked_at=report_id)


def _with(report: Report, other: Report, why: list[Why], *, now: dt.datetime) -> str:
    member = CampaignMember.objects.filter(report=other, left_at=None).select_related("campaign").first()
    campaign = member.campaign if member else _made(now=now)
    if member is None:
        _enter(other, campaign, why, by=MACHINE, now=now)
    _enter(report, campaign, why, by=MACHINE, now=now)
    if campaign.verdict and report.status != CLOSED:
        _answer(report, campaign, by=campaign.decided_by, now=now)
    return campaign.pk


def _like(
    message: ReportedMessage, common: frozenset[str], *, now: dt.datetime
) -> tuple[ReportedMessage | None, list[Why]]:
    """Return the earlier message that agrees most with one, and in what."""
    wanted = list(dict.fromkeys(alike.keys(message.signals, common)))
    shared = CampaignKey.objects.filter(key__in=wanted, message__at__gte=now - _BACK).exclude(
        message__report=message.report
    )
    counted = shared.values("message_id").annotate(shared=Count("pk")).order_by("-shared", "-message_id")
    numbers = [row["message_id"] for row in counted[:_MOST]]
    found = ReportedMessage.objects.filter(pk__in=numbers).defer("box").select_related("report")
    others = list(found.order_by("at", "pk"))
    at, why = alike.best(message.signals, [one.signals for one in others], common)
    return (others[at] if at >= 0 else None), why


def _answer(report: Report, campaign: Campaign, *, by: str, now: dt.datetime, closes: bool = False) -> bool:
    """Answer whoever reported with the campaign's word, unless that is the last that was said, and close their report.

    Returns whether anything came of it. Where somebody still has to act, it stays open unless ``closes``.
    """
    text = campaign.answer or answering.usual(report, campaign.verdict, site.program())
    last = report.words.order_by("pk").last()
    new = last is None or (last.sort, last.text) != (saying.ANSWER, text)
    if new:
        saying.say(report.pk, by=by, text=text, now=now, sort=saying.ANSWER)
        report.refresh_from_db()
    over = report.status != CLOSED and (closes or not _presses(report, campaign))
    for clock in (("triaged", "told") if new else ()) + (("closed",) if over else ()):
        saying.note(report, clock, span=Span(now, now), source="campaign", author=by, now=now)
    if over:
        report.status, report.closed_at, report.next_word_at = CLOSED, now, None
        report.save(update_fields=["status", "closed_at", "next_word_at"])
    return new or over


def _presses(report: Report, campaign: Campaign) -> bool:
    """Whether somebody walked into a trap so that minutes decide, and nobody said that it is contained."""
    if campaign.verdict != HARMFUL or report.urgency > times.NOW:
        return False
    last = ReportClock.objects.filter(report=report, clock="contained").order_by("pk").last()
    return last is None or (last.earliest, last.latest) == (None, None)


def _is_worse(message: ReportedMessage, other: ReportedMessage) -> bool:
    """Whether a message that is like another one could do harm that this one could not."""
    return alike.more(message.signals, other.signals) or (message.hint != other.hint and message.hint == _HARMFUL_HINT)


def _is_calm(report: Report) -> bool:
    """Whether a report is of a campaign of which people are told that nothing is wrong."""
    calm = CampaignMember.objects.filter(report=report, left_at=None, campaign__verdict__in=(HARMLESS, PRACTICE))
    return calm.exists()


def _made(*, now: dt.datetime) -> Campaign:
    return Campaign.objects.create(campaign_id=f"campaign-{secrets.token_hex(8)}", made_at=now)


def _enter(report: Report, campaign: Campaign, why: list[Why], *, by: str, now: dt.datetime) -> None:
    CampaignMember.objects.create(
        report=report, campaign=campaign, why=[one.as_json() for one in why], joined_by=by, joined_at=now
    )


def _leave(report: Report, *, by: str, now: dt.datetime) -> None:
    CampaignMember.objects.filter(report=report, left_at=None).update(left_by=by, left_at=now)


def _known(report_ids: Iterable[str]) -> list[Report]:
    wanted = list(dict.fromkeys(report_ids))
    found = list(Report.objects.select_for_update().filter(pk__in=wanted, shredded_at=None).order_by("pk"))
    if not wanted or len(found) != len(wanted):
        raise UsageError(_("One of these reports is gone."), do=_("Look at the queue again."))
    return found


def _common(program: Program) -> frozenset[str]:
    """Names that are everybody's: they join nothing."""
    lists = Lists.read(str(Path(program.root) / "lists"))
    return frozenset(program.settings.organisation.domains) | lists.free_mail | lists.free_hosts | lists.shorteners
