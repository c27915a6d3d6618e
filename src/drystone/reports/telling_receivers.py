"""A short word to everybody who received what others reported, where the program wants it ([reports] tell_recipients).

Everybody gets the same word, also those who reported: else whoever was left out would be known to have. Nothing is said
where it went to fewer people than are counted anywhere (privacy.group_floor), nor of a message that one person alone
received. Each person is told once of a campaign and a verdict, and again only where that turned out otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from drystone.directory import addresses, notices
from drystone.jobs import queue
from drystone.messages import actions as messages
from drystone.messages.document import Document, Link
from drystone.program.model import Program
from drystone.reports import answering, queries, received
from drystone.reports.models import Campaign, Report
from drystone.shell import site

JOB = "tell-receivers"
#: As messages of this kind are called, which people can end.
PURPOSE = "received"
#: So long after a verdict mail logs may still bring who else received it.
_LATER = dt.timedelta(days=7)
#: A word that has not left by then says nothing new any more.
_FRESH = dt.timedelta(days=3)
_MOST = 50
_BATCH = 500


def ask(*, now: dt.datetime) -> None:
    """Have those who received what was just decided told, where the program wants it; part of the caller's work."""
    if site.program().settings.reports.tell_recipients:
        queue.enqueue(JOB, now=now, unique=JOB)


def tell(*, now: dt.datetime) -> int:
    """Tell whoever is to be told and was not, and return how many. Doing it again tells nobody twice."""
    program = site.program()
    if not program.settings.reports.tell_recipients:
        return 0
    recent = Campaign.objects.exclude(verdict="").filter(decided_at__gte=now - _LATER, decided_at__lte=now)
    return sum(_of(campaign, program, now=now) for campaign in recent.order_by("decided_at", "pk"))


def _of(campaign: Campaign, program: Program, *, now: dt.datetime) -> int:
    usual = program.settings.organisation.languages[0]
    case = answering.Case(campaign.made_at)
    if not answering.to_recipients(campaign.verdict, program, language=usual, case=case):
        return 0
    members = Report.objects.filter(campaigns__campaign=campaign, campaigns__left_at=None, shredded_at=None)
    documents, senders = [], list[str]()
    for report in members.order_by("reported_at", "pk")[:_MOST]:
        for one in queries.own_messages(report.pk):
            documents.append(one.document)
            senders += one.signals.get("senders", ())
    people = received.people(documents, floor=program.settings.privacy.group_floor, now=now)
    case = answering.Case(campaign.made_at, tuple(sorted(set(senders))))
    return messages.tell_all(_words(people, campaign, case, now=now), now=now) if people else 0


def _words(
    people: Sequence[str], campaign: Campaign, case: answering.Case, *, now: dt.datetime
) -> Iterator[messages.Telling]:
    program, key = site.program(), f"received {campaign.pk} {campaign.verdict}"
    usual = program.settings.organisation.languages[0]
    for at in range(0, len(people), _BATCH):
        reached = addresses.reach(people[at : at + _BATCH])
        for person_id in sorted(reached):
            known = program.settings.organisation.languages
            language = reached[person_id].language if reached[person_id].language in known else usual
            yield messages.Telling(
                person_id, PURPOSE, _document(campaign.verdict, language, case), key=key, between=(None, now + _FRESH)
            )


def _document(verdict: str, language: str, case: answering.Case) -> Document:
    text = answering.to_recipients(verdict, site.program(), language=language, case=case)
    with translation.override(language):
        links = (Link(_("Tell us something"), notices.address(reverse("reports:home"))),)
        return Document(_("About a message that you received"), (text,), links=links, language=language)
