"""Taking a report: whole or not at all, once however often it is sent, and who told apart from what they told."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from drystone.lib import clock
from drystone.lib.errors import UsageError
from drystone.program.model import Program
from drystone.reports import arriving, boxes, codes, sealing, signals, times
from drystone.reports.models import (
    KINDS,
    KNOWN,
    MACHINE,
    NAMED,
    NAMELESS,
    REPORTER,
    SEALED,
    WAYS,
    WHENS,
    Report,
    ReportClock,
    ReportedMessage,
    ReportedThing,
    Reporter,
    ReportStep,
    ReportWord,
)
from drystone.reports.times import Span
from drystone.shell import site

LONGEST_TEXT = 10_000
_MOST_THINGS, _MOST_MESSAGES, _MOST_ANSWERS, _LONGEST_CONTACT = 20, 5, 20, 300


@dataclass(frozen=True, slots=True)
class Thing:
    """A device or an account that a report is about."""

    kind: str
    asset_id: str
    name: str = ""
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """A message that is sent along, with what triage says of it (``triage.sandbox.Outcome.as_json``)."""

    data: bytes
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody tells.

    ``known`` is how they want to be known: named (to whoever has the report), sealed or none. ``person_id`` is who it
    is where that is known, ``contact`` what a stranger wrote of how to reach them. ``once`` tells the same form, or the
    same mail, from another: of one there is only ever one report. ``happened`` is worked out of ``when`` where it is
    not given, ``noticed`` likewise out of ``noticed_when``; ``reported`` is when it was told, where that was not now.
    ``shown`` lets the things be shown to whoever has the report although the name is not.
    """

    kind: str
    way: str = "page"
    known: str = NAMELESS
    person_id: str = ""
    contact: str = ""
    when: str = ""
    text: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    done: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()
    shown: bool = True
    happened: Span | None = None
    noticed: Span | None = None
    noticed_when: str = ""
    reported: Span | None = None
    messages: tuple[Carried, ...] = ()
    playbook_id: str = ""
    urgency: int | None = None
    language: str = ""
    once: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it. ``code`` is the return code of somebody without an open name, else ""; ``new`` is false where
    the very same had been taken before."""

    report_id: str
    code: str
    next_word_at: dt.datetime | None
    new: bool = True


def take(told: Told, *, now: dt.datetime) -> Taken:
    """Take a report; when this returns it is on the disk. The same ``once`` again gives the same report again.

    It writes nothing of who told but into the ``Reporter``'s box. Raises UsageError for what cannot be taken, and
    StoreError where a key cannot be kept.
    """
    program = site.program()
    told = _checked(told, program)
    if told.noticed is None:
        noticed = times.happened(told.noticed_when, now=now, zone=times.zone_of(program))
        told = replace(told, noticed=noticed)
    once = told.once or codes.fresh()
    before = _before(once)
    if before is not None:
        return before
    report_id = f"report-{secrets.token_hex(10)}"
    reporter = _reporter(report_id, told, program, now=now)
    try:
        with transaction.atomic():
            report = _write(report_id, told, once, now=now)
            if reporter is not None:
                reporter.save(force_insert=True)
            arriving.arrived(report, now=now)
    except IntegrityError:
        again = _before(once)  # The same form, sent twice at one moment.
        if again is None:
            raise
        sealing.forget(report_id)
        return again
    return Taken(report_id, "" if told.known == NAMED else codes.of(once), report.next_word_at)


def _before(once: str) -> Taken | None:
    found = Report.objects.filter(once=codes.once_digest(once)).first()
    if found is None:
        return None
    code = "" if found.known == NAMED else codes.of(once)
    return Taken(found.report_id, code, found.next_word_at, new=False)


def _checked(told: Told, program: Program) -> Told:
    """Return what is told as it can be kept. Whoever gives no name has none, whatever they chose."""
    whens = (*WHENS, "")
    said = ((told.kind, KINDS), (told.way, WAYS), (told.known, KNOWN), (told.when, whens), (told.noticed_when, whens))
    for word, known in said:
        if word not in known:
            raise UsageError(_("“%(word)s” is nothing that can be reported") % {"word": word})
    if len(told.text) > LONGEST_TEXT or len(told.contact) > _LONGEST_CONTACT:
        raise UsageError(_("This is longer than 10,000 letters."), do=_("Say the main thing and the rest when asked."))
    if told.known == SEALED and not sealing.possible(program):
        raise UsageError(_("A name cannot be sealed here."), do=_("Give your name to whoever helps you, or none."))
    if told.known != NAMED and told.messages:
        raise UsageError(
            _("A message names whoever it was sent to, so it cannot come along without a name."),
            do=_("Leave it out, or give your name to whoever helps you."),
        )
    return told


def _reporter(report_id: str, told: Told, program: Program, *, now: dt.datetime) -> Reporter | None:
    """Return the row that says who told, with everything that would give them away; None where nobody is named."""
    who = {"person_id": told.person_id, "contact": told.contact}
    if told.known == NAMELESS or not any(who.values()):
        return None
    if told.known == NAMED:
        epoch = boxes.week(now)
        box = boxes.shut(report_id, boxes.written(who), epoch=epoch)
        mark = boxes.mark(told.person_id, epoch=epoch) if told.person_id else ""
        return Reporter(report_id=report_id, sort=NAMED, epoch=epoch, box=box, mark=mark)
    until = now + program.settings.reports.keep_sealed
    things = [] if told.shown else [[one.kind, one.asset_id, one.name] for one in told.things]
    hidden = who | {"things": things, "happened": _said(told.happened), "noticed": _said(told.noticed)}
    box = sealing.seal(report_id, boxes.written(hidden), officers=program.settings.reports.officers, until=until)
    return Reporter(report_id=report_id, sort=SEALED, box=box, expires_at=until)


def _write(report_id: str, told: Told, once: str, *, now: dt.datetime) -> Report:
    program = site.program()
    urgency = told.urgency or times.urgency_of(told.kind)
    report = Report.objects.create(
        report_id=report_id,
        kind=told.kind,
        way=told.way,
        known=told.known,
        when=told.when,
        answers=dict(list(told.answers.items())[:_MOST_ANSWERS]),
        playbook_id=told.playbook_id,
        language=told.language,
        urgency=urgency,
        shown=told.shown or told.known == NAMED,
        reported_at=now,
        next_word_at=times.next_word(urgency, program, now=now),
        once=codes.once_digest(once),
        code=None if told.known == NAMED else codes.digest(codes.of(once)),
    )
    _clocks(report, told, program, now=now)
    if told.text.strip():
        ReportWord.objects.create(report=report, by=REPORTER, text=told.text.strip(), at=now)
    ReportStep.objects.bulk_create(
        [ReportStep(report=report, step=step, done_by=REPORTER, done_at=now) for step in dict.fromkeys(told.done)]
    )
    if told.known == NAMED or told.shown:
        _things(report, told.things[:_MOST_THINGS], now=now)
    for number, message in enumerate(told.messages[:_MOST_MESSAGES]):
        attach(report, message, number=number, now=now)
    return report


def _things(report: Report, things: Sequence[Thing], *, now: dt.datetime) -> None:
    """Keep what it is about, as names are kept: a device is its owner's name by another word."""
    epoch = boxes.week(now)
    rows = []
    for number, one in enumerate(dict.fromkeys(things)):
        inside = boxes.written([one.kind, one.asset_id, one.name, one.platform])
        box = boxes.shut(f"{report.report_id} thing", inside, epoch=epoch)
        rows.append(ReportedThing(report=report, number=number, epoch=epoch, box=box))
    ReportedThing.objects.bulk_create(rows)


