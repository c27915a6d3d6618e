"""The first word back to whoever forwarded a message: thanks, what can be seen, what to do if more than that happened.

It leaves by the mail server at once and is written down nowhere of ours: a row of what was sent would say that somebody
reported something.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.directory import addresses, notices
from drystone.messages.carriers.mail import Mailer
from drystone.messages.carriers.parcel import Parcel
from drystone.messages.carriers.secrets import Secrets
from drystone.messages.document import Document, Item, Link
from drystone.program.channel_model import EmailChannel
from drystone.program.model import Program
from drystone.reports import asking, books, clocking, first_words, queries, times, waiting, words
from drystone.reports.models import REPORTER, Report
from drystone.shell import offers, site

#: Whoever forwards like that sends most of the evidence away without knowing it.
_QUOTED = gettext_lazy(
    "You passed it on as a quotation, and who really sent it is lost on that way. If you still have it, send it once"
    " more as an attachment: we see more then."
)


def thank(report_id: str, *, now: dt.datetime) -> None:
    """Thank whoever forwarded something. The same report is thanked for under one Message-ID, however often.

    Raises UndeliveredError where the mail server takes nothing.
    """
    program = site.program()
    channel = program.settings.channels.get("email")
    report = Report.objects.filter(pk=report_id, shredded_at=None).first()
    person_id = asking.person_of(report) if report else ""
    reached = addresses.reach([person_id]).get(person_id) if person_id else None
    if report is None or reached is None or not reached.email or not isinstance(channel, EmailChannel):
        return
    with translation.override(report.language):
        document = _document(report, program, now=now)
    number = hashlib.sha256(f"thanks {report_id}".encode()).hexdigest()[:24]
    parcel = Parcel(number, reached.email, document.title, "", report.reported_at, document)
    mailer = Mailer(Secrets(program.root, site.served().environ), usual_name=program.settings.organisation.name)
    try:
        mailer.send(channel, parcel)
    finally:
        mailer.hang_up()
    clocking.thanked(report, now=now)


def _document(report: Report, program: Program, *, now: dt.datetime) -> Document:
    book = books.of(report.kind, program)
    steps = books.steps(book, books.case_of(report), program) if book else []
    documents = [one.document for one in queries.own_messages(report.pk)]
    found = first_words.found(documents, way=report.way)
    passed_on = _("Thank you for passing this on. It has arrived, and a person reads it.")
    paragraphs = [passed_on if documents else _("Thank you. It has arrived, and a person reads it.")]
    if report.next_word_at is not None:
        when = waiting.said(report.next_word_at, program, now=now)
        paragraphs.append(_("You hear from us by %(when)s, also if we are still looking.") % {"when": when})
    if book and book.thanks:
        paragraphs.append(book.thanks)
    if who := books.whoever_responds(program):
        paragraphs.append(_("It is with: %(who)s. The first who is free takes it.") % {"who": who})
    if report.urgency <= times.NOW and program.settings.reports.call:
        paragraphs.append(_("Or call %(number)s.") % {"number": program.settings.reports.call})
    paragraphs += _elsewhere(report, program)
    do = _("Please do this now")
    items = [Item(step.do, heading=do) for step in steps]
    see = _("What we see in the message so far")
    items += [Item(says, heading=see, aside=True) for one in found for says in (one.says, *one.reasons)]
    links = [
        Link(
            _("My report: read the answer, say more"), notices.address(reverse("reports:one", args=[report.report_id]))
        ),
        Link(
            _("Did you click, open or type something? Say so here: it helps at once, and nobody is blamed."),
            notices.address(reverse("reports:home")),
        ),
    ]
    lesson = offers.in_language(translation.get_language() or "", book.habit or "") if book else None
    if lesson is not None:
        links.append(
            Link(_("If you have two minutes: “%(title)s”") % {"title": lesson.title}, notices.address(lesson.url))
        )
    closing = [
        _("This is a first look by a program. A person decides.") if found else "",
        _QUOTED if first_words.quoted(documents) else "",
        _("A mail shows who sent it, so it cannot be sealed. On our page you can report without your name."),
    ]
    return Document(
        title=_("Thank you. It has arrived."),
        paragraphs=tuple(paragraphs),
        items=tuple(items),
        links=tuple(links),
        closing=tuple(str(one) for one in closing if one),
        language=translation.get_language() or "en",
    )


def _elsewhere(report: Report, program: Program) -> list[str]:
    """Say where somebody's wrongdoing is told, where the words of a letter sound like it: it has come in already."""
    said = report.words.filter(by=REPORTER).order_by("pk").first()
    if said is None or not words.sounds_like_wrongdoing(said.text):
        return []
    place = first_words.elsewhere(program)
    return [" ".join(filter(None, (place.what, place.where)))]
