"""What may be read of reports.

A reporter reads their own, found by themselves or by a return code; responders read what says nothing of who told, and
of the report that they have who told it (``asking``).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from drystone.reports import asking, boxes, codes
from drystone.reports import words as words_
from drystone.reports.models import CLOSED, NAMED, REPORTER, Campaign, Report, ReportClock, ReportedMessage, Reporter
from drystone.reports.times import Span

_MOST, _FEW = 100, 5


@dataclass(frozen=True, slots=True)
class Said:
    """A word of a report. ``by`` is reporter, responder or machine, ``author`` a responder's person id, else ""."""

    number: int
    by: str
    author: str
    sort: str
    text: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Mine:
    """A report in the list of whoever made it."""

    report_id: str
    kind: str
    status: str
    reported_at: dt.datetime
    next_word_at: dt.datetime | None
    closed_at: dt.datetime | None

    @property
    def title(self) -> str | Promise:
        """What it is called."""
        return words_.TITLES[self.kind]

    @property
    def state(self) -> str | Promise:
        """How it stands, in words."""
        return words_.STATUSES[self.status]


@dataclass(frozen=True, slots=True)
class Clock:
    """When something of a report was, who says so and who wrote it down."""

    clock: str
    span: Span
    source: str
    author: str
    noted_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was sent along. ``document`` is all that triage says of it, for whoever may read that, else {}."""

    number: int
    hint: str
    size: int
    digest: str
    signals: Mapping[str, Any]
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """An entry in a report's own log: who was shown who told, or asked to open the seal, and why."""

    what: str
    by: str
    why: str
    at: dt.datetime


def report(report_id: str) -> Report | None:
    """Return a report as responders have it. Whoever asks must have asked whether their viewer may respond."""
    return Report.objects.filter(pk=report_id).first()


def is_mine(report_id: str, person_id: str) -> bool:
    """Whether somebody made this report under their own name."""
    marks = boxes.marks(person_id) if person_id else []
    return bool(marks) and Reporter.objects.filter(pk=report_id, sort=NAMED, mark__in=marks).exists()


def of_person(person_id: str) -> QuerySet[Report]:
    """Return the reports that somebody made under their own name, newest first: for that person alone."""
    marks = boxes.marks(person_id) if person_id else []
    return Report.objects.filter(reporter__mark__in=marks, reporter__sort=NAMED).order_by("-reported_at", "report_id")


def mine(person_id: str) -> list[Mine]:
    """Return somebody's own reports, open ones first, in one query; at most a hundred."""
    lines = [_line(row) for row in of_person(person_id)[:_MOST]]
    return sorted(lines, key=lambda line: line.closed_at is not None)


def one_of(report_id: str, person_id: str) -> Mine | None:
    """Return one of somebody's own reports, or None where it is none of theirs."""
    found = of_person(person_id).filter(pk=report_id).first()
    return _line(found) if found else None


def open_of(person_id: str) -> list[Mine]:
    """Return somebody's own reports that are not closed, newest first, in one query; none where they have none."""
    if not (marks := boxes.marks(person_id) if person_id else []):
        return []
    rows = Report.objects.filter(reporter__mark__in=marks, reporter__sort=NAMED).exclude(status=CLOSED)
    return [_line(row) for row in rows.order_by("-reported_at", "report_id")[:_FEW]]


def kept_of(person_id: str) -> dict[str, QuerySet[Any, Any]]:
    """Return what is kept of somebody's own reports, by sort, as queries: for what is known about them."""
    rows = of_person(person_id)
    words = Report.objects.filter(pk__in=rows.values("pk")).exclude(words=None).order_by("-words__at")
    return {
        "reports": rows.values("report_id", "kind", "way", "when", "status", "reported_at", "closed_at"),
        "report_words": words.values("report_id", "words__by", "words__text", "words__at"),
    }


def by_code(code: str) -> Report | None:
    """Return the report that a return code leads to."""
    return Report.objects.filter(code=codes.digest(code)).first() if code.strip() else None


def words(report_id: str, *, after: int = 0) -> list[Said]:
    """Return what was said in a report, oldest first; whoever asks is one of the two sides."""
    found = Report.objects.get(pk=report_id).words.filter(pk__gt=after).order_by("at", "pk")
    return [Said(*row) for row in found.values_list("pk", "by", "author", "sort", "text", "at")]


def words_for(report_: Report, *, by: str) -> list[Said]:
    """Return what was said in a report, to the responder who has it; nothing to others.

    A letter is signed. So who leads whoever wrote it, and is shown no name, does not read it either.
    """
    if not by or report_.handler != by:
        return []
    found = words(report_.pk)
    return [one for one in found if not _of_the_letter(one, report_)] if withheld(report_, by=by) else found


def withheld(report_: Report, *, by: str) -> bool:
    """Whether what somebody wrote in their letter is kept from whoever has their report, who leads them."""
    return report_.way == "mail" and report_.known == NAMED and asking.seen_as(report_, by) != NAMED


def _of_the_letter(one: Said, report_: Report) -> bool:
    return one.by == REPORTER and one.at == report_.reported_at


def clocks(report_id: str) -> dict[str, Clock]:
    """Return what is known of a report's clocks: of each what was noted last, unless that takes it back."""
    rows = ReportClock.objects.filter(report_id=report_id).order_by("noted_at", "pk")
    found = {
        row.clock: Clock(row.clock, Span(row.earliest, row.latest), row.source, row.author, row.noted_at)
        for row in rows
    }
    return {name: one for name, one in found.items() if one.span != Span()}


def looks(report_id: str) -> list[Look]:
    """Return a report's own log, oldest first: for whoever made it."""
    rows = Report.objects.get(pk=report_id).looks.order_by("at", "pk")
    return [Look(*row) for row in rows.values_list("what", "by", "why", "at")]


def messages(report_id: str, *, by: str) -> list[Message]:
    """Return the messages of a report; what they hold only to a responder who may see that."""
    found = Report.objects.get(pk=report_id)
    open_ = asking.may_see_things(found, by)
    rows = ReportedMessage.objects.filter(report=found).order_by("number")
    return [_message(row, _inside(row).get("document", {}) if open_ else {}) for row in rows]


def own_messages(report_id: str) -> list[Message]:
    """Return the messages of a report with all that triage says of them: for whoever made it."""
    rows = ReportedMessage.objects.filter(report_id=report_id).order_by("number")
    return [_message(row, _inside(row).get("document", {})) for row in rows]


def message_bytes(report_id: str, number: int, *, by: str) -> bytes | None:
    """Return a message as it was sent along, to a responder who may see it; None where they may not, or it is gone."""
    found = Report.objects.filter(pk=report_id).first()
    row = ReportedMessage.objects.filter(report_id=report_id, number=number).first()
    if found is None or row is None or not asking.may_see_things(found, by):
        return None
    held = _inside(row).get("bytes")
    return bytes.fromhex(held) if isinstance(held, str) else None


def _inside(row: ReportedMessage) -> dict[str, Any]:
    opened = boxes.opened(row.report_id, row.box, epoch=row.epoch) if row.box else None
    return dict(json.loads(opened)) if opened else {}


def _message(row: ReportedMessage, document: Mapping[str, Any]) -> Message:
    return Message(row.number, row.hint, row.size, row.digest, row.signals, document)


def _line(row: Report) -> Mine:
    return Mine(row.report_id, row.kind, row.status, row.reported_at, row.next_word_at, row.closed_at)


def is_campaign(campaign_id: str) -> bool:
    """Whether there is a campaign of this id."""
    return Campaign.objects.filter(pk=campaign_id).exists()