def things_of(report: Report) -> list[Thing]:
    """Return what a report is about: for whoever made it, and whoever may see it (``asking.may_see_things``)."""
    rows = report.things.order_by("number").values_list("box", "epoch")
    opened = (boxes.opened(f"{report.report_id} thing", box, epoch=epoch) for box, epoch in rows)
    return [Thing(*json.loads(inside)) for inside in opened if inside]


def _clocks(report: Report, told: Told, program: Program, *, now: dt.datetime) -> None:
    """Note the clocks that are known. Of somebody who is not to be known, no moment that gives them away."""
    zone = times.zone_of(program)
    happened = told.happened or times.happened(told.when, now=now, zone=zone)
    spans = {"happened": happened, "noticed": told.noticed}
    if told.known != NAMED:
        spans = {"happened": times.coarse(happened, zone) if happened else None}
    rows = [
        ReportClock(
            report=report,
            clock=name,
            earliest=span.earliest,
            latest=span.latest,
            source=_SOURCES.get(told.way, told.way),
            author=REPORTER,
            noted_at=now,
        )
        for name, span in spans.items()
        if span is not None
    ]
    reported = told.reported or Span(now, now)
    own = {"reported": reported if told.known == NAMED else Span(now, now), "acknowledged": Span(now, now)}
    if told.way == "mail":  # Their first word goes out later, or never (``thanking``).
        del own["acknowledged"]
    rows += [
        ReportClock(
            report=report,
            clock=name,
            earliest=span.earliest,
            latest=span.latest,
            source=MACHINE,
            author=MACHINE,
            noted_at=now,
        )
        for name, span in own.items()
    ]
    ReportClock.objects.bulk_create(rows)


#: What says when it happened, where it is not called as the way by which it came.
_SOURCES = {"page": "form", "mail": "message"}


def attach(report: Report, message: Carried, *, number: int, now: dt.datetime) -> None:
    """Keep a message that was sent along: its signals open, all else in the box."""
    epoch = boxes.week(now)
    inside = json.dumps({"document": dict(message.document), "bytes": message.data.hex()}).encode()
    ReportedMessage.objects.create(
        report=report,
        number=number,
        hint=str(message.document.get("hint", "unsure"))[:16],
        signals=signals.of(message.document),
        digest=hashlib.sha256(message.data).hexdigest(),
        epoch=epoch,
        box=boxes.shut(report.report_id, inside, epoch=epoch),
        size=len(message.data),
        at=now,
    )


def _said(span: Span | None) -> list[str]:
    if span is None:
        return []
    return [clock.iso(moment) if moment else "" for moment in (span.earliest, span.latest)]
