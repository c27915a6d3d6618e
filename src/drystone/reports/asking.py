"""Who told, for whoever may know: the responder who has the report of somebody who gave their name.

Not where that responder leads them: then it looks to them as if no name had been given. Each look stands in the log of
the report, which whoever reported can read.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from drystone.directory import queries as directory
from drystone.reports import boxes
from drystone.reports.models import NAMED, NAMELESS, Report, Reporter, ReporterLook

_LEVELS = 12


@dataclass(frozen=True, slots=True)
class Who:
    """Who told: a person that the people data know, or what a stranger wrote of how to reach them; both may be ""."""

    person_id: str = ""
    name: str = ""
    contact: str = ""


def person_of(report: Report) -> str:
    """Return the person id of whoever gave their name, or "": to tell them something, never to show it."""
    return _who(report).person_id


def seen_as(report: Report, by: str) -> str:
    """Return how a responder sees that somebody is known: ``named`` only where they are shown who it is."""
    return NAMELESS if report.known == NAMED and not _may(report, by) else report.known


def shown(report: Report, *, by: str, now: dt.datetime) -> Who | None:
    """Show a responder who told, and write down that they saw it; None where they may not, or nobody knows."""
    if not _may(report, by):
        return None
    who = _who(report)
    if not (who.person_id or who.contact):
        return None
    if not ReporterLook.objects.filter(report=report, what="shown", by=by).exists():
        ReporterLook.objects.create(report=report, what="shown", by=by, at=now)
    card = directory.card(who.person_id) if who.person_id else None
    return Who(who.person_id, (card.name or card.email) if card else "", who.contact)


def may_see_things(report: Report, by: str) -> bool:
    """Whether a responder is shown the things and messages of a report: their owner is likely who told."""
    if report.handler != by or not by:
        return False
    return report.shown and (report.known != NAMED or _may(report, by))


def _may(report: Report, by: str) -> bool:
    if not by or report.handler != by or report.known != NAMED or report.shredded_at is not None:
        return False
    return not leads(by, _who(report).person_id)


def leads(person_id: str, other: str) -> bool:
    """Whether somebody stands above another, at whatever distance."""
    seen, at = {other}, other
    for _level in range(_LEVELS):
        card = directory.card(at) if at else None
        if card is None or not card.manager_id or card.manager_id in seen:
            return False
        if card.manager_id == person_id:
            return True
        at = card.manager_id
        seen.add(at)
    return False


def _who(report: Report) -> Who:
    row = Reporter.objects.filter(pk=report.pk, sort=NAMED).first()
    inside = boxes.opened(report.report_id, row.box, epoch=row.epoch) if row else None
    if inside is None:
        return Who()
    told = json.loads(inside)
    return Who(str(told.get("person_id", "")), "", str(told.get("contact", "")))
