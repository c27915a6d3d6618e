"""What responders have before them: the queue, by urgency and time, waves together; never by who told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Max, QuerySet
from django.utils.functional import Promise

from drystone.directory import queries as directory
from drystone.reports import words
from drystone.reports.models import CLOSED, CampaignMember, Report, ReportedMessage, ReportStep, ReportWord
from drystone.shell import live
from drystone.shell.viewer import RESPOND, Viewer

#: Lines that one page shows, and reports that are looked through for them; the rest come up as these are answered.
MOST, LOOKED_THROUGH = 200, 2_000


@dataclass(slots=True)
class Line:
    """A report in the queue, or a wave of them by its most urgent one.

    ``count`` is how many reports it is, ``handler`` who has it, ``hint`` what triage makes of the message, ``verdict``
    what people found it to be, "" while nobody did.
    """

    report_id: str
    kind: str
    urgency: int
    status: str
    handler: str
    reported_at: dt.datetime
    next_word_at: dt.datetime | None
    campaign_id: str = ""
    verdict: str = ""
    hint: str = ""
    count: int = 1
    others: list[str] = field(default_factory=list)

    @property
    def title(self) -> str | Promise:
        """What it is called."""
        return words.TITLES[self.kind]

    @property
    def found(self) -> str | Promise:
        """What it was found to be, in words."""
        return words.VERDICTS.get(self.verdict, "")

    @property
    def hinted(self) -> str | Promise:
        """What triage makes of the message, in words."""
        return words.HINTS.get(self.hint, "")


def waiting(viewer: Viewer) -> QuerySet[Report]:
    """Return the reports that nobody has yet, for whoever may respond."""
    return Report.objects.filter(status="waiting") if viewer.may(RESPOND) else Report.objects.none()


def queue() -> list[Line]:
    """Return what is open, most urgent first, a wave as one line; four queries, however much there is."""
    open_ = Report.objects.exclude(status=CLOSED).order_by("urgency", "reported_at", "report_id")
    names = ("report_id", "kind", "urgency", "status", "handler", "reported_at", "next_word_at")
    found = [Line(*row) for row in open_.values_list(*names)[:LOOKED_THROUGH]]
    ids = [line.report_id for line in found]
    members = CampaignMember.objects.filter(report_id__in=ids, left_at=None)
    waves = {row[0]: row[1:] for row in members.values_list("report_id", "campaign_id", "campaign__verdict")}
    for line in found:
        line.campaign_id, line.verdict = waves.get(line.report_id, ("", ""))
    lines = _together(found)[:MOST]
    ids = [line.report_id for line in lines]
    hints: dict[str, str] = {}
    for report_id, hint in ReportedMessage.objects.filter(report_id__in=ids).values_list("report_id", "hint"):
        hints[report_id] = hint if hint == "likely harmful" else hints.get(report_id, hint)
    cards = directory.cards({line.handler for line in lines if line.handler})
    for line in lines:
        card = cards.get(line.handler)
        line.handler = (card.name or card.email) if card else ""
        line.hint = hints.get(line.report_id, "")
    return lines


def marks() -> dict[str, str]:
    """Return of every open report a word that is another one when anything of it changed; five queries, no names."""
    open_ = Report.objects.exclude(status=CLOSED).order_by("urgency", "reported_at", "report_id")
    names = ("report_id", "status", "handler", "urgency", "next_word_at")
    found: dict[str, list[object]] = {row[0]: list(row[1:]) for row in open_.values_list(*names)[:MOST]}
    further = (
        CampaignMember.objects.filter(left_at=None).values_list("report_id", "campaign_id"),
        ReportedMessage.objects.values_list("report_id", "hint"),
        ReportWord.objects.values_list("report_id").annotate(Max("pk")),
        ReportStep.objects.values_list("report_id").annotate(Count("pk")),
    )
    for rows in further:
        for report_id, told in rows.filter(report_id__in=list(found)).order_by("report_id"):
            found[report_id].append(told)
    return {report_id: live.key(*told) for report_id, told in found.items()}


def _together(lines: list[Line]) -> list[Line]:
    """Fold each wave into its first line."""
    found: dict[str, Line] = {}
    for line in lines:
        first = found.setdefault(line.campaign_id or line.report_id, line)
        if first is not line:
            first.count += 1
            first.others.append(line.report_id)
            first.handler = first.handler or line.handler
            due = [one for one in (first.next_word_at, line.next_word_at) if one]
            first.next_word_at = min(due) if due else None
    return list(found.values())


def wave(report: Report) -> tuple[str, list[CampaignMember]]:
    """Return the campaign of a report ("" for none), and its members, oldest first."""
    mine = CampaignMember.objects.filter(report=report, left_at=None).first()
    if mine is None:
        return "", []
    rows = CampaignMember.objects.filter(campaign_id=mine.campaign_id, left_at=None).select_related(
        "report", "campaign"
    )
    return mine.campaign_id, list(rows.order_by("joined_at", "pk")[:MOST])


def kinds_of(report_ids: Sequence[str]) -> dict[str, str]:
    """Return the kind of each of these reports that there is; one query."""
    return dict(Report.objects.filter(pk__in=report_ids).values_list("report_id", "kind"))


def names_of(person_ids: set[str]) -> Mapping[str, str]:
    """Return what responders are called."""
    return {card.person_id: card.name or card.email for card in directory.cards(person_ids).values()}
