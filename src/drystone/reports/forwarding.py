"""Letters to the report address: somebody forwards what looks odd to them, by whatever program they have.

Who sent it is what its ``From`` says, which anybody can write: it decides whom we thank and under whose reports it
stands, and nothing else. Machines' letters (answers, bounces, lists) are no reports, and are never answered.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from drystone.directory import addresses
from drystone.directory import queries as directory
from drystone.incoming.letters import Letter
from drystone.jobs import queue
from drystone.program.channel_model import EmailChannel
from drystone.program.model import Program
from drystone.reports import belongings, books, heads, looking, own_words, slips, taking
from drystone.reports.models import NAMED, NAMELESS
from drystone.reports.pace import Pace
from drystone.reports.taking import Carried, Told
from drystone.reports.times import Span
from drystone.shell import site

log = logging.getLogger("drystone.reports")

THANK = "thank-for-report"
#: For what a button calls junk, or what comes too fast: at the end of the queue.
LAST = 4
_pace = Pace()


def take(letter: Letter, now: dt.datetime) -> bool:
    """Take a letter as a report. True also for one that is none, and which nobody else should be given."""
    return begin(letter, now)()


def begin(letter: Letter, now: dt.datetime) -> Callable[[], bool]:
    """Look at a letter, which takes a while, and return what then takes it, as ``take`` does."""
    program = site.program()
    head = _handed_on(heads.read(letter.raw, letter.sender if letter.way == "smtp" else None))
    if head.machine or head.sender in _own(program):
        log.info("a letter to the report address was no person's: %s", head.machine or "our own")
        return lambda: True
    person_id = directory.by_address(head.sender) if head.sender else ""
    language = _language(person_id, program)
    document = looking.look(letter.raw, program, language=language)
    fits = _pace.fits(head.sender, now=now, known=bool(person_id))
    told = _told(letter, document, head, person_id, program)
    told = _paced(_timed(told, document, head, now=now), language, fits=fits)

    def finish() -> bool:
        taken = taking.take(told, now=now)
        if taken.new and fits and person_id:
            queue.enqueue(THANK, {"report": taken.report_id}, now=now)
        return True

    return finish


def _handed_on(head: heads.Head) -> heads.Head:
    """Return the head of a letter that one of us handed on as it was (redirected): then it is theirs, whatever it
    says of its sender and of lists. The name of anybody else there counts for nothing: lists write theirs too."""
    if head.machine not in {"", "list"} or not head.resent or not directory.by_address(head.resent):
        return replace(head, resent="")
    return replace(head, sender=head.resent, machine="", date=head.resent_at)


def _told(letter: Letter, document: Mapping[str, Any], head: heads.Head, person_id: str, program: Program) -> Told:
    original = document.get("original")
    said = original if isinstance(original, dict) else {}
    own = own_words.of(document, head)
    words = own if own else str(said.get("cover", ""))
    # What a stranger writes in a letter of their own calls nobody at night.
    kind = slips.kind_of(own_words.above(own, head) if own else words) if person_id or not own else ""
    kind = kind or "looks-odd"
    book = books.of(kind, program)
    junk = kind == "looks-odd" and said.get("reported_as") in {"junk", "not junk"}
    sent = () if person_id and own_words.alone(document, own) else (Carried(letter.raw, document),)
    return Told(
        kind=kind,
        way="mail",
        known=NAMED if head.sender else NAMELESS,
        person_id=person_id,
        contact="" if person_id else head.sender,
        text=words,
        things=belongings.likely(belongings.of(person_id)),
        messages=sent if head.sender else (),
        playbook_id=book.id if book else "",
        urgency=LAST if junk else books.urgency(kind, program),
        once=hashlib.sha256(letter.raw).hexdigest(),
    )


def _timed(told: Told, document: Mapping[str, Any], head: heads.Head, *, now: dt.datetime) -> Told:
    """Add when it came to them and when they told us, as the letters say; what cannot be is left out."""
    sent = head.date if head.date is not None and now - _DAYS < head.date <= now else now
    told = replace(told, reported=Span(sent, now))
    if own_words.of(document, head):  # Its date is when they wrote, and says nothing of when it happened.
        return told
    message = document.get("message")
    original = heads.moment(str(message.get("date", ""))) if isinstance(message, dict) else None
    came = original if original is not None and now - _LONG_AGO < original <= sent else None
    return replace(told, happened=Span(came, now), noticed=Span(came, sent)) if came else told


#: A letter of ours lies in a mailbox for days at most; what is forwarded may be older.
_DAYS, _LONG_AGO = dt.timedelta(days=3), dt.timedelta(days=60)


def _paced(told: Told, language: str, *, fits: bool) -> Told:
    return replace(told, language=language, urgency=told.urgency if fits else LAST)


def _own(program: Program) -> set[str]:
    """The addresses that are ours: what comes from them went round in a circle."""
    settings = program.settings
    email = settings.channels.get("email")
    sender = email.sender.lower() if isinstance(email, EmailChannel) else ""
    return {sender, *(settings.receiver.addresses if settings.receiver else ())} - {""}


def _language(person_id: str, program: Program) -> str:
    reached = addresses.reach([person_id]).get(person_id) if person_id else None
    return (reached.language if reached else "") or program.settings.organisation.languages[0]
