"""What is said once it is known what it was: the program's answers, filled in, else our own words.

Of what is filled in nothing says who reported: the same answer to everybody of a wave is the same text in a language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from drystone.directory import notices
from drystone.program.answer_model import VERDICTS, chosen, filled
from drystone.program.model import Program
from drystone.reports import times, words
from drystone.reports.models import Report
from drystone.triage import defang

_FEW = 3


@dataclass(frozen=True, slots=True)
class Case:
    """What an answer is about: when it was told (aware), and the domains that its message came from."""

    at: dt.datetime
    senders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """An answer as it will be read after reports of some ``kinds``, () for all others.

    ``answer_id`` is "" where the program has none and our own words stand in. ``received`` is
    what those read who received the same; "" where they are told nothing.
    """

    verdict: str
    kinds: tuple[str, ...]
    language: str
    answer_id: str
    text: str
    received: str


def usual(report: Report, verdict: str, program: Program) -> str:
    """Return what whoever made a report is told of a verdict, in their language."""
    language = report.language or program.settings.organisation.languages[0]
    return said(verdict, report.kind, program, language=language, case=case_of(report))


def said(verdict: str, kind: str, program: Program, *, language: str, case: Case) -> str:
    """Return what is said of a verdict on a kind of report, in a language; our own words where the program has none."""
    answer = chosen(program.answers.values(), verdict, kind)
    text = answer.text(language) if answer else ""
    with translation.override(language):
        return filled(text, _values(program, case)) if text else str(words.ANSWERS[verdict])


def to_recipients(verdict: str, program: Program, *, language: str, case: Case) -> str:
    """Return what those read who received a message and did nothing; "" where the program tells them nothing."""
    answer = chosen(program.answers.values(), verdict, "")
    text = answer.received.get(language, "") if answer else ""
    with translation.override(language):
        return filled(text, _values(program, case)) if text else ""


def case_of(report: Report) -> Case:
    """Return what an answer to a report may say: of its messages only what may be compared between reports."""
    found = [sender for message in report.messages.all() for sender in message.signals.get("senders", ())]
    return Case(report.reported_at, tuple(dict.fromkeys(found)))


def samples(program: Program, *, now: dt.datetime, verdict: str = "", kind: str = "") -> Iterator[Sample]:
    """Yield every answer of a program as it will be read, in every language that people are written to in.

    With a ``verdict`` or a ``kind`` only those that are read then.
    """
    case = Case(now, ("parcels.example",))
    for one in VERDICTS:
        if verdict not in {"", one}:
            continue
        for kinds in _cases(program, one, kind):
            answer = chosen(program.answers.values(), one, kinds[0] if kinds else "")
            for language in program.settings.organisation.languages:
                text = said(one, kinds[0] if kinds else "", program, language=language, case=case)
                received = "" if kinds else to_recipients(one, program, language=language, case=case)
                yield Sample(one, kinds, language, answer.id if answer else "", text, received)


def _cases(program: Program, verdict: str, kind: str) -> list[tuple[str, ...]]:
    """Return the kinds that are answered alike, () for all others; with a ``kind`` only those that it is among."""
    own = [answer.kinds for answer in program.answers.values() if answer.verdict == verdict and answer.kinds]
    if not kind:
        return [*own, ()]
    return [kinds for kinds in own if kind in kinds] or [()]


def _values(program: Program, case: Case) -> dict[str, str]:
    """Return what is filled in, in the active language. A sender's name is shown so that nothing can press it."""
    day = case.at.astimezone(times.zone_of(program)).date()
    senders = ", ".join(defang.shown(one) for one in case.senders[:_FEW])
    return {
        "organisation": program.settings.organisation.name,
        "sender": senders or _("an unknown sender"),
        "day": date_format(day, "MONTH_DAY_FORMAT"),
        "address": program.settings.reports.address or notices.address(reverse("reports:home")),
    }
